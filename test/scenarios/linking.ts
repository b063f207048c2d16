/**
 * What a hostile Operator might try, to say who did what: by anything in what it sees but the time. Each attempt makes claims
 * ("these two are of one comrad", "this is of that name"), and is worth something if more of them are right than of guesses.
 */
import type { ActProof } from '@comrad/protocol'
import { hexOf, type Seen, type Truth, type View } from './operator-view.ts'

export type Claim = { readonly of: Seen; readonly is: Seen | string }
export type Attempt = (view: View) => readonly Claim[]

/** A sign that more than so many things have is nobody's sign. */
const FEW = 4
const RUN_BYTES = 8

export type Act = Seen & {
  readonly proof: ActProof
  readonly scope: string
  readonly slot: number | undefined
}

export const actsOf = ({ seen }: View): readonly Act[] => seen.flatMap((one) => actOf(one) ?? [])

export function actOf(seen: Seen): Act | undefined {
  const { request } = seen
  switch (request.type) {
    case 'vote': {
      const { post, proof } = request.ballot
      return { ...seen, proof, scope: `vote ${hexOf(post)}`, slot: undefined }
    }
    case 'ticket':
      return { ...seen, ...slotOf('read', request.ticket) }
    case 'permit':
      return { ...seen, ...slotOf('meet', request.permit) }
    case 'open-blob':
      return { ...seen, ...slotOf('blob', request.opening) }
    default:
      return undefined
  }
}

const slotOf = (kind: string, { day, slot, proof }: { day: number; slot: number; proof: ActProof }) => ({
  ...{ proof, slot },
  scope: `${kind} ${day}`,
})

export const ATTEMPTS = {
  /** Something on a lane that was also on a lane with a name, or under one. */
  'bytes that a name has shown': ({ seen, known, shown }) => {
    // The image of a post is its author's: they said so.
    const openings = seen.filter(({ request }) => request.type === 'open-blob')
    const owned = openings.filter(
      (one) => one.request.type === 'open-blob' && shown.has(hexOf(one.request.opening.id)),
    )
    const lanes = new Set(owned.map(({ lane }) => lane))
    const owners = new Map<string, Set<string>>()
    for (const [name, bodies] of known) {
      for (const run of bodies.flatMap((body) => runsOf(body, 1))) {
        owners.set(run, (owners.get(run) ?? new Set()).add(name))
      }
    }
    return seen.flatMap((of) => {
      if (lanes.has(of.lane)) return []
      const names = new Set(runsOf(of.body, RUN_BYTES).flatMap((run) => soleOwner(owners.get(run))))
      return [...names].map((is) => ({ of, is }))
    })
  },

  'one nullifier in two scopes': (view) =>
    pairs(actsOf(view)).filter(({ of, is }) => of.scope !== is.scope && sameNullifier(of, is)),

  'a root that few prove against': (view) =>
    [...grouped(actsOf(view), ({ proof }) => hexOf(proof.root)).values()]
      .filter(({ length }) => length <= FEW)
      .flatMap(pairs),

  /** Whoever votes for a post has read its page. */
  'pages that few have asked for': ({ seen, pages }) =>
    seen.flatMap((of) => {
      if (of.request.type !== 'vote') return []
      const page = pages.get(hexOf(of.request.ballot.post))
      const readers = seen.filter(({ request }) => request.type === 'page' && request.page === page)
      const lanes = grouped(readers, ({ lane }) => String(lane))
      return lanes.size > FEW ? [] : [...lanes.values()].flatMap(([is]) => (is ? [{ of, is }] : []))
    }),

  'counters that go on from post to post': ({ seen }) => {
    const votes = seen.flatMap((one) =>
      one.request.type === 'vote' ? [{ one, ballot: one.request.ballot }] : [],
    )
    return votes.flatMap(({ one: of, ballot }) => {
      const before = votes.filter(
        (other) =>
          other.ballot.counter === ballot.counter - 1 && hexOf(other.ballot.post) !== hexOf(ballot.post),
      )
      return before.length > FEW ? [] : before.map(({ one: is }) => ({ of, is }))
    })
  },

  'frames whose numbers go on from lane to lane': ({ seen }) => {
    const lanes = [...grouped(seen, ({ lane }) => String(lane)).values()]
    return lanes.flatMap((lane) => {
      const before = lanes.filter((other) => other !== lane && other.at(-1)?.id === (lane[0]?.id ?? 0) - 1)
      const [of] = lane
      if (!of || before.length > FEW) return []
      return before.flatMap(([is]) => (is ? [{ of, is }] : []))
    })
  },

  /** Ids, keys of one use, and whatever else should be random and might be counted. */
  'ids that lie side by side': ({ seen }) =>
    pairs(seen.flatMap((one) => idOf(one) ?? []))
      .filter(
        ({ of, is }) => !of.id16.equals(is.id16) && of.id16.subarray(0, 6).equals(is.id16.subarray(0, 6)),
      )
      .map(({ of, is }) => ({ of: of.one, is: is.one })),

  'two things on one lane': ({ seen }) => {
    const things = seen.filter((one) => actOf(one) !== undefined || one.request.type === 'page')
    return [...grouped(things, ({ lane }) => String(lane)).values()]
      .filter((lane) => lane.some((one) => actOf(one) !== undefined))
      .flatMap(pairs)
  },
} satisfies Readonly<Record<string, Attempt>>

/** More right than if it had been guessed, by more than luck. */
export function findsSomething(claims: readonly Claim[], view: View, truth: Truth): boolean {
  const right = claims.filter(({ of, is }) => deviceOf(of, truth) === deviceOf(is, truth)).length
  const expected = claims
    .map(({ is }) => (typeof is === 'string' ? 1 / view.known.size : chanceOfAPair(view, truth)))
    .reduce((sum, chance) => sum + chance, 0)
  return right > 2 * expected + 2
}

/** Whether the number of a slot tells how many its owner had used that day. */
export function slotsTellOrder(view: View, truth: Truth): boolean {
  const acts = actsOf(view).filter(({ slot }) => slot !== undefined)
  const telling = acts.filter((act) => {
    const others = acts.filter(
      (other) => other.scope === act.scope && deviceOf(other, truth) === deviceOf(act, truth),
    )
    return act.slot === others.filter((other) => orderOf(other, truth) < orderOf(act, truth)).length
  })
  return telling.length > acts.length / 2
}

/** An Operator that gives each lane another anchor would know the lane that asked by the act that comes. */
export function withAnchorElsewhere(view: View): readonly Act[] {
  const lanes = new Set(view.seen.flatMap(({ lane, request }) => (request.type === 'anchor' ? [lane] : [])))
  return actsOf(view).filter(({ lane }) => !lanes.has(lane))
}

export const deviceOf = (of: Seen | string, truth: Truth): string =>
  typeof of === 'string' ? of : (truth.get(of.lane)?.device ?? 'nobody')

const orderOf = ({ lane }: Seen, truth: Truth): number => truth.get(lane)?.order ?? 0

/** That two acts, any two, are of one comrad. */
function chanceOfAPair(view: View, truth: Truth): number {
  const all = pairs(actsOf(view))
  return all.filter(({ of, is }) => deviceOf(of, truth) === deviceOf(is, truth)).length / all.length
}

const sameNullifier = (one: Act, other: Act) => hexOf(one.proof.nullifier) === hexOf(other.proof.nullifier)

const soleOwner = (names: ReadonlySet<string> | undefined): readonly string[] =>
  names?.size === 1 ? [...names] : []

/** Lengths, numbers and padding are full of zeros; keys, ids and ciphertexts are not. */
function runsOf(body: Buffer, step: number): readonly string[] {
  const runs: string[] = []
  for (let start = 0; start + RUN_BYTES <= body.length; start += step) {
    const run = body.subarray(start, start + RUN_BYTES)
    if (run.filter((byte) => byte === 0).length < 3) runs.push(run.toString('latin1'))
  }
  return runs
}

function idOf(one: Seen): { readonly one: Seen; readonly id16: Buffer } | undefined {
  const { request } = one
  switch (request.type) {
    case 'permit':
      return { one, id16: Buffer.from(request.permit.id) }
    case 'open-blob':
      return { one, id16: Buffer.from(request.opening.id) }
    case 'ticket':
      return { one, id16: Buffer.from(request.ticket.oneTimeKey.slice(1, 17)) }
    case 'deposit':
      return { one, id16: Buffer.from(request.envelope.id) }
    default:
      return undefined
  }
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(items, key)
}

function pairs<T>(items: readonly T[]): readonly { readonly of: T; readonly is: T }[] {
  return items.flatMap((of, index) => items.slice(index + 1).map((is) => ({ of, is })))
}

/**
 * What a hostile Operator might try, to say who did what: by anything in what it sees but the time. Each attempt makes claims
 * ("these two are of one comrad", "this is of that name"), and is worth something if one of them is right that nobody would have made
 by chance, or more of them than guesses would be.
 */
import { randomInt } from 'node:crypto'
import type { ActProof, PostId } from '@comrad/protocol'
import { hexOf, type Seen, type Truth, type View } from './operator-view.ts'

export type Claim = { readonly of: Seen; readonly is: Seen | string }
export type Attempt = (view: View) => readonly Claim[]

/** A sign that more than so many things have is nobody's sign. */
const FEW = 4
/** Of lanes, of which everybody has more. */
const FEW_LANES = 12
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

/** Nothing of these is there by chance: one claim that is right is a find. */
const SIGNS = {
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

  /** But for the ballots of one post, and the tallies around them. */
  'what else is on lanes that fetch ballots': ({ seen }) =>
    [...lanesOf(seen).values()].flatMap((lane) =>
      lane.flatMap((of) =>
        lane.flatMap((is) =>
          of.request.type === 'ballots' && isElsewhere(of.request.post, is) ? [{ of, is }] : [],
        ),
      ),
    ),
} satisfies Readonly<Record<string, Attempt>>

/** These may be right by chance. */
const GUESSES = {
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

  'frames of a length that few have': (view) =>
    pairsOfRareLanes(view, (lane) => distinct(lane.map(({ length }) => length))),

  'how much is asked on a lane': (view) => pairsOfRareLanes(view, ({ length }) => String(length)),
} satisfies Readonly<Record<string, Attempt>>

export const ATTEMPTS = { ...SIGNS, ...GUESSES }
export type AttemptName = keyof typeof ATTEMPTS

export function findsSomething(name: AttemptName, view: View, truth: Truth): boolean {
  const claims = ATTEMPTS[name](view)
  if (Object.hasOwn(SIGNS, name)) return rightOf(claims, truth) > 0
  return luckOf(claims, view, truth) < LUCK
}

/** Less often than this an Operator would be right so many times if it knew nothing. A test that cries wolf is soon not listened to. */
const LUCK = 1 / 10_000
const WORLDS = 20_000
const AS_GOOD = 10

/**
 * How often the same claims would be right so many times in a world where they mean nothing: one in which lanes of a kind have
 * changed hands at random. Claims that hang together, as those of one group do, hang together there too.
 */
function luckOf(claims: readonly Claim[], view: View, truth: Truth): number {
  const right = rightOf(claims, truth)
  const claimed = new Set(
    claims.flatMap(({ of, is }) => (typeof is === 'string' ? [of.lane] : [of.lane, is.lane])),
  )
  const lanes = [...lanesOf(view.seen)].filter(([lane]) => truth.has(lane))
  const kinds = [...grouped(lanes, ([, seen]) => kindOf(seen)).values()]
    .map((kind) => kind.map(([lane]) => lane))
    .filter((kind) => kind.some((lane) => claimed.has(lane)))
  const other = new Map(truth)
  let worlds = 0
  let asGood = 0
  while (worlds < WORLDS && asGood < AS_GOOD) {
    worlds++
    for (const kind of kinds) {
      const hands = shuffled(kind.flatMap((lane) => truth.get(lane) ?? []))
      for (const [index, hand] of hands.entries()) other.set(kind[index] ?? -1, hand)
    }
    if (rightOf(claims, other) >= right) asGood++
  }
  // The world that is counts as one of them: no luck is impossible.
  return (asGood + 1) / (worlds + 1)
}

const rightOf = (claims: readonly Claim[], truth: Truth): number =>
  claims.filter(({ of, is }) => deviceOf(of, truth) === deviceOf(is, truth)).length

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

const lanesOf = (seen: readonly Seen[]): ReadonlyMap<number, readonly Seen[]> =>
  grouped(seen, ({ lane }) => lane)

/** Lanes of a kind may be anybody's. */
const kindOf = (lane: readonly Seen[]): string => distinct(lane.map(({ request }) => request.type))

const distinct = (items: readonly (string | number)[]): string => [...new Set(items)].sort().join()

function pairsOfRareLanes({ seen }: View, signOf: (lane: readonly Seen[]) => string): readonly Claim[] {
  const alike = grouped([...lanesOf(seen).values()], (lane) => `${kindOf(lane)}: ${signOf(lane)}`)
  return [...alike.values()]
    .filter(({ length }) => length <= FEW_LANES)
    .flatMap((lanes) => pairs(lanes.flatMap(([first]) => first ?? [])))
}

function isElsewhere(post: PostId, { request }: Seen): boolean {
  if (request.type === 'ballots') return hexOf(request.post) !== hexOf(post)
  return !['hello', 'tallies'].includes(request.type)
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const at = randomInt(last + 1)
    const [one, other] = [mixed[at], mixed[last]]
    if (one !== undefined && other !== undefined) [mixed[at], mixed[last]] = [other, one]
  }
  return mixed
}

function grouped<T, Key>(items: readonly T[], key: (item: T) => Key): ReadonlyMap<Key, readonly T[]> {
  return Map.groupBy(items, key)
}

function pairs<T>(items: readonly T[]): readonly { readonly of: T; readonly is: T }[] {
  return items.flatMap((of, index) => items.slice(index + 1).map((is) => ({ of, is })))
}

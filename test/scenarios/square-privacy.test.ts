/** What the threat model promises about acts without a name, tried by an Operator that wants to know better. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import {
  actScope,
  decodeOperatorSecrets,
  deriveIdentity,
  nullifierOf,
  parsePhrase,
  seedOf,
  sha256,
} from '@comrad/keymaker'
import { dayOf, type Hash, type PostId, SLOTS, type SlotKind, slotScope, voteScope } from '@comrad/protocol'
import {
  type Act,
  ATTEMPTS,
  type AttemptName,
  actOf,
  actsOf,
  deviceOf,
  findsSomething,
  slotsTellOrder,
  withAnchorElsewhere,
} from './linking.ts'
import { createOperatorFiles, type OperatorFiles } from './operator-files.ts'
import { hexOf, type Seen, type Truth, type View, viewOf } from './operator-view.ts'
import { createWorld, nameOf, type Person, settle, type World } from './world.ts'

const NAMES = ['alice', 'bobby', 'carol', 'david', 'erika', 'frank', 'grace']

type Story = {
  readonly world: World
  readonly files: OperatorFiles
  readonly people: readonly Person[]
  readonly posts: readonly string[]
  readonly view: View
  readonly truth: Truth
}

/** Seven people, and one who comes later, read, post, reply, show images, vote, change their minds, and write to strangers. */
async function live(t: TestContext): Promise<Story> {
  const files = createOperatorFiles()
  const store = files.open()
  const world = await createWorld(t, store)
  const people: Person[] = []
  for (const name of NAMES) people.push(await world.comrad(name))
  const [alice, bobby, carol, david, erika, frank, grace] = people as [Person, ...Person[]] & Person[]
  assert.ok(alice && bobby && carol && david && erika && frank && grace)
  const posts: string[] = []
  // More than one page of the feed.
  for (const person of people)
    for (const text of ['bread', 'roses', 'noon']) posts.push(await post(person, text))
  posts.push(await post(alice, 'a view', 3), await post(bobby, 'another', 4))
  await settle(...people)
  posts.push(await post(carol, 'so do I', undefined, posts[0]))

  for (const [index, person] of people.entries()) {
    for (const step of [1, 5, 11])
      await vote(person, posts[(index + step) % posts.length], step === 5 ? 'down' : 'up')
  }
  for (const other of [3, 8, 13]) await vote(alice, posts[other], 'up')
  await settle(...people)
  await vote(bobby, posts[2], 'down')
  await vote(carol, posts[3], 'down')

  await ask(alice, bobby)
  await ask(alice, carol)
  await ask(alice, david)
  await ask(frank, grace)
  await alice.comrad.send(nameOf(bobby), 'look', new Uint8Array(900).fill(5))
  await bobby.comrad.send(nameOf(alice), 'and you', new Uint8Array(900).fill(6))
  const helen = await world.comrad('helen')
  people.push(helen)
  await settle(...people)
  await vote(helen, posts[0], 'up')
  await vote(helen, posts[21], 'up')
  for (const person of people.slice(2)) await vote(person, posts[22], 'up')
  await ask(helen, alice)
  const audit = await grace.comrad.audit(posts[22] ?? '')
  assert.ok(audit.ok && audit.value.counted.up === 6)
  await settle(...people)
  // Until all have looked whether their ballots are among the others.
  await world.clock.advance(1_000_000)
  await settle(...people)

  const secrets = decodeOperatorSecrets(
    await store.keepSecrets(() => assert.fail('the Operator has its keys')),
  )
  assert.ok(secrets.ok)
  return { world, files, people, posts, ...viewOf(world, secrets.value) }
}

async function post(by: Person, text: string, image?: number, replyTo?: string): Promise<string> {
  const made = await by.comrad.post({
    ...{ to: 'world', text, expiresDays: 7 },
    ...(image !== undefined && { image: new Uint8Array(900).fill(image) }),
    ...(replyTo !== undefined && { replyTo }),
  })
  assert.ok(made.ok, JSON.stringify(made))
  await settle(by)
  return made.value.post
}

async function vote(by: Person, post: string | undefined, choice: 'up' | 'down'): Promise<void> {
  const voted = await by.comrad.vote(post ?? '', choice)
  assert.ok(voted.ok, JSON.stringify(voted))
}

async function ask(from: Person, to: Person): Promise<void> {
  assert.ok((await from.comrad.meet(nameOf(to), 'hello')).ok)
  await settle(from, to)
  assert.ok((await to.comrad.accept(nameOf(from))).ok)
  await settle(to, from)
}

test('nothing but time tells the Operator who votes, reads, or writes to a stranger', async (t) => {
  const { view, truth, ...story } = await live(t)
  const acts = actsOf(view)
  const kinds = Map.groupBy(acts, ({ request }) => request.type)
  const counts = [...kinds].map(([kind, { length }]) => `${kind} ${length}`)
  assert.deepEqual(counts.sort(), ['open-blob 4', 'permit 5', 'ticket 8', 'vote 34'])

  for (const name of Object.keys(ATTEMPTS) as AttemptName[]) {
    await t.test(`not by ${name}`, () => {
      assert.equal(findsSomething(name, view, truth), false)
      assert.ok(findsSomething(name, CARELESS[name](view, truth), truth), 'and it would have been found')
    })
  }
  await t.test('not by slots that are taken in order', () => {
    assert.equal(slotsTellOrder(view, truth), false)
    assert.ok(slotsTellOrder(inOrder(view, truth), truth), 'and it would have been found')
  })
  await t.test('not by an anchor that was asked for elsewhere', () => {
    assert.deepEqual(withAnchorElsewhere(view), [])
    const elsewhere = { ...view, seen: view.seen.filter(({ request }) => request.type !== 'anchor') }
    assert.deepEqual(withAnchorElsewhere(elsewhere), acts, 'and it would have been found')
  })
  await t.test('and who seizes its files learns no more', () => readFiles(story))
})

/** What the Operator would see of devices that get one thing wrong. */
const CARELESS: Readonly<Record<AttemptName, (view: View, truth: Truth) => View>> = {
  'bytes that a name has shown': (view, truth) =>
    change(view, (one) => {
      const mark = view.known.get(deviceOf(one, truth))?.find(({ length }) => length > 60)
      return actOf(one) && mark ? { ...one, body: Buffer.concat([one.body, mark.subarray(-20)]) } : one
    }),
  'one nullifier in two scopes': (view, truth) =>
    changeActs(view, ({ proof, ...act }) => ({
      ...proof,
      nullifier: hashOf(deviceOf({ ...act, proof } as Act, truth)),
    })),
  'a root that few prove against': (view, truth) =>
    // Their own copies of the register, as long as they were when each was last read.
    changeActs(view, (act) => {
      const read = Math.floor((4 * (truth.get(act.lane)?.order ?? 0)) / truth.size)
      return { ...act.proof, root: hashOf(`${deviceOf(act, truth)} ${read}`) }
    }),
  'pages that few have asked for': readOnInterest,
  'counters that go on from post to post': (view, truth) => {
    const counters = new Map<string, number>()
    return change(view, (one) => {
      if (one.request.type !== 'vote') return one
      const device = deviceOf(one, truth)
      const counter = (counters.get(device) ?? 10 * counters.size) + 1
      counters.set(device, counter)
      return { ...one, request: { type: 'vote', ballot: { ...one.request.ballot, counter } } }
    })
  },
  'frames whose numbers go on from lane to lane': (view, truth) => {
    const last = new Map<string, number>()
    return change(view, (one) => {
      const device = deviceOf(one, truth)
      const id = (last.get(device) ?? 1_000 * last.size) + 1
      last.set(device, id)
      return { ...one, id }
    })
  },
  'ids that lie side by side': (view, truth) => {
    let last = 0
    return change(view, (one) => {
      if (one.request.type !== 'deposit') return one
      const id = Buffer.concat([hashOf(deviceOf(one, truth)).subarray(0, 12), Buffer.alloc(4)])
      id.writeUInt32BE(++last, 12)
      const { envelope } = one.request
      return {
        ...one,
        request: { type: 'deposit', envelope: { ...envelope, id: new Uint8Array(id) as never } },
      }
    })
  },
  'two things on one lane': (view, truth) => {
    const lanes = new Map<string, number>()
    return change(view, (one) => {
      const device = deviceOf(one, truth)
      if (one.request.type !== 'vote') return one
      lanes.set(device, lanes.get(device) ?? one.lane)
      return { ...one, lane: lanes.get(device) ?? one.lane }
    })
  },
  'what else is on lanes that fetch ballots': (view, truth) => {
    const feeds = new Map(
      view.seen.flatMap((one) => (one.request.type === 'page' ? [[deviceOf(one, truth), one.lane]] : [])),
    )
    return change(view, (one) =>
      one.request.type === 'ballots' ? { ...one, lane: feeds.get(deviceOf(one, truth)) ?? one.lane } : one,
    )
  },
  // Not padded, and some names are longer than others.
  'frames of a length that few have': (view, truth) => {
    const devices = distinctDevices(view, truth)
    return change(view, (one) => ({ ...one, length: one.length + devices.indexOf(deviceOf(one, truth)) }))
  },
  // Whoever has more contacts says more each time.
  'how much is asked on a lane': (view, truth) => {
    const devices = distinctDevices(view, truth)
    const seen = view.seen.flatMap((one) =>
      one.request.type === 'hello'
        ? Array.from({ length: 1 + devices.indexOf(deviceOf(one, truth)) }, () => one)
        : [one],
    )
    return { ...view, seen }
  },
}

const distinctDevices = (view: View, truth: Truth): readonly string[] => [
  ...new Set(view.seen.map((one) => deviceOf(one, truth))),
]

const change = (view: View, map: (one: Seen) => Seen): View => ({ ...view, seen: view.seen.map(map) })

function changeActs(view: View, map: (act: Act) => Act['proof']): View {
  return change(view, (one) => {
    const act = actOf(one)
    if (!act) return one
    const proof = map(act)
    const { request } = one
    switch (request.type) {
      case 'vote':
        return { ...one, request: { ...request, ballot: { ...request.ballot, proof } } }
      case 'ticket':
        return { ...one, request: { ...request, ticket: { ...request.ticket, proof } } }
      case 'permit':
        return { ...one, request: { ...request, permit: { ...request.permit, proof } } }
      case 'open-blob':
        return { ...one, request: { ...request, opening: { ...request.opening, proof } } }
      default:
        return one
    }
  })
}

/** A post a page, and nobody fetches one but for a post that they want. */
function readOnInterest(view: View, truth: Truth): View {
  const pages = new Map([...view.pages.keys()].map((post, page) => [post, page]))
  const wanted = view.seen.flatMap((one): Seen[] => {
    if (one.request.type !== 'vote') return []
    const page = pages.get(hexOf(one.request.ballot.post))
    const feed = view.seen.find(
      (other) => other.request.type === 'page' && deviceOf(other, truth) === deviceOf(one, truth),
    )
    return feed && page !== undefined ? [{ ...feed, request: { type: 'page', page } }] : []
  })
  const others = view.seen.filter(({ request }) => request.type !== 'page')
  return { ...view, pages, seen: [...others, ...wanted] }
}

function inOrder(view: View, truth: Truth): View {
  const used = new Map<string, number>()
  const next = (one: Seen) => {
    const key = `${deviceOf(one, truth)} ${actOf(one)?.scope}`
    const slot = used.get(key) ?? 0
    used.set(key, slot + 1)
    return slot
  }
  const before = (one: Seen) => truth.get(one.lane)?.order ?? 0
  const seen = [...view.seen].sort((a, b) => before(a) - before(b))
  return change({ ...view, seen }, (one) => {
    const { request } = one
    switch (request.type) {
      case 'ticket':
        return { ...one, request: { ...request, ticket: { ...request.ticket, slot: next(one) } } }
      case 'permit':
        return { ...one, request: { ...request, permit: { ...request.permit, slot: next(one) } } }
      case 'open-blob':
        return { ...one, request: { ...request, opening: { ...request.opening, slot: next(one) } } }
      default:
        return one
    }
  })
}

const hashOf = (text: string): Hash => sha256(new TextEncoder().encode(text)) as Hash

/** Each person can compute what they would have spent; without their secrets nobody can, and no row joins it to them. */
async function readFiles({ world, files, people, posts }: Omit<Story, 'view' | 'truth'>): Promise<void> {
  await world.stopOperator()
  const db = new DatabaseSync(join(files.directory, 'operator.sqlite'), { readOnly: true })
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  const rows = tables.flatMap(({ name }) =>
    db
      .prepare(`SELECT * FROM ${name}`)
      .all()
      // What is spent lies in a table for each day.
      .map((row) => ({ table: String(name).replace(/^spent_\d+$/, 'spent'), row })),
  )
  db.close()

  const identities = people.map((person) => ({ name: nameOf(person), ...identityOf(person) }))
  const nullifiers = new Set(
    identities.flatMap(({ identity }) =>
      scopesOf(posts, world).map((scope) =>
        hexOf(nullifierOf(identity, actScope({ fingerprint: world.address.fingerprint, scope }))),
      ),
    ),
  )
  const marks = identities.flatMap(({ name, identity }) => [
    name,
    hexOf(identity.identityKey),
    hexOf(identity.commitment),
  ])
  const acted = rows.filter(({ row }) => has(row, nullifiers))
  const tally = Map.groupBy(acted, ({ table }) => table)
  assert.deepEqual(
    [...tally].map(([table, { length }]) => `${table} ${length}`).sort(),
    ['ballots 32', 'spent 17'],
    'they are there, and those who cast them know which they are',
  )
  for (const { table, row } of acted) assert.equal(has(row, new Set(marks)), false, `a name in ${table}`)
  // By any other value, too, no row of these leads to a row with a name: but a ballot to the post that it is about.
  const named = new Set(rows.filter(({ row }) => has(row, new Set(marks))).flatMap(({ row }) => bytesOf(row)))
  for (const { table, row } of acted) {
    for (const value of bytesOf(row))
      assert.equal(named.has(value), false, `${table} shares ${value} with a name`)
  }
  assert.deepEqual(
    [...new Set(rows.filter(({ row }) => has(row, new Set(marks))).map(({ table }) => table))].sort(),
    ['feed', 'mailboxes', 'rates', 'register'],
  )
}

function identityOf(person: Person) {
  const phrase = parsePhrase(person.comrad.recoveryPhrase() ?? '')
  assert.ok(phrase.ok)
  return { identity: deriveIdentity(seedOf(phrase.value)) }
}

function scopesOf(posts: readonly string[], { clock }: World): readonly string[] {
  const day = dayOf(clock.now())
  const kinds = Object.entries(SLOTS) as [SlotKind, number][]
  return [
    ...posts.map((post) => voteScope(new Uint8Array(Buffer.from(post, 'hex')) as PostId)),
    ...kinds.flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, slot) => slotScope(kind, { day, slot })),
    ),
  ]
}

type Row = Record<string, unknown>

/** Values as they are compared: bytes in hexadecimal, text as it is. */
const valuesOf = (row: Row): readonly string[] =>
  Object.values(row).flatMap((value) => {
    if (value instanceof Uint8Array) return [hexOf(value)]
    return typeof value === 'string' ? [value] : []
  })
const bytesOf = (row: Row): readonly string[] => valuesOf(row).filter(({ length }) => length >= 32)
const has = (row: Row, wanted: ReadonlySet<string>): boolean =>
  valuesOf(row).some((value) => wanted.has(value))

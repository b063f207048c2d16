/** What people get wrong, or try: acts for another scope, blobs without end, races, floods, and what has expired in between. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTicketKey, type ProofPool, randomBytes, verifyFeedHead } from '@comrad/keymaker'
import {
  type ActProof,
  BLOB_CHUNK_BYTES,
  type Bytes,
  blobPayload,
  dayOf,
  type Hash,
  type IdentityKey,
  ok,
  PAGE_ENTRIES,
  SLOTS,
  slotScope,
  startOfDay,
  ticketPayload,
} from '@comrad/protocol'
import { createComrad, expectReply, prove, register } from './comrad-fixture.ts'
import { ballotBy, blobBy, noteBy, postOf, publishOf } from './square-fixture.ts'
import { codeOf, createSquareWorld, postBy, type SquareWorld } from './square-world-fixture.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { connectInMemory, testProofPool } from './testing.ts'

const DAY_MS = startOfDay(1)
const HOUR_MS = 3_600_000

/** Its time is the test's. */
async function createTimedWorld() {
  let now = Date.now()
  const store = createMemoryStore()
  const world = await createSquareWorld({ clock: { now: () => now }, store })
  return {
    ...world,
    now: () => now,
    async pass(ms: number) {
      now += ms
      while (await store.expireSquare(now));
    },
  }
}

describe('the head', () => {
  test('is signed anew when the oldest page has gone, though nothing was added', async () => {
    const world = await createTimedWorld()
    const { ask, keys, now, operator } = world
    for (let count = 0; count < PAGE_ENTRIES; count++)
      await postBy(world, 'for a day', { now: now(), days: 1 })
    await postBy(world, 'for a week', { now: now() })
    const before = expectReply(await ask({ type: 'feed-head' }), 'feed-head').head
    assert.deepEqual([before.sequence, before.oldestPage], [PAGE_ENTRIES + 1, 0])
    await world.pass(DAY_MS)
    const { head } = expectReply(await ask({ type: 'feed-head' }), 'feed-head')
    assert.deepEqual([head.sequence, head.hash, head.oldestPage], [before.sequence, before.hash, 1])
    assert.ok(verifyFeedHead(keys.logKey, head))
    await operator.stop()
  })
})

describe('a note', () => {
  test('cannot answer a post that has expired or was deleted, nor a face', async () => {
    const world = await createTimedWorld()
    const { alice, bob, ask, now, operator } = world
    const reply = async (to: Parameters<typeof postOf>[1]) =>
      codeOf(await ask(publishOf(bob, noteBy(bob, postOf('so it is', to), { now: now() }), world).request))
    const short = await postBy(world, 'for a day', { now: now(), days: 1 })
    const deleted = await postBy(world, 'for a week', { now: now() })
    const face = publishOf(
      alice,
      noteBy(alice, { kind: 'profile', face: { text: 'me' } }, { now: now() }),
      world,
    )
    expectReply(await ask(face.request), 'published')
    assert.equal(await reply(short), 'published')
    assert.equal(await reply(face.id), 'unknown-post')
    const deletion = noteBy(alice, { kind: 'deletion', post: deleted }, { now: now() })
    expectReply(await ask(publishOf(alice, deletion, world).request), 'published')
    assert.equal(await reply(deleted), 'unknown-post')
    await world.pass(DAY_MS)
    assert.equal(await reply(short), 'unknown-post')
    await operator.stop()
  })

  test('is said to one world only', async () => {
    const [here, there] = [await createSquareWorld(), await createSquareWorld()]
    const note = noteBy(here.alice, postOf('here'))
    const elsewhere = publishOf(here.alice, note, { keys: here.keys, fingerprint: there.fingerprint })
    assert.equal(codeOf(await here.ask(elsewhere.request)), 'author-refused')
    const unopened = publishOf(here.alice, note, { keys: there.keys, fingerprint: here.fingerprint })
    assert.equal(codeOf(await here.ask(unopened.request)), 'note-unreadable')
    await here.operator.stop()
    await there.operator.stop()
  })

  test('that was replaced or has expired comes back for nobody who kept it', async () => {
    const world = await createTimedWorld()
    const { alice, ask, now, operator } = world
    const face = (text: string) =>
      publishOf(alice, noteBy(alice, { kind: 'profile', face: { text } }, { now: now(), days: 30 }), world)
        .request
    const [old, young] = [face('old'), face('young')]
    expectReply(await ask(old), 'published')
    expectReply(await ask(young), 'published')
    assert.equal(codeOf(await ask(old)), 'deleted')
    assert.equal(codeOf(await ask(young)), 'published', 'it is here')
    await world.pass(30 * DAY_MS)
    assert.equal(codeOf(await ask(young)), 'expiry-refused')
    await operator.stop()
  })

  test('that stands in the feed is answered again, also when what it answers is gone', async () => {
    const world = await createTimedWorld()
    const { alice, bob, ask, now, operator } = world
    const parent = publishOf(alice, noteBy(alice, postOf('asked'), { now: now() }), world)
    expectReply(await ask(parent.request), 'published')
    const reply = publishOf(bob, noteBy(bob, postOf('answered', parent.id), { now: now() }), world).request
    const { sequence } = expectReply(await ask(reply), 'published')
    const deletion = noteBy(alice, { kind: 'deletion', post: parent.id }, { now: now() })
    expectReply(await ask(publishOf(alice, deletion, world).request), 'published')
    assert.equal(expectReply(await ask(reply), 'published').sequence, sequence)
    const late = publishOf(bob, noteBy(bob, postOf('too late', parent.id), { now: now() }), world).request
    assert.equal(codeOf(await ask(late)), 'unknown-post')
    await operator.stop()
  })

  test('of an author who has said enough is taken tomorrow, and of others today', async () => {
    const world = await createTimedWorld()
    const { alice, bob, ask, now, operator } = world
    const say = (comrad: typeof alice) =>
      publishOf(comrad, noteBy(comrad, postOf('x'), { now: now() }), world).request
    const first = say(alice)
    for (const request of [first, ...Array.from({ length: 99 }, () => say(alice))]) {
      expectReply(await ask(request), 'published')
    }
    const late = say(alice)
    assert.equal(codeOf(await ask(late)), 'too-many-notes')
    assert.equal(codeOf(await ask(first)), 'published', 'what is here already counts for nothing')
    assert.equal(codeOf(await ask(say(bob))), 'published')
    await world.pass(DAY_MS)
    assert.equal(codeOf(await ask(late)), 'published')
    await operator.stop()
  })
})

describe('an act', () => {
  let world: SquareWorld
  let place: { day: number; slot: number }
  const key = createTicketKey()
  let proof: ActProof
  before(async () => {
    world = await createSquareWorld()
    place = { day: dayOf(Date.now()), slot: 1 }
    proof = await prove(world.as(world.alice), {
      scope: slotScope('read', place),
      payload: ticketPayload({ oneTimeKey: key.publicKey }),
    })
  })
  after(() => world.operator.stop())

  const ticket = async (changed: Partial<typeof place & { oneTimeKey: IdentityKey; proof: ActProof }>) =>
    codeOf(
      await world.ask({ type: 'ticket', ticket: { ...place, oneTimeKey: key.publicKey, proof, ...changed } }),
    )

  test('is for the day and the slot that it was proved for', async () => {
    assert.equal(await ticket({ slot: 2 }), 'proof-invalid')
    assert.equal(await ticket({ day: place.day + 1 }), 'proof-invalid')
    assert.equal(await ticket({ slot: SLOTS.read }), 'slot-refused')
    assert.equal(await ticket({ day: place.day + 2 }), 'slot-refused')
    assert.equal(await ticket({ day: place.day - 2 }), 'slot-refused')
  })

  test('is for what it says, and under a root that there is', async () => {
    assert.equal(await ticket({ oneTimeKey: createTicketKey().publicKey }), 'proof-invalid')
    assert.equal(await ticket({ proof: { ...proof, root: randomBytes(32) as Hash } }), 'unknown-root')
  })

  test('of one kind is none of another', async () => {
    const post = await postBy(world, 'x')
    const vote = { post, choice: 'up', counter: 1, proof } as const
    assert.equal(codeOf(await world.ask({ type: 'vote', ballot: vote })), 'proof-invalid')
    const { opening, header } = await blobBy(world.as(world.bob), randomBytes(10), { slot: 1 })
    assert.equal(
      codeOf(await world.ask({ type: 'open-blob', opening: { ...opening, proof } })),
      'proof-invalid',
    )
    assert.equal(await ticket({ proof: opening.proof }), 'proof-invalid')
    assert.equal(codeOf(await world.ask({ type: 'chunk', blob: header.id, index: 0 })), 'unknown-blob')
  })

  test('that was refused has used up nothing', async () => {
    assert.equal(await ticket({}), 'feed-keys')
    assert.equal(await ticket({ oneTimeKey: createTicketKey().publicKey }), 'nullifier-used')
  })

  test('of somebody in a group that is too small is refused before its proof is looked at', async () => {
    const checked: unknown[] = []
    const proofPool = poolThat(async (check) => {
      checked.push(check)
      return true
    })
    const small = await createSquareWorld({ square: { minimumMembers: 3 }, proofPool })
    const bytes = ticketPayload({ oneTimeKey: key.publicKey })
    const few = await prove(small.as(small.alice), { scope: slotScope('read', place), payload: bytes })
    const asked = { type: 'ticket', ticket: { ...place, oneTimeKey: key.publicKey, proof: few } } as const
    assert.equal(codeOf(await small.ask(asked)), 'too-few-members')
    assert.equal(checked.length, 0)
    await register(createComrad('carol'), small.ask)
    const third = await prove(small.as(small.alice), { scope: slotScope('read', place), payload: bytes })
    const again = { ...asked, ticket: { ...asked.ticket, proof: third } }
    assert.equal(codeOf(await small.ask(again)), 'feed-keys')
    await small.operator.stop()
  })
})

describe('ballots', () => {
  test('of one voter that race leave the higher counter, whichever comes first', async () => {
    const world = await createSquareWorld()
    const { alice, as, ask, operator } = world
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const post = await postBy(world, 'raced')
      const [low, high] = await Promise.all([
        ballotBy(as(alice), post, 'up', 1),
        ballotBy(as(alice), post, 'down', 2),
      ])
      const lanes = order.map((counter) => connectInMemory(operator, { circuit: `${counter}` }))
      const codes = await Promise.all(
        order.map(async (counter, index) => {
          const ballot = counter === 1 ? low : high
          return [
            counter,
            codeOf((await lanes[index]?.request({ type: 'vote', ballot })) ?? { type: 'done' }),
          ] as const
        }),
      )
      assert.equal(new Map(codes).get(2), 'done')
      const { ballots } = expectReply(await ask({ type: 'ballots', post, after: 0 }), 'ballots')
      assert.deepEqual(
        ballots.map(({ choice, counter }) => [choice, counter]),
        [['down', 2]],
      )
      const { tallies } = expectReply(await ask({ type: 'tallies', page: 0 }), 'tallies')
      assert.deepEqual([tallies.at(-1)?.up, tallies.at(-1)?.down], [0, 1])
    }
    await operator.stop()
  })

  test('go with their post: what is cast, asked for or counted behind its end is refused', async () => {
    const world = await createTimedWorld()
    const { alice, bob, as, ask, now, operator } = world
    const post = await postBy(world, 'for a day', { now: now(), days: 1 })
    const ballot = await ballotBy(as(alice), post, 'up')
    const later = await ballotBy(as(bob), post, 'up')
    assert.equal(codeOf(await ask({ type: 'vote', ballot })), 'done')
    await world.pass(DAY_MS)
    assert.equal(codeOf(await ask({ type: 'vote', ballot: later })), 'unknown-post')
    assert.equal(codeOf(await ask({ type: 'vote', ballot })), 'unknown-post')
    assert.equal(codeOf(await ask({ type: 'ballots', post, after: 0 })), 'unknown-post')
    await operator.stop()
  })

  test('are for posts, not for faces or deletions', async () => {
    const world = await createSquareWorld()
    const { alice, as, ask, operator } = world
    const face = publishOf(alice, noteBy(alice, { kind: 'profile', face: { text: 'me' } }), world)
    expectReply(await ask(face.request), 'published')
    const ballot = await ballotBy(as(alice), face.id, 'up')
    assert.equal(codeOf(await ask({ type: 'vote', ballot })), 'unknown-post')
    await operator.stop()
  })
})

describe('a blob', () => {
  let world: SquareWorld
  before(async () => {
    world = await createSquareWorld()
  })
  after(() => world.operator.stop())

  const open = async (opening: Awaited<ReturnType<typeof blobBy>>['opening']) =>
    codeOf(await world.ask({ type: 'open-blob', opening }))

  test('that has died already, or would live beyond its month, is refused before its proof is looked at', async () => {
    const { opening } = await blobBy(world.as(world.alice), randomBytes(10))
    const hour = (at: number) => Math.ceil(at / HOUR_MS) * HOUR_MS
    const now = Date.now()
    for (const expiresAt of [
      hour(now) - HOUR_MS,
      hour(now - 30 * DAY_MS),
      hour(now + 30 * DAY_MS) + 2 * HOUR_MS,
    ]) {
      assert.equal(await open({ ...opening, expiresAt }), 'expiry-refused')
    }
    assert.equal(await open({ ...opening, expiresAt: hour(now + 30 * DAY_MS) }), 'proof-invalid')
    assert.equal(await open({ ...opening, slot: SLOTS.blob }), 'slot-refused')
    assert.equal(await open(opening), 'done')
  })

  test('that was deleted is not opened again by its old opening, but by a slot of its own', async () => {
    const { alice, as, ask } = world
    const { opening, header, secret, sealed } = await blobBy(as(alice), randomBytes(10), { slot: 5 })
    const put = async () => {
      const bytes = sealed.chunks[0] ?? new Uint8Array(0)
      return codeOf(await ask({ type: 'put-chunk', chunk: { id: header.id, index: 0, bytes } }))
    }
    assert.deepEqual([await open(opening), await put()], ['done', 'done'])
    assert.equal(codeOf(await ask({ type: 'delete-blob', blob: header.id, secret })), 'done')
    assert.equal(await open(opening), 'nullifier-used')
    assert.equal(await put(), 'unknown-blob')
    const place = { day: opening.day, slot: 6 }
    const proof = await prove(as(alice), { scope: slotScope('blob', place), payload: blobPayload(header) })
    assert.deepEqual([await open({ ...place, ...header, proof }), await put()], ['done', 'done'])
  })

  test('is told to come later, before its proof is looked at, when the day has no room; its slot stays free', async () => {
    let checks = 0
    const proofPool = {
      ...testProofPool(),
      verify: (check: Parameters<ProofPool['verify']>[0]) => {
        checks++
        return testProofPool().verify(check)
      },
    }
    const small = await createSquareWorld({ proofPool, square: { blobMibPerDay: 1 } })
    const opened = []
    // A mebibyte has room for 18 chunks, three images of five and three more chunks.
    for (let slot = 0; slot < 4; slot++) {
      const { opening } = await blobBy(small.as(small.alice), randomBytes(200_000), { slot })
      opened.push({ opening, reply: await small.ask({ type: 'open-blob', opening }) })
    }
    assert.deepEqual(
      opened.map(({ reply }) => codeOf(reply)),
      ['done', 'done', 'done', 'busy'],
    )
    const [first, , , last] = opened
    assert.ok(first && last?.reply.type === 'refused' && last.reply.retryAfterSeconds >= 600)
    assert.equal(checks, 3)
    assert.equal(codeOf(await small.ask({ type: 'open-blob', opening: first.opening })), 'done', 'once more')
    const one = await blobBy(small.as(small.alice), randomBytes(10), { slot: 3 })
    assert.equal(codeOf(await small.ask({ type: 'open-blob', opening: one.opening })), 'done')
    await small.operator.stop()
  })

  test('under an id that is taken is refused, and the one that has it stays', async () => {
    const { alice, bob, as } = world
    const first = await blobBy(as(alice), randomBytes(10), { slot: 2 })
    assert.equal(await open(first.opening), 'done')
    const thief = await blobBy(as(bob), randomBytes(10), { slot: 2 })
    const header = { ...thief.header, id: first.header.id }
    const place = { day: first.opening.day, slot: 3 }
    const proof = await prove(as(bob), { scope: slotScope('blob', place), payload: blobPayload(header) })
    assert.equal(await open({ ...place, ...header, proof }), 'blob-conflict')
    const put = async (bytes: Bytes) =>
      codeOf(await world.ask({ type: 'put-chunk', chunk: { id: first.header.id, index: 0, bytes } }))
    assert.equal(await put(thief.sealed.chunks[0] ?? new Uint8Array(0)), 'blob-conflict')
    assert.equal(await put(first.sealed.chunks[0] ?? new Uint8Array(0)), 'done')
  })

  test('whose bytes are not those that were announced is never whole, and no post can name it', async () => {
    const { alice, as, ask } = world
    const { opening, header, sealed } = await blobBy(as(alice), randomBytes(100_000), { slot: 4 })
    assert.equal(await open(opening), 'done')
    const put = async (index: number, bytes: Bytes) =>
      codeOf(await ask({ type: 'put-chunk', chunk: { id: header.id, index, bytes } }))
    assert.equal(await put(0, sealed.chunks[0] ?? new Uint8Array(0)), 'done')
    assert.equal(await put(1, randomBytes(BLOB_CHUNK_BYTES)), 'blob-conflict')
    const shown = { width: 1, height: 1, placeholder: new Uint8Array(5) }
    const image = { blob: header.id, chunks: header.chunks, key: sealed.key, hash: sealed.hash, ...shown }
    const post = publishOf(alice, noteBy(alice, { kind: 'post', content: { text: '', image } }), world)
    assert.equal(codeOf(await ask(post.request)), 'unknown-blob')
    assert.equal(
      await put(1, sealed.chunks[1] ?? new Uint8Array(0)),
      'done',
      'the right ones are still taken',
    )
    assert.equal(codeOf(await ask(post.request)), 'published')
  })
})

describe('a flood of false proofs', () => {
  test('is served in turn with everybody else: whoever asks once waits for one of each circuit at most', async () => {
    const begun: string[] = []
    const ends: (() => void)[] = []
    const proofPool = poolThat(async ({ proof }) => {
      const who = proof.points[0] === 1 ? 'honest' : 'false'
      begun.push(who)
      await new Promise<void>((resolve) => ends.push(resolve))
      return who === 'honest'
    })
    const world = await createSquareWorld({ proofPool, square: { proofProcesses: 1 } })
    const { alice, as, operator } = world
    const post = await postBy(world, 'x')
    const { proof } = await ballotBy(as(alice), post, 'up')
    const answers: string[] = []
    const cast = async (lane: ReturnType<typeof connectInMemory>, first: number, counter: number) => {
      const points = proof.points.with(0, first) as Bytes
      const ballot = { post, choice: 'up', counter, proof: { ...proof, points } } as const
      answers.push(codeOf(await lane.request({ type: 'vote', ballot })))
    }
    const asked: Promise<void>[] = []
    for (const circuit of ['one', 'two']) {
      const lane = connectInMemory(operator, { circuit })
      for (let counter = 1; counter <= 20; counter++) asked.push(cast(lane, 0, counter))
    }
    await until(() => answers.length === 40 - 1 - 2 * 4)
    assert.deepEqual([...new Set(answers)], ['busy'], 'four of a circuit wait, the others are told so')
    asked.push(cast(connectInMemory(operator, { circuit: 'calm' }), 1, 1))
    // In memory everything takes turns, and no time.
    for (let turns = 0; turns < 25; turns++) await new Promise((resolve) => setImmediate(resolve))
    while (begun.length < 10) {
      await until(() => ends.length > 0)
      ends.shift()?.()
      const count = begun.length
      await until(() => begun.length > count || begun.length === 10)
    }
    for (const end of ends.splice(0)) end()
    await Promise.all(asked)
    assert.equal(begun.length, 1 + 2 * 4 + 1)
    assert.ok(begun.indexOf('honest') <= 3, `${begun}`)
    assert.equal(answers.filter((answer) => answer === 'done').length, 1)
    assert.equal(answers.filter((answer) => answer === 'proof-invalid').length, 9)
    await operator.stop()
  })
})

/** Proves as the others do. */
function poolThat(verify: (check: Parameters<ProofPool['verify']>[0]) => Promise<boolean>): ProofPool {
  return { ...testProofPool(), verify: async (check) => ok(await verify(check)) }
}

async function until(holds: () => boolean) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

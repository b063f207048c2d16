/** The square as people who ask for things see it: what is taken, what is refused, and for which reason. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  createTicketKey,
  EMPTY_FEED_HEAD,
  feedEntryHash,
  feedHeadAfter,
  openBlob,
  openFeedEntry,
  openFeedKeys,
  randomBytes,
  verifyFeedHead,
  verifyNote,
} from '@comrad/keymaker'
import {
  type Ballot,
  type Bytes,
  dayOf,
  decodeSignedNote,
  encodeReply,
  LATEST_PAGE,
  type Name,
  type PostId,
  type Request,
  slotScope,
  ticketPayload,
} from '@comrad/protocol'
import {
  createComrad,
  depositOf,
  expectReply,
  letterTo,
  permittedLetterTo,
  prove,
  register,
} from './comrad-fixture.ts'
import { ballotBy, blobBy, noteBy, postOf, publishOf } from './square-fixture.ts'
import { codeOf, createSquareWorld, postBy, type SquareWorld } from './square-world-fixture.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { connectInMemory, realProofPool } from './testing.ts'

describe('@Comrades', () => {
  let world: SquareWorld
  before(async () => {
    world = await createSquareWorld()
  })
  after(() => world.operator.stop())

  const publish = async (
    ...given: Parameters<typeof publishOf> extends [infer A, infer B, unknown] ? [A, B] : never
  ) => codeOf(await world.ask(publishOf(...given, world).request))

  test('appends what an author has signed, once, however often it comes', async () => {
    const { request } = publishOf(world.alice, noteBy(world.alice, postOf('Hello, world')), world)
    const first = expectReply(await world.ask(request), 'published')
    assert.deepEqual(await world.ask(request), first)
  })

  test('refuses a note under another key, in another’s name, altered, or that is none', async () => {
    const { alice, bob } = world
    assert.equal(await publish(bob, noteBy(alice, postOf('in alice’s name'))), 'author-refused')
    assert.equal(
      await publish(createComrad('carol'), noteBy(createComrad('carol'), postOf('x'))),
      'author-refused',
    )
    const { request } = publishOf(alice, noteBy(alice, postOf('whole')), world)
    assert.equal(
      codeOf(await world.ask({ ...request, sealed: request.sealed.with(80, 1) as Bytes })),
      'note-unreadable',
    )
    assert.equal(codeOf(await world.ask({ type: 'publish', sealed: randomBytes(200) })), 'note-unreadable')
  })

  test('refuses an expiry of 0 and of 31 days, and takes one of 1 and of 30', async () => {
    const { alice } = world
    for (const days of [0, 0.5, 31]) {
      assert.equal(await publish(alice, noteBy(alice, postOf('x'), { days })), 'expiry-refused', `${days}`)
    }
    for (const days of [1, 30])
      assert.equal(await publish(alice, noteBy(alice, postOf('x'), { days })), 'published')
    const old = noteBy(alice, postOf('x'), { now: Date.now() - 8 * 86_400_000 })
    assert.equal(await publish(alice, old), 'expiry-refused', 'it has died on its way')
    const early = noteBy(alice, postOf('x'), { now: Date.now() + 3 * 3_600_000 })
    assert.equal(await publish(alice, early), 'clock-refused')
  })

  test('refuses a reply to a post that is not there', async () => {
    const { alice } = world
    const gone = randomBytes(16) as PostId
    assert.equal(await publish(alice, noteBy(alice, postOf('x', gone))), 'unknown-post')
    assert.equal(await publish(alice, noteBy(alice, postOf('x', await postBy(world, 'parent')))), 'published')
  })

  test('deletes for its author and for nobody else, and takes a deleted note back never', async () => {
    const { alice, bob } = world
    const { request, id } = publishOf(alice, noteBy(alice, postOf('soon gone')), world)
    expectReply(await world.ask(request), 'published')
    const deletion = { kind: 'deletion', post: id } as const
    assert.equal(await publish(bob, noteBy(bob, deletion)), 'not-yours')
    assert.equal(
      await publish(alice, noteBy(alice, deletion, { days: 1 })),
      'expiry-refused',
      'shorter than it',
    )
    assert.equal(await publish(alice, noteBy(alice, deletion)), 'published')
    assert.equal(codeOf(await world.ask(request)), 'deleted')
    const page = expectReply(await world.ask({ type: 'page', page: LATEST_PAGE }), 'page')
    assert.ok(page.page.items.some(({ type }) => type === 'gap'))
  })

  test('keeps one profile of an author: the newest', async () => {
    const { bob } = world
    const profile = (text: string) => noteBy(bob, { kind: 'profile', face: { text } }, { days: 30 })
    const before = expectReply(await world.ask({ type: 'page', page: LATEST_PAGE }), 'page').page
    await publish(bob, profile('one'))
    await publish(bob, profile('two'))
    const { items } = expectReply(await world.ask({ type: 'page', page: LATEST_PAGE }), 'page').page
    assert.deepEqual(
      items.slice(before.items.length).map(({ type }) => type),
      ['gap', 'entry'],
    )
  })

  test('takes a hundred notes of an author a day, and not one more', async () => {
    const { operator, ask, keys, fingerprint } = await createSquareWorld()
    const carol = createComrad('carol')
    await register(carol, ask)
    const codes = new Map<string, number>()
    for (let index = 0; index < 102; index++) {
      const { request } = publishOf(carol, noteBy(carol, postOf(`${index}`)), { keys, fingerprint })
      const code = codeOf(await ask(request))
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    assert.deepEqual(Object.fromEntries(codes), { published: 100, 'too-many-notes': 2 })
    await operator.stop()
  })
})

describe('the feed', () => {
  test('is the same bytes for whoever asks, entries and gaps, page and head', async () => {
    const world = await createSquareWorld()
    const { alice, operator } = world
    const deleted = await postBy(world, 'taken back')
    for (let index = 0; index < 21; index++) await postBy(world, `post ${index}`)
    const deletion = noteBy(alice, { kind: 'deletion', post: deleted })
    expectReply(await world.ask(publishOf(alice, deletion, world).request), 'published')
    const [one, other] = [
      connectInMemory(operator, { circuit: 'a' }),
      connectInMemory(operator, { circuit: 'b' }),
    ]
    const asked: readonly Request[] = [
      ...[0, 1, LATEST_PAGE].map((page): Request => ({ type: 'page', page })),
      { type: 'feed-head' },
    ]
    for (const request of asked) {
      const reply = await one.request(request)
      assert.notEqual(reply.type, 'refused')
      assert.deepEqual(encodeReply(await other.request(request)), encodeReply(reply))
    }
    await operator.stop()
  })

  test('is pages of twenty under one chain, and a ticket opens them', async () => {
    const world = await createSquareWorld()
    const { ask, keys, fingerprint, alice, operator } = world
    for (let index = 0; index < 45; index++) await postBy(world, `post ${index}`)
    const { head, latestPage } = expectReply(await ask({ type: 'feed-head' }), 'feed-head')
    const { oldestPage } = head
    assert.ok(verifyFeedHead(keys.logKey, head))
    assert.deepEqual([head.sequence, oldestPage, latestPage], [45, 0, 2])

    const key = createTicketKey()
    const place = { day: dayOf(Date.now()), slot: 0 }
    const payload = ticketPayload({ oneTimeKey: key.publicKey })
    const proof = await prove(world.as(alice), { scope: slotScope('read', place), payload })
    const ticket = { ...place, oneTimeKey: key.publicKey, proof }
    const { sealed } = expectReply(await ask({ type: 'ticket', ticket }), 'feed-keys')
    const dayKeys = new Map(openFeedKeys(key, sealed)?.map((one) => [one.day, one.key]))

    let chain = EMPTY_FEED_HEAD
    const texts: string[] = []
    for (let page = oldestPage; page <= latestPage; page++) {
      const { firstSequence, headBefore, items } = expectReply(await ask({ type: 'page', page }), 'page').page
      assert.deepEqual(headBefore, chain)
      items.forEach((item, index) => {
        assert.ok(item.type === 'entry')
        chain = feedHeadAfter(chain, feedEntryHash(item.sealed))
        const at = { sequence: firstSequence + index, day: item.day }
        const opened = openFeedEntry(dayKeys.get(item.day) ?? randomBytes(32), at, item.sealed)
        const signed = opened && decodeSignedNote(opened)
        assert.ok(signed?.ok)
        assert.ok(verifyNote({ identityKey: alice.identity.identityKey, fingerprint, signed: signed.value }))
        if (signed.value.note.body.kind === 'post') texts.push(signed.value.note.body.content.text)
      })
    }
    assert.deepEqual(chain, head.hash)
    assert.equal(texts.length, 45)
    assert.equal(texts[44], 'post 44')
    assert.equal(codeOf(await ask({ type: 'page', page: 3 })), 'unknown-page')

    // The same ticket again is the same reader whose answer was lost; another key under it is somebody who copied it.
    assert.equal(codeOf(await ask({ type: 'ticket', ticket })), 'feed-keys')
    const stolen = { ...ticket, oneTimeKey: createTicketKey().publicKey }
    assert.equal(codeOf(await ask({ type: 'ticket', ticket: stolen })), 'nullifier-used')
    await operator.stop()
  })

  test('opens what is posted later in the day with the ticket of the morning', async () => {
    const world = await createSquareWorld()
    const key = createTicketKey()
    const place = { day: dayOf(Date.now()), slot: 0 }
    const payload = ticketPayload({ oneTimeKey: key.publicKey })
    const proof = await prove(world.as(world.bob), { scope: slotScope('read', place), payload })
    const ticket = { ...place, oneTimeKey: key.publicKey, proof }
    const { sealed } = expectReply(await world.ask({ type: 'ticket', ticket }), 'feed-keys')
    await postBy(world, 'the first of the day')
    const { items } = expectReply(await world.ask({ type: 'page', page: LATEST_PAGE }), 'page').page
    const [item] = items
    assert.ok(item?.type === 'entry')
    const dayKey = openFeedKeys(key, sealed)?.find(({ day }) => day === item.day)
    assert.ok(dayKey, 'its day has a key before it has a note')
    assert.ok(openFeedEntry(dayKey.key, { sequence: 1, day: item.day }, item.sealed))
    await world.operator.stop()
  })

  test('lets a post die in its time, with nothing but a gap', async () => {
    let now = Date.now()
    const clock = { now: () => now }
    const store = createMemoryStore()
    const world = await createSquareWorld({ clock, store })
    const { alice, ask } = world
    const { request, id } = publishOf(alice, noteBy(alice, postOf('a day'), { now, days: 1 }), world)
    expectReply(await ask(request), 'published')
    await postBy(world, 'a week')
    now += 86_400_000
    while (await store.expireSquare(now));
    assert.equal(await store.post(id), undefined)
    const { items } = expectReply(await ask({ type: 'page', page: 0 }), 'page').page
    assert.deepEqual(
      items.map(({ type }) => type),
      ['gap', 'entry'],
    )
    assert.equal(codeOf(await ask(request)), 'expiry-refused')
    assert.equal(codeOf(await ask({ type: 'ballots', post: id, after: 0 })), 'unknown-post')
    await world.operator.stop()
  })
})

describe('a ballot', () => {
  let world: SquareWorld
  let post: PostId
  let cast: (ballot: Ballot) => Promise<string>
  before(async () => {
    world = await createSquareWorld({ proofPool: realProofPool() })
    post = await postBy(world, 'Shall we strike?')
    cast = async (ballot) => codeOf(await world.ask({ type: 'vote', ballot }))
  })
  after(() => world.operator.stop())

  const tally = async () => expectReply(await world.ask({ type: 'tallies', page: 0 }), 'tallies').tallies[0]

  test('counts once for each voter; the higher counter wins; a repetition is harmless', async () => {
    const { alice, bob, as } = world
    const up = await ballotBy(as(alice), post, 'up')
    assert.equal(await cast(up), 'done')
    assert.equal(await cast(up), 'done')
    assert.equal(await cast(await ballotBy(as(bob), post, 'up')), 'done')
    assert.deepEqual(await tally(), { sequence: 1, up: 2, down: 0 })
    assert.equal(await cast(await ballotBy(as(alice), post, 'down', 2)), 'done')
    assert.deepEqual(await tally(), { sequence: 1, up: 1, down: 1 })
    assert.equal(await cast(up), 'outdated')
    assert.equal(
      await cast(await ballotBy(as(alice), post, 'up', 2)),
      'outdated',
      'one counter has one choice',
    )
    assert.equal(await cast(await ballotBy(as(bob), post, 'none', 2)), 'done')
    assert.deepEqual(await tally(), { sequence: 1, up: 0, down: 1 })
    const { ballots } = expectReply(await world.ask({ type: 'ballots', post, after: 0 }), 'ballots')
    assert.deepEqual(
      ballots.map(({ choice, counter, cohort }) => ({ choice, counter, cohort })),
      [
        { choice: 'down', counter: 2, cohort: 0 },
        { choice: 'none', counter: 2, cohort: 0 },
      ],
    )
  })

  test('whose choice, counter, post, points or nullifier was changed is refused', async () => {
    const carol = createComrad('carol')
    await register(carol, world.ask)
    const ballot = await ballotBy(world.as(carol), post, 'up')
    const other = await postBy(world, 'another post')
    const points = ballot.proof.points.with(40, (ballot.proof.points[40] ?? 0) ^ 1) as Bytes
    const nullifier = ballot.proof.nullifier.with(31, 7) as typeof ballot.proof.nullifier
    for (const changed of [
      { ...ballot, choice: 'down' as const },
      { ...ballot, counter: 2 },
      { ...ballot, post: other },
      { ...ballot, proof: { ...ballot.proof, points } },
      { ...ballot, proof: { ...ballot.proof, nullifier } },
    ]) {
      assert.equal(await cast(changed), 'proof-invalid')
    }
    assert.equal(await cast(ballot), 'done')
  })

  test('under a root that the register never had is refused before its proof is looked at', async () => {
    const ballot = await ballotBy(world.as(world.alice), post, 'up', 9)
    const root = randomBytes(32) as typeof ballot.proof.root
    assert.equal(await cast({ ...ballot, proof: { ...ballot.proof, root } }), 'unknown-root')
  })

  test('on a post that is not there is refused', async () => {
    const ballot = await ballotBy(world.as(world.alice), post, 'up', 9)
    assert.equal(await cast({ ...ballot, post: randomBytes(16) as PostId }), 'unknown-post')
  })

  test('under a root of yesterday’s anchor is refused, of an older one of today taken', async () => {
    let now = Date.now()
    const young = await createSquareWorld({ clock: { now: () => now } })
    const { alice, as, ask } = young
    const on = await postBy(young, 'x')
    const ballot = await ballotBy(as(alice), on, 'up')
    await register(createComrad('carol'), ask)
    now += 3_600_000
    expectReply(await ask({ type: 'anchor' }), 'anchor')
    assert.equal(codeOf(await ask({ type: 'vote', ballot })), 'done')
    const second = await ballotBy(as(alice), on, 'up', 2)
    await register(createComrad('dave'), ask)
    expectReply(await ask({ type: 'anchor' }), 'anchor')
    now += 25 * 3_600_000
    assert.equal(codeOf(await ask({ type: 'vote', ballot: second })), 'unknown-root')
    await young.operator.stop()
  })

  test('of a group that is too small is refused', async () => {
    const small = await createSquareWorld({ square: { minimumMembers: 3 } })
    const on = await postBy(small, 'x')
    const ballot = await ballotBy(small.as(small.alice), on, 'up')
    assert.equal(codeOf(await small.ask({ type: 'vote', ballot })), 'too-few-members')
    await small.operator.stop()
  })

  test('of one voter from two places at once leaves one of them', async () => {
    const { alice, as } = world
    const on = await postBy(world, 'raced')
    const both = await Promise.all([ballotBy(as(alice), on, 'up'), ballotBy(as(alice), on, 'down')])
    const codes = await Promise.all(both.map(cast))
    assert.deepEqual(codes.sort(), ['done', 'outdated'])
    const { ballots } = expectReply(await world.ask({ type: 'ballots', post: on, after: 0 }), 'ballots')
    assert.equal(ballots.length, 1)
  })
})

describe('a first letter', () => {
  test('goes with a permit for it, which buys no other', async () => {
    const { operator, alice, bob, as, ask } = await createSquareWorld()
    const envelope = await permittedLetterTo(bob, as(alice))
    assert.equal(codeOf(await ask(depositOf(envelope))), 'deposited')
    assert.equal(codeOf(await ask(depositOf(envelope))), 'deposited', 'again: its answer was lost')
    const other = { ...letterTo(bob), authorization: envelope.authorization }
    assert.equal(codeOf(await ask(depositOf(other))), 'token-refused')
    assert.equal(codeOf(await ask(depositOf({ ...envelope, ciphertext: other.ciphertext }))), 'token-refused')
    const elsewhere = { ...envelope, recipient: { ...bob.address, name: 'alice' as Name } }
    assert.equal(codeOf(await ask(depositOf(elsewhere))), 'token-refused')
    await operator.stop()
  })

  test('is permitted ten times a day', async () => {
    const { operator, alice, bob, as } = await createSquareWorld()
    await assert.rejects(permittedLetterTo(bob, as(alice), { slot: 10 }), /slot-refused/)
    await assert.rejects(permittedLetterTo(bob, as(alice), { day: dayOf(Date.now()) - 2 }), /slot-refused/)
    await permittedLetterTo(bob, as(alice), { slot: 9 })
    await assert.rejects(permittedLetterTo(bob, as(alice), { slot: 9 }), /nullifier-used/)
    await operator.stop()
  })
})

describe('an image', () => {
  test('is taken in chunks, given to whoever knows its id, and deleted by whoever knows its secret', async () => {
    const { operator, alice, as, ask } = await createSquareWorld()
    const content = randomBytes(100_000)
    const { header, secret, sealed, opening } = await blobBy(as(alice), content)
    assert.equal(sealed.chunks.length, 2)
    const put = async (index: number, bytes = sealed.chunks[index] ?? new Uint8Array(0)) =>
      codeOf(await ask({ type: 'put-chunk', chunk: { id: header.id, index, bytes } }))
    assert.equal(await put(0), 'unknown-blob', 'it is not open')
    assert.equal(codeOf(await ask({ type: 'open-blob', opening })), 'done')
    assert.equal(codeOf(await ask({ type: 'open-blob', opening })), 'done')
    assert.equal(await put(0), 'done')
    assert.equal(await put(0), 'done')
    assert.equal(await put(0, sealed.chunks[1]), 'blob-conflict')
    assert.equal(
      codeOf(await ask({ type: 'chunk', blob: header.id, index: 0 })),
      'unknown-blob',
      'it is not whole',
    )
    assert.equal(await put(1), 'done')
    assert.equal(await put(2, sealed.chunks[1]), 'unknown-blob')
    const chunks = await Promise.all(
      [0, 1].map(
        async (index) => expectReply(await ask({ type: 'chunk', blob: header.id, index }), 'chunk').bytes,
      ),
    )
    assert.deepEqual(openBlob({ ...sealed, chunks }), content)
    const remove = async (key: Bytes) =>
      codeOf(await ask({ type: 'delete-blob', blob: header.id, secret: key }))
    assert.equal(await remove(randomBytes(32)), 'not-yours')
    assert.equal(await remove(secret), 'done')
    assert.equal(codeOf(await ask({ type: 'chunk', blob: header.id, index: 0 })), 'unknown-blob')
    await operator.stop()
  })

  test('that a post names must be there, and goes when the post goes', async () => {
    const world = await createSquareWorld()
    const { alice, as, ask, operator } = world
    const { header, sealed, opening } = await blobBy(as(alice), randomBytes(1_000))
    const image = {
      blob: header.id,
      chunks: header.chunks,
      key: sealed.key,
      hash: sealed.hash,
      width: 10,
      height: 10,
      placeholder: new Uint8Array(20),
    }
    const { request, id } = publishOf(
      alice,
      noteBy(alice, { kind: 'post', content: { text: '', image } }),
      world,
    )
    assert.equal(codeOf(await ask(request)), 'unknown-blob')
    await ask({ type: 'open-blob', opening })
    for (const [index, bytes] of sealed.chunks.entries()) {
      await ask({ type: 'put-chunk', chunk: { id: header.id, index, bytes } })
    }
    assert.equal(codeOf(await ask(request)), 'published')
    const deletion = noteBy(alice, { kind: 'deletion', post: id })
    assert.equal(codeOf(await ask(publishOf(alice, deletion, world).request)), 'published')
    assert.equal(codeOf(await ask({ type: 'chunk', blob: header.id, index: 0 })), 'unknown-blob')
    await operator.stop()
  })
})

describe('whoever asks for much', () => {
  test('waits behind those who ask for little: askers are served in turn', async () => {
    const world = await createSquareWorld({
      // What is checked in no time waits for nobody.
      proofPool: realProofPool(),
      limits: { acts: { waiting: 100, waitingPerAsker: 40 } },
    })
    const { operator, alice, as } = world
    const post = await postBy(world, 'x')
    const honest = await ballotBy(as(alice), post, 'up')
    const order: string[] = []
    const flood = connectInMemory(operator, { circuit: 'flood' })
    const calm = connectInMemory(operator, { circuit: 'calm' })
    const bad = Array.from({ length: 12 }, (_, index) => ({
      ...honest,
      counter: index + 2,
    }))
    const flooding = bad.map(async (ballot) =>
      order.push(codeOf(await flood.request({ type: 'vote', ballot }))),
    )
    await new Promise((resolve) => setImmediate(resolve))
    order.push(codeOf(await calm.request({ type: 'vote', ballot: honest })))
    await Promise.all(flooding)
    assert.ok(order.indexOf('done') <= 3, `the honest ballot came ${order.indexOf('done')} th`)
    assert.equal(order.filter((code) => code === 'proof-invalid').length, 12)
    await operator.stop()
  })

  test('is told to come later when too much of it waits', async () => {
    const world = await createSquareWorld({
      square: { proofProcesses: 1 },
      limits: { acts: { waiting: 2, waitingPerAsker: 2 } },
    })
    const { operator, alice, as, ask } = world
    const post = await postBy(world, 'x')
    const ballot = await ballotBy(as(alice), post, 'up')
    const codes = await Promise.all(
      [2, 3, 4, 5, 6].map(async (counter) =>
        codeOf(await ask({ type: 'vote', ballot: { ...ballot, counter } })),
      ),
    )
    assert.deepEqual(codes.sort(), ['busy', 'busy', 'proof-invalid', 'proof-invalid', 'proof-invalid'])
    await operator.stop()
  })
})

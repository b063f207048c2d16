import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { ImageReference, LetterId, Name } from '@comrad/protocol'
import { type BareComrad, createBareComrad, haveMet } from '../testing/bare-comrad.ts'
import { nameOf } from '../testing/bare-device.ts'
import { type BareViews, createBareViews, noting } from '../testing/bare-views.ts'
import { EN } from '../words/en.ts'
import {
  type ConversationEntry,
  type ConversationPage,
  letterKeyOf,
  type OutgoingState,
  parseLetterKey,
  type WaitReason,
} from './conversation-view.ts'

const DAY_MS = 86_400_000
const bob = nameOf('bob')

let alice: BareComrad
let views: BareViews
beforeEach(async () => {
  alice = await createBareComrad('alice')
  views = createBareViews(alice.device)
  alice.device.rows.contacts.setPhase(bob, 'met', alice.device.clock.now())
})
afterEach(() => alice.device.close())

function view(page: ConversationPage = {}, name = bob) {
  const found = views.conversation(name, page)
  if (!found) throw new Error('no such conversation')
  return found
}

const said = (entry: ConversationEntry) => ('text' in entry ? entry.text : entry.type)
const texts = (page?: ConversationPage) => view(page).entries.map(said)

async function write(text: string): Promise<LetterId> {
  const sent = await alice.writing.send('bob', text)
  if (!sent.ok) throw new Error(sent.error.type)
  return parseLetterKey(sent.value.letter)
}

type Arrival = { readonly sequence: number; readonly timer?: number; readonly image?: ImageReference }

function arrive(text: string, { sequence, timer = 0, image }: Arrival): LetterId {
  const { clock, random, rows } = alice.device
  const letter = random(16) as LetterId
  rows.entries.addReceived({
    ...{ from: bob, letter, run: 1, sequence, content: { text, ...(image && { image }) } },
    ...{ timer, sentAt: clock.now() - 500, receivedAt: clock.now() },
  })
  return letter
}

function fill(count: number): LetterId[] {
  return alice.device.sql.transaction(() =>
    Array.from({ length: count }, (_, index) => arrive(`${index + 1}`, { sequence: index + 1 })),
  )
}

test('with nobody there is no conversation, with whom one has met there is an empty one', () => {
  assert.equal(views.conversation(nameOf('nobody'), {}), undefined)
  const { entries, contact, older } = view()
  assert.deepEqual([entries, contact.name, older], [[], bob, undefined])
})

test('a conversation goes back page by page, without a double and without a hole', () => {
  fill(23)
  const seen: string[] = []
  let before: string | undefined
  do {
    const page = view({ limit: 10, ...(before !== undefined && { before }) })
    seen.unshift(...page.entries.map(said))
    before = page.older
  } while (before !== undefined)
  assert.deepEqual(
    seen,
    Array.from({ length: 23 }, (_, index) => `${index + 1}`),
  )
})

test('a page that holds all there is names nothing older', () => {
  fill(10)
  assert.equal(view({ limit: 10 }).older, undefined)
  assert.notEqual(view({ limit: 9 }).older, undefined)
})

test('a page is fifty entries unless it is said, at least one, and never too many', () => {
  fill(600)
  assert.equal(view().entries.length, 50)
  assert.deepEqual(texts({ limit: 0 }), ['600'])
  assert.deepEqual(texts({ limit: -7 }), ['600'])
  assert.equal(view({ limit: 1_000_000 }).entries.length, 500)
})

test('a page reads its own entries and one more, however long the conversation is', () => {
  fill(700)
  const noted = noting(alice.device)
  createBareViews(noted.device).conversation(bob, { limit: 20 })
  assert.equal(Math.max(...noted.rowsRead), 21)
})

test('a cursor that is none of ours begins at the end', () => {
  fill(3)
  for (const before of ['', 'x', '1.2', '9999999999999999.1.1', "1.1.1'; drop table entries"]) {
    assert.deepEqual(texts({ before }), ['1', '2', '3'])
  }
})

test('around a letter stands as much before it as after it; near the end, the end', () => {
  const letters = fill(40)
  const around = (number: number) => letterKeyOf(letters[number - 1] ?? null)
  assert.deepEqual(texts({ limit: 5, around: around(20) }), ['18', '19', '20', '21', '22'])
  assert.deepEqual(texts({ limit: 5, around: around(39) }), ['36', '37', '38', '39', '40'])
})

test('around a letter of another conversation, or of none, is the end', () => {
  fill(9)
  const other = alice.device.random(16) as LetterId
  const contact = nameOf('carol')
  alice.device.rows.entries.addSent({ contact, letter: other, content: { text: 'x' }, at: 0, timer: 0 })
  for (const around of [letterKeyOf(other), 'ab'.repeat(16), 'no key']) {
    assert.deepEqual(texts({ limit: 2, around }), ['8', '9'])
  }
})

async function stateOf(letter: LetterId): Promise<OutgoingState | undefined> {
  const entry = view({ limit: 500 }).entries.find(
    (one) => one.type === 'sent' && one.letter === letterKeyOf(letter),
  )
  return entry?.type === 'sent' ? entry.state : undefined
}

const SEALED = { envelope: new Uint8Array(16), ciphertext: new Uint8Array(1), certificateExpires: 0 } as never

test('what was never sealed can be taken back, and says why it waits', async () => {
  const letter = await write('hello')
  assert.deepEqual(await stateOf(letter), { phase: 'queued', cancellable: true })
  const reasons: readonly WaitReason[] = ['offline', 'mailbox-full', 'no-prekeys', 'busy', 'halted']
  for (const reason of reasons) {
    alice.device.rows.outgoing.wait(letter, reason)
    assert.deepEqual(await stateOf(letter), { phase: 'queued', cancellable: true, reason })
  }
})

test('that somebody has changed their token is not told: whoever was blocked would read it there', async () => {
  const letter = await write('hello')
  alice.device.rows.outgoing.wait(letter, 'token-refused')
  assert.deepEqual(await stateOf(letter), { phase: 'queued', cancellable: true })
})

test('what is sealed may have arrived and cannot be taken back, unless it was refused', async () => {
  const { outgoing } = alice.device.rows
  const letter = await write('hello')
  outgoing.seal(letter, 1, SEALED, 1 as never)
  assert.deepEqual(await stateOf(letter), { phase: 'depositing' })
  outgoing.wait(letter, 'offline')
  assert.deepEqual(await stateOf(letter), { phase: 'depositing' }, 'without an answer nobody knows')
  outgoing.wait(letter, 'mailbox-full')
  assert.deepEqual(await stateOf(letter), { phase: 'queued', cancellable: true, reason: 'mailbox-full' })
})

test('a letter waits for its image while that is on its way, whatever else it waits for', async () => {
  const sent = await alice.writing.send('bob', 'look', new Uint8Array([1]))
  assert.ok(sent.ok)
  const letter = parseLetterKey(sent.value.letter)
  alice.device.rows.outgoing.wait(letter, 'offline')
  assert.deepEqual(await stateOf(letter), { phase: 'queued', cancellable: true, reason: 'image' })
  alice.finishUploads()
  assert.deepEqual(await stateOf(letter), { phase: 'queued', cancellable: true, reason: 'offline' })
})

test('how a letter ended is told with when', async () => {
  const { entries } = alice.device.rows
  for (const phase of ['deposited', 'delivered', 'undelivered', 'cancelled'] as const) {
    const letter = await write(phase)
    entries.setSent(bob, letter, phase, 77)
    assert.deepEqual(await stateOf(letter), { phase, at: 77 })
  }
})

test('what came in says when it was sent, when it came, and whether it was read', () => {
  const { clock, rows } = alice.device
  arrive('hello', { sequence: 1 })
  const received = () => {
    const [entry] = view().entries
    return entry?.type === 'received' ? entry : undefined
  }
  assert.deepEqual([received()?.sentAt, received()?.receivedAt], [clock.now() - 500, clock.now()])
  assert.equal(received()?.read, false)
  rows.entries.markRead(bob, clock.now())
  assert.equal(received()?.read, true)
})

test('a message that disappears says when, from the moment it is read, and is gone then', async () => {
  const { clock, rows } = alice.device
  arrive('psst', { sequence: 1, timer: 60 })
  const disappearsAt = () => {
    const [entry] = view().entries
    return entry?.type === 'received' ? entry.disappearsAt : undefined
  }
  assert.equal(disappearsAt(), undefined)
  rows.entries.markRead(bob, clock.now())
  assert.equal(disappearsAt(), clock.now() + 60_000)
  await clock.advance(60_000)
  assert.deepEqual(view().entries, [], 'also before anything has swept it away')
})

test('letters that are missing between two are counted, until they come', () => {
  arrive('1', { sequence: 1 })
  arrive('5', { sequence: 5 })
  assert.deepEqual(texts(), ['1', 'gap', '5'])
  const gap = view().entries[1]
  assert.deepEqual(gap, { type: 'gap', missing: 3, words: EN.gap({ missing: 3 }) })
  arrive('3', { sequence: 3 })
  assert.deepEqual(texts(), ['1', 'gap', '3', 'gap', '5'])
  for (const sequence of [2, 4]) arrive(`${sequence}`, { sequence })
  assert.deepEqual(texts(), ['1', '2', '3', '4', '5'])
})

test('before a message that has disappeared nothing is missing that anybody waits for', async () => {
  const { clock, rows } = alice.device
  arrive('1', { sequence: 1 })
  arrive('5', { sequence: 5, timer: 60 })
  rows.entries.markRead(bob, clock.now())
  await clock.advance(DAY_MS)
  rows.entries.eraseDisappeared(clock.now())
  assert.deepEqual(texts(), ['1'])
})

test('a notice is told in words, with what it is about', () => {
  const { rows } = alice.device
  rows.entries.addNotice(bob, 'met', 1)
  rows.entries.addNotice(bob, 'key-alarm', 2)
  rows.entries.addTimerNotice(bob, { timer: 300, at: 3, theirs: true })
  rows.entries.addTimerNotice(bob, { timer: 0, at: 4, theirs: false })
  const facts = { name: bob, count: 1, timer: 0, theirs: false }
  assert.deepEqual(
    view().entries.map((entry) => entry.type === 'notice' && entry.words),
    [
      EN.notices.met(facts),
      EN.alarms['foreign-key']({ kind: 'foreign-key', name: bob, shownKey: '' }),
      EN.notices['timer-on']({ ...facts, timer: 300, theirs: true }),
      EN.notices['timer-off'](facts),
    ],
  )
})

test('a notice that repeats itself is one, and says how often', () => {
  for (const at of [1, 2, 3]) alice.device.rows.entries.addNotice(bob, 'session-repaired', at)
  const [entry] = view().entries
  assert.ok(entry?.type === 'notice')
  assert.deepEqual([entry.count, entry.at], [3, 3])
})

test('an image is told with its size, and whether it is here', async () => {
  const carol = await createBareComrad('carol')
  haveMet(alice, carol)
  const sent = await alice.writing.send('carol', 'look', new Uint8Array([1]))
  assert.ok(sent.ok)
  const [entry] = view({}, 'carol' as Name).entries
  assert.ok(entry?.type === 'sent' && entry.image)
  const { width, height, isHere } = entry.image
  assert.deepEqual([width, height, isHere], [2, 1, true])
  alice.device.sql.run('delete from images')
  const [without] = view({}, 'carol' as Name).entries
  assert.equal(without?.type === 'sent' && without.image?.isHere, false)
  carol.device.close()
})

test('a message says what holds its image back, and nothing of it once the image is there', async () => {
  const { device } = alice
  const sent = await alice.writing.send('bob', 'look', new Uint8Array(9))
  assert.ok(sent.ok)
  const letter = parseLetterKey(sent.value.letter)
  const waitsFor = async () => {
    const state = await stateOf(letter)
    return state?.phase === 'queued' ? state.reason : state
  }
  const blob = device.rows.uploads.all()[0]?.blob
  assert.ok(blob)
  assert.equal(await waitsFor(), 'image')
  for (const [reason, shown] of [
    ['too-few-members', 'too-few-members'],
    ['no-slot', 'no-image-slot'],
  ] as const) {
    device.sql.transaction(() => device.rows.uploads.wait(blob, reason))
    assert.equal(await waitsFor(), shown)
  }
  alice.finishUploads()
  assert.equal(await waitsFor(), undefined)
})

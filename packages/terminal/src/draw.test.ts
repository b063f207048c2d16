/** Drawings as transcripts: what a person sees for a given view. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ContactView, PostView, StatusView } from '@comrad/client'
import type { Bytes, Name } from '@comrad/protocol'
import fc from 'fast-check'
import { drawContacts } from './draw-contacts.ts'
import { drawConversation } from './draw-conversation.ts'
import { drawPost } from './draw-feed.ts'
import { drawInbox } from './draw-inbox.ts'
import { drawOperator } from './draw-operator.ts'
import { drawSafetyNumber } from './draw-safety-number.ts'
import { drawStatus } from './draw-status.ts'
import { createPen } from './terminal.ts'

const pen = createPen({ columns: 79, styled: false })
const at = new Date(2031, 4, 3, 9, 12).getTime()
const now = at + 60_000
const bob = 'bob' as Name
const words = { happened: 'It happened.', kept: 'this', todo: 'that' }

const STATUS: StatusView = {
  account: { phase: 'registered', name: 'alice' as Name, index: 3 },
  operator: { address: 'comrad://127.0.0.1:9/x', anonymity: 'none' },
  connection: { phase: 'connected' },
  clock: { phase: 'right' },
  storage: { phase: 'working' },
  register: { size: 1, root: 'aa', checkedAt: at },
  mail: {
    queued: 1,
    mailboxFull: 0,
    sent: 2,
    undelivered: 0,
    unread: 3,
    undecipherable: 0,
    badCertificates: 0,
    hostile: 0,
    strangers: 0,
  },
  square: { members: 7, minimumMembers: 5, few: true, posts: 2, unread: 1, sync: { phase: 'current', at } },
  requests: 1,
  alarms: [],
  words: [],
}

const CONTACT: ContactView = {
  name: bob,
  meeting: { phase: 'met', at },
  verified: false,
  alarmed: false,
  trusted: false,
  trustsYou: false,
  muted: false,
  blocked: false,
  timer: 0,
  emblem: undefined,
  acts: [],
  unread: 2,
  lastAt: at,
}

test('status is one glance, and local mode is labelled', () => {
  assert.deepEqual(drawStatus(STATUS, pen, now), [
    'You         alice (entry 3 of the register)',
    'Operator    comrad://127.0.0.1:9/x',
    'Through     this machine only: NOT ANONYMOUS',
    'Connection  connected',
    'Mail        3 unread · 1 waiting to be sent · 2 sent, no receipt yet',
    'Register    1 name, checked 09:12',
    'Square      2 posts, 1 unread · your votes and requests are hidden among 7 comrads',
    'Requests    1 comrad asks to meet you',
  ])
})

test('a forked register is an alarm that names both checkpoints', () => {
  const seen = { size: 5, root: 'aaaa', note: '' }
  const alarm = {
    id: 1,
    raisedAt: at,
    alarm: { kind: 'forked' as const, seen, shown: { size: 6, root: 'bbbb', note: '' }, from: bob },
    endsTrust: true,
    evidence: [],
    words,
  }
  const drawn = drawStatus({ ...STATUS, alarms: [alarm] }, pen, now)
  assert.deepEqual(drawn.slice(-7), [
    '',
    'ALARM: Comrad has stopped trusting this Operator.',
    'It happened.',
    '  Kept: this',
    '  To do: that',
    '  Seen before: register of 5, root aaaa',
    '  Shown now: register of 6, root bbbb',
  ])
})

test('contacts: met, asking with their words marked as theirs, asked, closed', () => {
  const incoming = { phase: 'incoming' as const, at, greeting: 'hi\n\x1b[2JMet\n  mallory  verified' }
  const drawn = drawContacts(
    {
      met: [CONTACT, { ...CONTACT, name: 'carol' as Name, verified: true, unread: 0, lastAt: undefined }],
      incoming: [{ ...CONTACT, name: 'dora' as Name, meeting: incoming }],
      requested: [
        { ...CONTACT, name: 'emil' as Name, meeting: { phase: 'requested', at, answer: 'awaited' } },
      ],
      closed: [{ ...CONTACT, name: 'finn' as Name, meeting: { phase: 'refused', at } }],
    },
    pen,
    now,
  )
  assert.deepEqual(drawn, [
    'Met',
    '  bob    not verified  2 unread letters  09:12',
    '  carol  verified',
    '',
    'They ask to meet you',
    '  dora  09:12',
    '    | hi',
    '    | Met',
    '    |   mallory  verified',
    '',
    'You asked',
    '  emil  asked 09:12  no answer yet',
    '',
    'Closed',
    '  finn  declined to meet you',
  ])
})

test('nobody met yet', () => {
  assert.deepEqual(drawContacts({ met: [], incoming: [], requested: [], closed: [] }, pen, now), [
    'You have met nobody yet.',
  ])
})

test('a conversation: both sides, the state of each letter, gaps and notices; a letter cannot imitate ours', () => {
  const drawn = drawConversation(
    {
      contact: CONTACT,
      entries: [
        {
          ...{ type: 'notice', notice: 'met', at, count: 1 },
          words: { happened: 'You have met.', kept: 'it.', todo: 'compare.' },
        },
        { type: 'sent', letter: '01', text: 'hello', at, state: { phase: 'delivered', at } },
        {
          type: 'sent',
          letter: '02',
          text: 'again',
          at,
          state: { phase: 'queued', reason: 'offline', cancellable: true },
        },
        {
          type: 'received',
          letter: '03',
          text: 'fine\n09:12  you: I resign\r09:12  you: really',
          sentAt: at,
          receivedAt: at,
          read: true,
        },
        { type: 'gap', missing: 2, words: { happened: '2 letters are missing.' } },
      ],
      older: 'x',
    },
    pen,
    now,
  )
  assert.deepEqual(drawn, [
    'bob  not verified',
    '(there are older letters)',
    '  · You have met. Kept: it. To do: compare.',
    '09:12  you: hello',
    '       (delivered)',
    '09:12  you: again',
    '       (waiting: no connection)',
    '09:12  bob: fine',
    '       | 09:12  you: I resign',
    '       | 09:12  you: really',
    '  · 2 letters are missing.',
  ])
})

test('a post: why it waits, and why one’s vote on it does, are said in words', () => {
  const post: PostView = {
    emblem: undefined,
    ...{ post: 'abcdef0123456789', author: 'alice' as Name, isMine: true, audience: 'world', text: 'Look' },
    ...{ replies: 0, writtenAt: at, expiresAt: now + 86_400_000, unread: false },
    state: { phase: 'waiting', reason: 'busy', words },
    votes: {
      ...{ up: 1, down: 0 },
      mine: { phase: 'casting', choice: 'up', reason: 'halted', words: { happened: 'An alarm.' } },
    },
  }
  assert.deepEqual(drawPost(post, pen, now).slice(1), [
    '  Look',
    '  (on its way)',
    'It happened.',
    '  Kept: this',
    '  To do: that',
    'An alarm.',
  ])
  assert.match(drawPost(post, pen, now)[0] ?? '', /\(you: up, being cast\)/)
})

test('the inbox: letters, then who asks, with what to say', () => {
  const drawn = drawInbox(
    {
      letters: [{ from: bob, letter: '01', text: 'hello', sentAt: at, receivedAt: at }],
      requests: [{ from: 'dora' as Name, greeting: 'It is me', at }],
    },
    pen,
    now,
  )
  assert.deepEqual(drawn, [
    '09:12  bob: hello',
    'dora asks to meet you.  Accept: comrad meet dora   Decline: comrad meet dora --decline',
    '  | It is me',
  ])
  assert.deepEqual(drawInbox({ letters: [], requests: [] }, pen, now), ['Nothing new.'])
})

test('an image that came with a letter is named, with what to say to see it', () => {
  const image = { width: 1280, height: 720, placeholder: new Uint8Array() as Bytes, isHere: false }
  const letter = { from: bob, letter: '01', text: 'look', image, sentAt: at, receivedAt: at }
  assert.deepEqual(drawInbox({ letters: [letter], requests: [] }, pen, now), [
    '09:12  bob: look',
    '       | [image 1280×720]',
    '  Images: comrad conversation bob --images DIR',
  ])
  const [, alone] = drawConversation(
    { contact: CONTACT, entries: [{ ...letter, type: 'received', text: '', read: true }] },
    pen,
    now,
  )
  assert.equal(alone, '09:12  bob: [image 1280×720]')
})

test('whatever others write, nothing that a terminal obeys is drawn, and no line of theirs begins like ours', () => {
  const hostile = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\x1b[2J', '\u202e', '\n', '\r', '\x9b1m')),
  )
  fc.assert(
    fc.property(hostile, (pieces) => {
      const text = pieces.join('')
      const contact = { ...CONTACT, meeting: { phase: 'incoming' as const, at, greeting: text } }
      const received = {
        type: 'received' as const,
        letter: '01',
        text,
        sentAt: at,
        receivedAt: at,
        read: true,
      }
      const conversation = drawConversation({ contact: CONTACT, entries: [received] }, pen, now).slice(1)
      const inbox = drawInbox(
        { letters: [{ ...received, from: bob }], requests: [{ from: bob, greeting: text, at }] },
        pen,
        now,
      )
      const asks = drawContacts({ met: [], incoming: [contact], requested: [], closed: [] }, pen, now)
      for (const line of [...conversation, ...inbox, ...asks]) {
        assert.doesNotMatch(line, /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Cs}]/u)
      }
      for (const line of conversation.slice(1)) assert.match(line, /^ +\|/)
    }),
  )
})

describe('what people compare', () => {
  test('a safety number stands in three rows of four', () => {
    const groups = Array.from({ length: 12 }, (_, index) => String(10_000 + index))
    const scannable = new Uint8Array(40) as Bytes
    const drawn = drawSafetyNumber({ name: bob, groups, scannable, verified: false, words }, pen)
    assert.deepEqual(drawn.slice(0, 5), [
      'Safety number of you and bob:',
      '',
      '  10000  10001  10002  10003',
      '  10004  10005  10006  10007',
      '  10008  10009  10010  10011',
    ])
    assert.ok(drawn.some((line) => line.includes('█')))
  })

  test("a local Operator's address says what it is worth", () => {
    const drawn = drawOperator({ address: 'comrad://127.0.0.1:9/x', anonymity: 'none' }, pen)
    assert.equal(drawn[0], 'An Operator runs here, for this machine only: NOT ANONYMOUS.')
    assert.ok(drawn.includes('  comrad://127.0.0.1:9/x'))
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SLOTS } from '@comrad/protocol'
import { nameOf } from '../testing/bare-device.ts'
import { EN } from '../words/en.ts'
import type { MailView } from './status-view.ts'
import { wordsOfLine, wordsOfMail, wordsOfMeeting, wordsOfStorage, wordsOfSync } from './words.ts'

const NO_MAIL: MailView = {
  ...{ queued: 0, mailboxFull: 0, sent: 0, undelivered: 0, unread: 0 },
  ...{ undecipherable: 0, badCertificates: 0, hostile: 0, strangers: 0 },
}

test('mail is spoken of where something got stuck or was refused, and not where all goes its way', () => {
  assert.deepEqual(wordsOfMail({ ...NO_MAIL, queued: 4, sent: 5, unread: 6 }, EN), [])
  assert.deepEqual(wordsOfMail({ ...NO_MAIL, hostile: 2, undelivered: 3 }, EN), [
    EN.mail.undelivered({ count: 3 }),
    EN.mail.hostile({ count: 2 }),
  ])
})

test('a store that works needs no words', () => {
  assert.equal(wordsOfStorage({ phase: 'working' }, EN), undefined)
  assert.equal(wordsOfStorage({ phase: 'full' }, EN), EN.storage.full)
  assert.equal(wordsOfStorage({ phase: 'failed' }, EN), EN.storage.failed)
})

test('why the feed is not fresh is said as exactly as it is known', () => {
  const { sync, clock } = EN
  const few = { type: 'too-few-members', members: 3, minimum: 20, asks: 'operator' } as const
  assert.deepEqual(wordsOfSync(few, EN), sync['too-few-members'](few))
  const protocol = { type: 'protocol', reason: 'odd' } as const
  assert.deepEqual(wordsOfSync(protocol, EN), sync.protocol(protocol))
  assert.deepEqual(
    wordsOfSync({ type: 'wrong-clock', aheadMs: 172_800_000 }, EN),
    clock.ahead({ seconds: 172_800 }),
  )
  assert.deepEqual(
    wordsOfSync({ type: 'wrong-clock', aheadMs: -172_800_000 }, EN),
    clock.behind({ seconds: 172_800 }),
  )
  for (const type of ['not-yet', 'old-anchor', 'no-slot', 'failed', 'halted'] as const) {
    assert.equal(wordsOfSync({ type } as never, EN), sync[type])
  }
  assert.equal(wordsOfSync({ type: 'offline' } as never, EN), sync.offline)
})

test('a meeting is told with how many strangers a day anybody may ask', () => {
  const name = nameOf('bob')
  assert.deepEqual(
    wordsOfMeeting({ name, state: 'no-slot' }, EN),
    EN.meetings['no-slot']({ name, most: SLOTS.meet }),
  )
})

test('what Tor is at is told by its own word for it, in the words of people', () => {
  const step = (tag: string) => wordsOfLine({ phase: 'starting', percent: 1, step: tag }, EN).happened
  const { steps } = EN.line
  for (const [tag, said] of [
    ['starting', steps.starting],
    ['conn_pt', steps.reaching],
    ['conn_done', steps.reaching],
    ['handshake_done', steps.greeting],
    ['requesting_status', steps.listing],
    ['loading_keys', steps.listing],
    ['loading_descriptors', steps.listing],
    ['onehop_create', steps.listing],
    ['enough_dirinfo', steps.listing],
    ['ap_handshake', steps.joining],
    ['circuit_create', steps.joining],
    ['done', steps.joining],
    ['publishing', steps.publishing],
    ['something new', steps.starting],
  ] as const) {
    assert.equal(step(tag), said, tag)
  }
})

test('trouble of Tor is told instead of its step, and a failure by its reason', () => {
  const { troubles, failures } = EN.line
  const starting = { phase: 'starting', percent: 5, step: 'conn', trouble: 'clock-skew' } as const
  assert.equal(wordsOfLine(starting, EN), troubles['clock-skew'])
  assert.equal(wordsOfLine({ phase: 'failed', reason: 'binary-missing' }, EN), failures['binary-missing'])
  const words = { happened: 'The port is taken.' }
  assert.equal(wordsOfLine({ phase: 'failed', words }, EN), words, 'in its own words, where it has some')
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Bytes,
  FEED_KEYS,
  type IdentityKey,
  SEALED_NOTE_BYTES,
  SIGNED_NOTE_BYTES,
} from '@comrad/protocol'
import {
  createFeedKey,
  createTicketKey,
  openFeedEntry,
  openFeedKeys,
  sealFeedEntry,
  sealFeedKeys,
} from './feed-seal.ts'
import { randomBytes } from './primitives.ts'
import { TODAY } from './testing.ts'

describe('an entry', () => {
  const key = createFeedKey()
  const place = { sequence: 41, day: TODAY }
  const content = randomBytes(300)
  const sealed = sealFeedEntry(key, place, content)

  test('opens with its day’s key in its own place', () => {
    assert.deepEqual(openFeedEntry(key, place, sealed), content)
  })

  test('cannot be shown as another’s: neither elsewhere, nor on another day, nor under another key', () => {
    assert.equal(openFeedEntry(key, { ...place, sequence: 42 }, sealed), undefined)
    assert.equal(openFeedEntry(key, { ...place, day: TODAY + 1 }, sealed), undefined)
    assert.equal(openFeedEntry(createFeedKey(), place, sealed), undefined)
    assert.equal(openFeedEntry(key.slice(1), place, sealed), undefined)
  })

  test('does not open when a byte of it is changed or missing', () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.with(at, (sealed[at] ?? 0) ^ 1) as Bytes
      assert.equal(openFeedEntry(key, place, changed), undefined, `${at}`)
      assert.equal(openFeedEntry(key, place, sealed.slice(0, at)), undefined, `cut at ${at}`)
    }
  })

  test('is not the same bytes twice, and as long as the limit says', () => {
    assert.notDeepEqual(sealFeedEntry(key, place, content), sealed)
    assert.ok(sealed.length - content.length <= SEALED_NOTE_BYTES - SIGNED_NOTE_BYTES)
  })
})

describe('the feed’s keys', () => {
  const ticket = createTicketKey()
  const keys = Array.from({ length: FEED_KEYS }, (_, back) => ({ day: TODAY - back, key: createFeedKey() }))
  const sealed = sealFeedKeys(ticket.publicKey, keys)

  test('reach whoever made the ticket’s key, and nobody else', () => {
    assert.ok(sealed)
    assert.deepEqual(openFeedKeys(ticket, sealed), keys)
    assert.equal(openFeedKeys(createTicketKey(), sealed), undefined)
    assert.equal(openFeedKeys(ticket, sealed.with(50, (sealed[50] ?? 0) ^ 1) as Bytes), undefined)
    assert.equal(openFeedKeys(ticket, new Uint8Array(0)), undefined)
  })

  test('of no day are an answer too', () => {
    const none = sealFeedKeys(ticket.publicKey, [])
    assert.ok(none)
    assert.deepEqual(openFeedKeys(ticket, none), [])
  })

  test('are sealed to no key that everybody knows the other half of', () => {
    const unsound = [
      new Uint8Array(33).with(0, 5),
      new Uint8Array(33).with(0, 5).with(1, 1),
      ticket.publicKey.with(32, (ticket.publicKey[32] ?? 0) | 0x80),
      ticket.publicKey.with(0, 6),
      ticket.publicKey.slice(1),
    ]
    for (const key of unsound) assert.equal(sealFeedKeys(key as IdentityKey, keys), undefined)
  })
})

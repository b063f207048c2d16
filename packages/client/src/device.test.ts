import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fingerprint, MINIMUM_MEMBERS } from '@comrad/protocol'
import { optionsAt } from './device.ts'

const fingerprint = 'a'.repeat(52) as Fingerprint

test('through Tor nothing follows at once, and an act is one of many; at an Operator of this machine neither helps anybody', () => {
  const far = optionsAt({ kind: 'onion', host: `${'a'.repeat(56)}.onion`, port: 80, fingerprint })
  assert.ok(Math.min(far.lookUpMs, far.apartMs, far.ticketMs) >= 10_000)
  assert.equal(far.minimumMembers, MINIMUM_MEMBERS)
  const near = optionsAt({ kind: 'local', port: 1, fingerprint })
  assert.ok(near.feedEveryMs < far.feedEveryMs)
  assert.deepEqual([near.lookUpMs, near.apartMs, near.ticketMs, near.minimumMembers], [0, 0, 0, 1])
})

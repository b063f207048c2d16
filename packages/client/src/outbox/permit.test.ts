import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sha256 } from '@comrad/keymaker'
import {
  DEVICE,
  type DeliveryToken,
  ENVELOPE_CIPHERTEXT_BYTES,
  type EnvelopeId,
  err,
  type Hash,
  ok,
  type Reply,
  type Request,
} from '@comrad/protocol'
import type { ActError, Actor } from '../acts/actor.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { refused } from '../testing/feed-keeper.ts'
import type { Lane } from '../transport.ts'
import type { WaitReason } from '../views/conversation-view.ts'
import { meetingViewOf } from '../views/meeting-view.ts'
import { permitFor } from './permit.ts'
import { writeLetter } from './write-letter.ts'

const bob = nameOf('bob')
const ciphertext = new Uint8Array(ENVELOPE_CIPHERTEXT_BYTES).fill(3)
const envelope = new Uint8Array(16).fill(4) as EnvelopeId

let device: BareDevice
let asked: Extract<Request, { type: 'permit' }>[]
let answers: (Reply | 'offline')[]
let slots: number
beforeEach(async () => {
  device = await createBareDevice()
  asked = []
  answers = []
  slots = 0
})
afterEach(() => device.close())

const lane: Lane = {
  state: () => ({ phase: 'open' }),
  async request(request) {
    assert.ok(request.type === 'permit')
    asked.push(request)
    const answer = answers.shift() ?? { type: 'done' }
    return answer === 'offline' ? err({ type: 'closed' }) : ok(answer)
  },
  onState: () => () => {},
  close: () => {},
}

function actor(error?: ActError): Actor {
  const hash = new Uint8Array(32).fill(1) as Hash
  return {
    async useSlot() {
      if (error) return err(error)
      const slot = slots++
      const nullifier = new Uint8Array(32).fill(slot) as Hash
      return ok({ day: 20_514, slot, proof: { root: hash, nullifier, points: new Uint8Array(256) } })
    },
    vote: async () => err({ type: 'failed' }),
    judge: (refusal) =>
      refusal.type === 'refused' && refusal.code === 'nullifier-used' ? 'again' : undefined,
  }
}

function sealed() {
  const { rows, sql } = device
  const known = rows.outgoing.next(bob, device.clock.now())
  if (known) return known
  const deliveryToken = new Uint8Array(16) as DeliveryToken
  return sql.transaction(() => {
    rows.contacts.setPhase(bob, 'requested', 0)
    const letter = writeLetter(device, bob, { kind: 'meet-request', greeting: 'hello', deliveryToken })
    rows.outgoing.seal(letter, 1, { envelope, ciphertext, certificateExpires: 1 }, 20_514)
    const stored = rows.outgoing.find(letter)
    assert.ok(stored)
    return stored
  })
}

test('a permit is asked for one envelope: its recipient, its id, its ciphertext', async () => {
  const authorization = await permitFor(device, actor(), lane, sealed())
  assert.deepEqual(authorization, ok({ type: 'permit', day: 20_514, slot: 0, nullifier: new Uint8Array(32) }))
  const [request] = asked
  assert.deepEqual(request?.permit.recipient, { name: bob, device: DEVICE })
  assert.deepEqual([...(request?.permit.id ?? [])], [...envelope])
  assert.deepEqual([...(request?.permit.hash ?? [])], [...sha256(ciphertext)])
})

test('one that was granted is not asked for again', async () => {
  const first = await permitFor(device, actor(), lane, sealed())
  assert.deepEqual(await permitFor(device, actor(), lane, sealed()), first)
  assert.equal(asked.length, 1)
})

test('one whose answer was lost is asked for again, the same, and costs one slot', async () => {
  answers.push('offline', 'offline')
  for (let count = 0; count < 2; count++) {
    assert.deepEqual(await permitFor(device, actor(), lane, sealed()), err({ wait: 'offline' }))
  }
  assert.ok((await permitFor(device, actor(), lane, sealed())).ok)
  assert.equal(slots, 1)
  assert.deepEqual(asked[0], asked[1])
  assert.deepEqual(asked[0], asked[2])
})

test('a slot that another device of the account has used leads to the next', async () => {
  answers.push(refused('nullifier-used'), refused('nullifier-used'))
  const authorization = await permitFor(device, actor(), lane, sealed())
  assert.ok(authorization.ok && authorization.value.type === 'permit')
  assert.equal(authorization.value.slot, 2)
})

test('who has asked ten strangers today is told so, and goes on tomorrow', async () => {
  const waits = await permitFor(device, actor({ type: 'no-slot' }), lane, sealed())
  assert.deepEqual(waits, err({ wait: 'no-slot', retryInMs: 3_600_000 }))
  assert.match(wordsOf('no-slot'), /You have asked 10 strangers today/)
})

test('too few members to hide among: the letter waits and says so', async () => {
  const few = { type: 'too-few-members', members: 3, minimum: 20, asks: 'operator' } as const
  const waits = await permitFor(device, actor(few), lane, sealed())
  assert.deepEqual(waits, err({ wait: 'too-few-members', retryInMs: 60_000 }))
  assert.match(wordsOf('too-few-members'), /not be anonymous yet/)
})

test('an Operator that is busy is asked again when it says so', async () => {
  answers.push(refused('busy', 5))
  const waits = await permitFor(device, actor(), lane, sealed())
  assert.deepEqual(waits, err({ wait: 'busy', retryInMs: 5_000 }))
})

/** What the screen says of a request that waits so. */
function wordsOf(wait: WaitReason): string {
  const { letter } = sealed()
  device.sql.transaction(() => device.rows.outgoing.wait(letter, wait))
  const contact = {
    name: bob,
    meeting: { phase: 'requested', answer: 'awaited', at: 0 },
    ...{ verified: false, alarmed: false, unread: 0, lastAt: 0, trusted: false, trustsYou: false },
    ...{ muted: false, blocked: false, timer: 0, emblem: undefined, acts: [] },
  } as const
  return meetingViewOf(contact, device.rows.outgoing.find(letter), device.speech()).words.happened
}

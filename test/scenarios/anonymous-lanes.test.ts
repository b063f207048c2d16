import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deriveIdentity, parsePhrase, seedOf } from '@comrad/keymaker'
import { decodeFrame, decodeRequest, FRAME_SIZES, LANE_OF, type Request } from '@comrad/protocol'
import { createWorld, meet, nameOf, type Person, send, settle } from './world.ts'

/** Whatever says who somebody is: the name, the keys, the certificate. */
function marksOf(person: Person): Buffer[] {
  const phrase = parsePhrase(person.comrad.recoveryPhrase() ?? '')
  assert.ok(phrase.ok)
  const { identityKey, commitment } = deriveIdentity(seedOf(phrase.value))
  const certificate = person.store.sql.get<{ value: Uint8Array<ArrayBuffer> }>(
    `select value from facts where key = 'certificate'`,
  )
  assert.ok(certificate)
  return [Buffer.from(nameOf(person)), identityKey, commitment, certificate.value].map((bytes) =>
    Buffer.from(bytes),
  )
}

test('anonymous lanes carry nothing that names the account, and every frame has one of the sizes', async (t) => {
  const world = await createWorld(t)
  const people = [await world.comrad('alice'), await world.comrad('bob'), await world.comrad('carol')]
  const [alice, bob, carol] = people
  assert.ok(alice && bob && carol)
  await meet(alice, bob)
  await meet(bob, carol)
  await send(alice, bob, 'one')
  await send(bob, alice, 'two')
  await send(carol, bob, 'three')
  await settle(...people)

  for (const { frame } of world.network.recorded) assert.ok(FRAME_SIZES.some((size) => size === frame.length))
  let anonymous = 0
  for (const person of people) {
    const marks = marksOf(person)
    const sent = world.network.recorded.filter(
      ({ device, direction }) => device === nameOf(person) && direction === 'request',
    )
    for (const { purpose, frame } of sent) {
      const request = requestIn(frame)
      if (purpose.kind === 'named') {
        assert.notEqual(LANE_OF[request.type], 'anonymous', request.type)
        continue
      }
      assert.notEqual(LANE_OF[request.type], 'named', request.type)
      // To claim a name is to say it: on a lane of its own, on which nothing else is asked.
      if (purpose.kind === 'recipient' && purpose.name === nameOf(person)) {
        assert.ok(request.type === 'claim' || request.type === 'hello')
        continue
      }
      anonymous++
      for (const mark of marks) assert.equal(Buffer.from(frame).includes(mark), false, request.type)
      if (purpose.kind === 'recipient') assert.equal(recipientOf(request) ?? purpose.name, purpose.name)
    }
  }
  assert.ok(anonymous > 20, `${anonymous} frames`)
})

function requestIn(bytes: Uint8Array): Request {
  const frame = decodeFrame(bytes)
  assert.ok(frame.ok)
  const request = decodeRequest(frame.value.body)
  assert.ok(request.ok)
  return request.value
}

function recipientOf(request: Request): string | undefined {
  if (request.type === 'deposit') return request.envelope.recipient.name
  return request.type === 'bundle' ? request.address.name : undefined
}

/** Hands in somebody's mailbox: what an Operator can do that drops, loses or fills. */
import assert from 'node:assert/strict'
import { deriveDeliveryToken, deriveIdentity, parsePhrase, seedOf, signChallenge } from '@comrad/keymaker'
import { connectInMemory } from '@comrad/operator/testing'
import { DEVICE, ENVELOPE_CIPHERTEXT_BYTES, type EnvelopeId, MAILBOX_LETTERS } from '@comrad/protocol'
import type { Person, World } from './world.ts'

/** As an Operator would that has the mailbox before it. */
async function asOwner(world: World, person: Person) {
  const phrase = parsePhrase(person.comrad.recoveryPhrase() ?? '')
  assert.ok(phrase.ok)
  const account = person.comrad.account()
  assert.ok(account.phase === 'registered')
  const lane = connectInMemory(world.operator())
  const hello = await lane.request({ type: 'hello' })
  assert.ok(hello.type === 'greeting')
  const address = { name: account.name, device: DEVICE }
  const signature = signChallenge(deriveIdentity(seedOf(phrase.value)), {
    challenge: hello.challenge,
    address,
    logKey: hello.keys.logKey,
  })
  assert.equal((await lane.request({ type: 'authenticate', address, signature })).type, 'authenticated')
  return lane
}

export async function mailOf(world: World, person: Person): Promise<EnvelopeId[]> {
  const lane = await asOwner(world, person)
  const mail: EnvelopeId[] = []
  for (let after = 0, more = true; more; ) {
    const reply = await lane.request({ type: 'collect', after, wait: false })
    assert.ok(reply.type === 'letters')
    mail.push(...reply.items.map(({ id }) => id))
    after = reply.items.at(-1)?.position ?? after
    more = reply.more
  }
  lane.close()
  return mail
}

export async function forgetMail(world: World, person: Person, ids?: readonly EnvelopeId[]): Promise<void> {
  const forgotten = ids ?? (await mailOf(world, person))
  const lane = await asOwner(world, person)
  for (let index = 0; index < forgotten.length; index += 400) {
    await lane.request({ type: 'acknowledge', ids: forgotten.slice(index, index + 400) })
  }
  lane.close()
}

/** Until the Operator refuses more. */
export async function fillMailbox(world: World, person: Person): Promise<EnvelopeId[]> {
  const account = person.comrad.account()
  const phrase = parsePhrase(person.comrad.recoveryPhrase() ?? '')
  assert.ok(account.phase === 'registered' && phrase.ok)
  const token = deriveDeliveryToken(seedOf(phrase.value), 0)
  const lane = connectInMemory(world.operator())
  const ids: EnvelopeId[] = []
  for (let index = 0; ; index++) {
    const id = new Uint8Array(16) as EnvelopeId
    new DataView(id.buffer).setUint32(0, index + 1)
    const envelope = {
      recipient: { name: account.name, device: DEVICE },
      id,
      authorization: { type: 'token', token } as const,
      ciphertext: new Uint8Array(ENVELOPE_CIPHERTEXT_BYTES),
    }
    const reply = await lane.request({ type: 'deposit', envelope })
    if (reply.type === 'refused') {
      assert.equal(reply.code, 'mailbox-full')
      break
    }
    ids.push(id)
  }
  assert.ok(ids.length <= MAILBOX_LETTERS)
  lane.close()
  return ids
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bytes, EnvelopeId } from '@comrad/protocol'
import type { OpenError } from './open-letter.ts'
import { createOperatorSecrets } from './operator-keys.ts'
import { randomBytes } from './primitives.ts'
import { addressOf, certificateFor, createCast, createPerson, must, TODAY } from './testing.ts'
import { forgeLetter } from './testing-forgery.ts'

async function createForgers() {
  const cast = createCast()
  const mallory = createPerson('mallory', cast.operator)
  await cast.bob.open(await mallory.begin(cast.bob, 'hello'))
  return { ...cast, mallory }
}

describe('the outermost layer', () => {
  test('a letter for somebody else is undecipherable', async () => {
    const { operator, alice, bob } = createCast()
    const carol = createPerson('carol', operator)
    assert.deepEqual(await carol.tryOpen(await alice.begin(bob, 'for bob')), undecipherable)
  })

  test('a letter for another address of ours is undecipherable', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'for bob')
    assert.deepEqual(await bob.tryOpen(letter, { self: { ...bob.address, device: 2 } }), undecipherable)
    assert.deepEqual(await bob.tryOpen(letter, { self: addressOf('bobby') }), undecipherable)
    assert.equal(await bob.open(letter), 'for bob')
  })

  test('a letter under another envelope id is undecipherable, so none can be delivered twice as new', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'once')
    assert.equal(await bob.open(letter), 'once')
    const again = await bob.tryOpen(letter, { envelope: randomBytes(16) as EnvelopeId })
    assert.deepEqual(again, undecipherable)
  })

  test('a changed byte anywhere makes it undecipherable and moves nothing', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'whole')
    const before = bob.ratchet.rows()
    for (let at = 0; at < letter.length; at += at < 64 ? 1 : 97)
      assert.deepEqual(await bob.tryOpen(letter.with(at, (letter[at] ?? 0) ^ 0x20)), undecipherable, `${at}`)
    assert.deepEqual(bob.ratchet.rows(), before)
    assert.equal(await bob.open(letter), 'whole')
  })

  test('another length is undecipherable', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'whole')
    for (const length of [0, 1, 48, 49, 50, letter.length - 1])
      assert.deepEqual(await bob.tryOpen(letter.slice(0, length)), undecipherable)
    assert.deepEqual(await bob.tryOpen(new Uint8Array([...letter, 0])), undecipherable)
  })
})

describe('the certificate', () => {
  test('is judged at the start of the day of deposit, however long the letter waited', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'in time')
    assert.deepEqual(await bob.tryOpen(letter, { depositedOn: TODAY + 2 }), certificate('expired'))
    assert.ok((await bob.tryOpen(letter, { depositedOn: TODAY + 1 })).ok)
  })

  test('of another Operator is foreign', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'x')
    const { trustRoot } = createOperatorSecrets().keys
    assert.deepEqual(await bob.tryOpen(letter, { trustRoot }), certificate('foreign'))
  })

  test('that was forged is foreign', async () => {
    const { mallory, bob } = await createForgers()
    const forged = certificateFor(createOperatorSecrets(), mallory.address, mallory.identity.identityKey)
    const letter = present(await forgeLetter({ from: mallory, to: bob, certificate: forged }))
    assert.deepEqual(await bob.tryOpen(letter), certificate('foreign'))
  })

  test('for a name that cannot be is malformed', async () => {
    const { operator, mallory, bob } = await createForgers()
    const address = { name: 'operator', device: 1 } as unknown as typeof mallory.address
    const forged = certificateFor(operator, address, mallory.identity.identityKey)
    const letter = present(await forgeLetter({ from: mallory, to: bob, certificate: forged }))
    assert.deepEqual(await bob.tryOpen(letter), certificate('malformed'))
  })

  test('of alice on a letter that mallory sealed makes it undecipherable', async () => {
    const { operator, alice, mallory, bob } = await createForgers()
    const stolen = certificateFor(operator, alice.address, alice.identity.identityKey)
    const letter = present(await forgeLetter({ from: mallory, to: bob, certificate: stolen }))
    assert.deepEqual(await bob.tryOpen(letter), undecipherable)
  })

  test('for alice with mallory’s key, from a hostile Operator, is refused once alice’s key is known', async () => {
    const { operator, alice, mallory, bob } = await createForgers()
    const impostor = createPerson('alice', operator, { identity: mallory.identity })
    const letter = await impostor.begin(bob, 'it is me')
    const refused = {
      ok: false,
      error: { type: 'session', sender: alice.address, senderKey: mallory.identity.identityKey },
    }
    bob.ratchet.write([{ kind: 'identity', key: alice.address.name, value: alice.identity.identityKey }])
    const before = bob.ratchet.rows()
    assert.deepEqual(await bob.tryOpen(letter), refused)
    assert.deepEqual(bob.ratchet.rows(), before)
  })

  test('for alice with mallory’s key opens where her key is not known: its key is there to be compared', async () => {
    const { operator, alice, mallory, bob } = await createForgers()
    const impostor = createPerson('alice', operator, { identity: mallory.identity })
    const opened = must(await bob.tryOpen(await impostor.begin(bob, 'it is me')))
    assert.deepEqual(opened.sender, alice.address)
    assert.deepEqual(opened.senderKey, mallory.identity.identityKey)
    assert.notDeepEqual(opened.senderKey, alice.identity.identityKey)
  })

  test('of ourselves makes it undecipherable', async () => {
    const { operator, bob } = createCast()
    const twin = createPerson('bob', operator, { identity: bob.identity })
    const mirror = { address: bob.address, identity: bob.identity, bundle: bob.bundle }
    assert.deepEqual(await bob.tryOpen(await twin.begin(mirror, 'it is me')), undecipherable)
  })
})

describe('the session', () => {
  test('that is not there says who wrote', async () => {
    const { operator, alice, bob } = createCast()
    const carol = createPerson('carol', operator)
    await alice.begin(bob, 'hello')
    const asCarol = { ...carol, identity: bob.identity, address: bob.address }
    const letter = await alice.seal(asCarol, 'hello')
    bob.ratchet.write(bob.ratchet.keysOf('prekey').map((key) => ({ kind: 'prekey', key, value: undefined })))
    const opened = await bob.tryOpen(letter)
    assert.equal(opened.ok ? '' : opened.error.type, 'session')
    assert.deepEqual(opened.ok ? '' : 'sender' in opened.error && opened.error.sender, alice.address)
  })

  test('of another identity than the certificate’s is refused', async () => {
    const { operator, mallory, bob } = await createForgers()
    const other = createPerson('mallory', operator)
    await other.begin(bob, 'hello')
    const valid = certificateFor(operator, mallory.address, mallory.identity.identityKey)
    const forgery = { from: mallory, to: bob, certificate: valid, sessionOf: other }
    bob.ratchet.write([
      { kind: 'identity', key: 'mallory', value: undefined },
      { kind: 'session', key: 'mallory/1', value: undefined },
    ])
    const opened = await bob.tryOpen(present(await forgeLetter(forgery)))
    assert.equal(opened.ok ? '' : opened.error.type, 'session')
    assert.equal(bob.ratchet.get('identity', 'mallory'), undefined)
  })

  test('with a message of a type that we do not use is a failed session', async () => {
    const { operator, mallory, bob } = await createForgers()
    const valid = certificateFor(operator, mallory.address, mallory.identity.identityKey)
    // Field 1 of the content is the message's type; 8 is plaintext.
    const changeContent = (content: Bytes) => content.with(1, 8)
    const letter = present(await forgeLetter({ from: mallory, to: bob, certificate: valid, changeContent }))
    const opened = await bob.tryOpen(letter)
    assert.deepEqual(opened.ok ? '' : opened.error.type, 'session')
  })
})

test('a ratchet that cannot be read throws its own error: a broken disk is no broken letter', async () => {
  const { alice, bob } = createCast()
  const letter = await alice.begin(bob, 'hello')
  const broken = new Error('disk')
  const ratchet = {
    get(): never {
      throw broken
    },
  }
  await assert.rejects(bob.tryOpen(letter, { ratchet: ratchet as unknown as typeof bob.ratchet }), broken)
  assert.equal(await bob.open(letter), 'hello')
})

const undecipherable = { ok: false, error: { type: 'undecipherable' } }
const certificate = (reason: Extract<OpenError, { type: 'certificate' }>['reason']) => ({
  ok: false,
  error: { type: 'certificate', reason },
})

function present<T>(value: T | undefined): T {
  assert.ok(value)
  return value
}

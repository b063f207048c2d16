import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  createOperatorSecrets,
  decodeOperatorSecrets,
  encodeOperatorSecrets,
  type OperatorSecrets,
  randomBytes,
} from '@comrad/keymaker'
import {
  type Bytes,
  type DeliveryToken,
  ENVELOPE_CIPHERTEXT_BYTES,
  type EnvelopeId,
  encodeLetter,
  type LetterBody,
  type LetterId,
  type Name,
  parseName,
} from '@comrad/protocol'
import { createOperatorFiles } from './operator-files.ts'
import { certify, createPuppet, type Puppet } from './puppet.ts'
import { createWorld, meet, type Person, send, settle, statesOf, until, type World } from './world.ts'

function textOf(words: string): LetterBody {
  return { kind: 'text', content: { text: words }, timer: 0 }
}

/** Mallory has met alice, and turns. */
async function befriended(world: World, alice: Person): Promise<{ mallory: Puppet; token: DeliveryToken }> {
  const mallory = await createPuppet(world, 'mallory')
  const request: LetterBody = { kind: 'meet-request', deliveryToken: mallory.token, greeting: 'friend?' }
  await mallory.deposit('alice', mallory.letter(request))
  await until('alice is asked', () => alice.comrad.contacts().incoming.length === 1)
  assert.ok((await alice.comrad.accept('mallory')).ok)
  await settle(alice)
  const [accept] = await mallory.collect()
  assert.ok(accept?.body.kind === 'meet-accept')
  return { mallory, token: accept.body.deliveryToken }
}

function screenOf(person: Person, name: string): string[] {
  const view = person.comrad.conversation(name)
  assert.ok(view.ok)
  return view.value.entries.map((entry) => {
    if (entry.type === 'notice') return `! ${entry.notice} ×${entry.count}`
    return entry.type === 'received' ? `< ${entry.text}` : entry.type
  })
}

test('whatever a contact puts into a letter, the letters behind it arrive', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  const { mallory, token } = await befriended(world, alice)
  const letterOf = (body: LetterBody, sequence = 1) => mallory.letter(body, sequence)
  const raw = (text: string): LetterBody => ({ kind: 'text', content: { text }, timer: 0 })
  const hostile: readonly [string, Bytes][] = [
    ['nothing', new Uint8Array(0)],
    ['random bytes', randomBytes(300)],
    ['a cut letter', letterOf(textOf('cut')).slice(0, -1)],
    ['a letter and more', new Uint8Array([...letterOf(textOf('more')), 0])],
    ['too long a text', letterOf(raw('x'.repeat(1001)))],
    ['an escape code', letterOf(raw('\u001b[2Jcleared'))],
    ['text that is not NFC', letterOf(raw('e\u0301'))],
    ['no text', letterOf(raw(''))],
    ['a text without a number', letterOf(textOf('no number'), 0)],
    ['a receipt with a number', letterOf({ kind: 'receipt', letters: [randomBytes(16) as LetterId] }, 2)],
    ['a decline of nothing', letterOf({ kind: 'meet-decline' }, 3)],
    ['an unknown kind', withKind(letterOf({ kind: 'meet-decline' }, 4), 99)],
  ]
  for (const [, plaintext] of hostile) await mallory.deposit('alice', plaintext, { token })
  await mallory.deposit('alice', letterOf(textOf('and a real one'), 2), { token })
  await send(bob, alice, 'and mine')
  await settle(alice, bob)

  assert.deepEqual(screenOf(alice, 'mallory'), [
    '! met ×1',
    `! hostile-letter ×${hostile.length}`,
    '< and a real one',
  ])
  assert.deepEqual(screenOf(alice, 'bob'), ['! met ×1', '< and mine'])
  assert.equal(alice.comrad.status().mail.hostile, hostile.length)
  assert.ok(
    alice.comrad.status().words.some(({ happened }) => happened.startsWith(`${hostile.length} letters`)),
  )
})

test('the largest numbers, and numbers out of order, draw a gap and break nothing', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const { mallory, token } = await befriended(world, alice)
  await mallory.deposit('alice', mallory.letter(textOf('far'), Number.MAX_SAFE_INTEGER), { token })
  await mallory.deposit('alice', mallory.letter(textOf('near'), 3), { token })
  await mallory.deposit('alice', mallory.letter(textOf('the same number'), 3), { token })
  await mallory.deposit('alice', lateLetter(textOf('from the end of time')), { token })
  await settle(alice)
  const texts = screenOf(alice, 'mallory').filter((line) => line.startsWith('<'))
  assert.deepEqual(texts.sort(), ['< far', '< from the end of time', '< near', '< the same number'])
})

test('a receipt or a question about letters that mallory never had does nothing', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  const { mallory, token } = await befriended(world, alice)
  bob.transport.setOnline(false)
  const key = await send(alice, bob, 'for bob')
  await settle(alice)
  const letter = new Uint8Array(Buffer.from(key, 'hex')) as LetterId
  await mallory.deposit('alice', mallory.letter({ kind: 'receipt', letters: [letter] }, 0), { token })
  await mallory.deposit(
    'alice',
    mallory.letter({ kind: 'retry', envelopes: [randomBytes(16) as EnvelopeId] }, 0),
    {
      token,
    },
  )
  await settle(alice)
  assert.deepEqual(statesOf(alice, bob), ['deposited'])
})

test('a stranger who writes instead of asking is refused and counted', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const mallory = await createPuppet(world, 'mallory')
  await mallory.deposit('alice', mallory.letter(textOf('buy this')))
  await settle(alice)
  assert.equal(alice.comrad.status().mail.strangers, 1)
  assert.deepEqual(alice.comrad.inbox(), { letters: [], requests: [] })
  assert.deepEqual(alice.comrad.conversation('mallory'), { ok: false, error: { type: 'unknown-contact' } })
})

test('a letter whose sender must be looked up keeps back no other', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  alice.transport.intercept({
    onRequest: ({ purpose }) => (purpose.kind === 'directory' ? 'drop' : 'pass'),
  })
  const mallory = await createPuppet(world, 'mallory')
  const request: LetterBody = { kind: 'meet-request', deliveryToken: mallory.token, greeting: 'new here' }
  await mallory.deposit('alice', mallory.letter(request))
  await send(bob, alice, 'not held up')
  await until("bob's letter is there", () => alice.comrad.inbox().letters.length === 1)
  assert.deepEqual(alice.comrad.inbox().requests, [])
  alice.transport.intercept(undefined)
  for (let minute = 0; minute < 4; minute++) await world.clock.advance(60_000)
  await settle(alice)
  assert.equal(alice.comrad.inbox().requests[0]?.from, 'mallory')
  assert.deepEqual(alice.comrad.alarms(), [])
})

test('bytes that no key opens are acknowledged and counted', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const mallory = await createPuppet(world, 'mallory')
  const ciphertext = randomBytes(ENVELOPE_CIPHERTEXT_BYTES)
  await mallory.deposit('alice', new Uint8Array(0), { ciphertext })
  await settle(alice)
  assert.equal(alice.comrad.status().mail.undecipherable, 1)
  const synced = await alice.comrad.sync()
  assert.deepEqual(synced, { ok: true, value: { collected: 0, deposited: 0, waiting: 0 } })
})

/** A world whose Operator's keys the test holds too. */
async function worldWithSecrets(t: TestContext): Promise<{ world: World; secrets: OperatorSecrets }> {
  const store = createOperatorFiles().open()
  const secrets = decodeOperatorSecrets(
    await store.keepSecrets(() => encodeOperatorSecrets(createOperatorSecrets())),
  )
  assert.ok(secrets.ok)
  return { world: await createWorld(t, store), secrets: secrets.value }
}

test('letters under expired and foreign certificates are refused and counted, the next one arrives', async (t) => {
  const { world, secrets } = await worldWithSecrets(t)
  const alice = await world.comrad('alice')
  const { mallory, token } = await befriended(world, alice)
  const { address, identity } = mallory
  const now = world.clock.now()
  const expired = certify(secrets, address, identity.identityKey, now - 86_400_000)
  const foreign = certify(createOperatorSecrets(), address, identity.identityKey, now + 86_400_000)
  for (const certificate of [expired, foreign]) {
    await mallory.deposit('alice', mallory.letter(textOf('trust me'), 2), { token, certificate })
  }
  await mallory.deposit('alice', mallory.letter(textOf('honest'), 2), { token })
  await settle(alice)
  assert.equal(alice.comrad.status().mail.badCertificates, 2)
  assert.deepEqual(screenOf(alice, 'mallory'), ['! met ×1', '< honest'])
})

for (const isRegistered of [true, false]) {
  const whose = isRegistered ? "another's name" : 'a name that nobody has'
  test(`a certificate over ${whose} is an alarm, and its letter is refused`, async (t) => {
    const { world, secrets } = await worldWithSecrets(t)
    const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
    await meet(alice, bob)
    const mallory = await createPuppet(world, 'mallory')
    const victim = { ...mallory.address, name: isRegistered ? accountOf(bob).name : nameOf('ghost') }
    const key = mallory.identity.identityKey
    const certificate = certify(secrets, victim, key, world.clock.now() + 86_400_000)
    await mallory.deposit('alice', mallory.letter(textOf('it is me')), { as: victim, certificate })
    await settle(alice)
    const [alarm] = alice.comrad.alarms()
    assert.ok(alarm?.alarm.kind === 'foreign-key')
    assert.equal(alarm.alarm.name, victim.name)
    assert.equal(alarm.alarm.shownKey, Buffer.from(key).toString('hex'))
    assert.equal(alarm.endsTrust, false)
    assert.deepEqual(alice.comrad.inbox().letters, [])
    if (isRegistered) {
      assert.equal(alice.comrad.contacts().met[0]?.alarmed, true)
      assert.ok(screenOf(alice, 'bob').includes('! key-alarm ×1'))
      await send(bob, alice, 'the real bob')
      await settle(bob, alice)
      assert.ok(screenOf(alice, 'bob').includes('< the real bob'))
    }
  })
}

test('a bundle with a key that is not in the register is an alarm, and nothing is sealed to it', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  await world.comrad('bob')
  const mallory = await createPuppet(world, 'mallory')
  alice.transport.intercept({
    onReply: ({ reply }) =>
      reply.type === 'bundle'
        ? { instead: { ...reply, bundle: { ...reply.bundle, identityKey: mallory.identity.identityKey } } }
        : 'pass',
  })
  assert.ok((await alice.comrad.meet('bob')).ok)
  await until('alice is alarmed', () => alice.comrad.alarms().length > 0)
  const [alarm] = alice.comrad.alarms()
  assert.ok(alarm?.alarm.kind === 'foreign-key')
  assert.equal(alarm.alarm.name, 'bob')
  alice.transport.intercept(undefined)
})

test('a checkpoint that the Operator did not sign is counted, and raises no alarm', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const { mallory, token } = await befriended(world, alice)
  await mallory.deposit('alice', mallory.letter(textOf('look'), 2, new TextEncoder().encode('not a note')), {
    token,
  })
  await settle(alice)
  await until('it is judged', () => alice.comrad.status().mail.hostile === 1)
  assert.deepEqual(alice.comrad.alarms(), [])
  assert.ok(screenOf(alice, 'mallory').includes('< look'))
})

function accountOf({ comrad }: Person) {
  const account = comrad.account()
  assert.ok(account.phase === 'registered')
  return account
}

function withKind(letter: Bytes, kind: number): Bytes {
  const bytes = letter.slice()
  bytes[bytes.length - 1] = kind
  return bytes
}

function lateLetter(body: LetterBody): Bytes {
  const sentAt = Number.MAX_SAFE_INTEGER
  return encodeLetter({
    id: randomBytes(16) as LetterId,
    sequence: 9,
    sentAt,
    checkpoint: new Uint8Array(0),
    body,
  })
}

function nameOf(text: string): Name {
  const name = parseName(text)
  assert.ok(name.ok)
  return name.value
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Request } from '@comrad/protocol'
import { createWorld, meet, nameOf, send, settle, until } from './world.ts'

test('the key is saved before anybody is asked for the name', async (t) => {
  const world = await createWorld(t)
  const device = await world.stranger('alice')
  assert.deepEqual(device.comrad.account(), { phase: 'none' })
  const created = await device.comrad.createAccount()
  assert.ok(created.ok)
  assert.deepEqual(device.comrad.account(), { phase: 'unnamed' })
  assert.deepEqual(await device.comrad.createAccount(), { ok: false, error: { type: 'account-exists' } })
  assert.equal(world.network.recorded.length, 0)
  await device.close()

  const again = await world.stranger('alice', { store: device.files })
  assert.equal(again.comrad.recoveryPhrase(), created.value)
  assert.ok((await again.comrad.register('alice')).ok)
  assert.equal(again.comrad.recoveryPhrase(), created.value)
})

const STEPS: readonly { readonly type: Request['type']; readonly when: 'before' | 'after' }[] = [
  { type: 'checkpoint', when: 'before' },
  { type: 'claim', when: 'before' },
  { type: 'claim', when: 'after' },
  { type: 'authenticate', when: 'after' },
  { type: 'set-delivery-token', when: 'after' },
  { type: 'publish-prekeys', when: 'before' },
  { type: 'publish-prekeys', when: 'after' },
  { type: 'certificate', when: 'after' },
]

for (const { type, when } of STEPS) {
  test(`a registration that breaks off ${when} ${type} resumes by itself with the same key`, async (t) => {
    const world = await createWorld(t)
    const device = await world.stranger('alice')
    let reached = false
    const verdict = ({ request }: { readonly request: Request }) => {
      if (request.type === type) reached = true
      return reached ? 'drop' : 'pass'
    }
    device.transport.intercept(when === 'before' ? { onRequest: verdict } : { onReply: verdict })
    void device.comrad.register('alice')
    await until('it is on its way', () => reached)
    const phrase = device.comrad.recoveryPhrase()
    assert.ok(phrase)
    await device.close()

    const again = await world.stranger('alice', { store: device.files })
    again.comrad.start()
    await until('it is registered', () => again.comrad.account().phase === 'registered')
    assert.equal(again.comrad.recoveryPhrase(), phrase)
    assert.ok((await again.comrad.register('alice')).ok, 'asking again is the same as once')
    const bob = await world.comrad('bob')
    await meet(bob, again)
    await send(bob, again, 'welcome')
    await settle(bob, again)
    assert.equal(again.comrad.inbox().letters[0]?.text, 'welcome')
  })
}

test('a name that is taken leaves the key, and another name can be had with it', async (t) => {
  const world = await createWorld(t)
  await world.comrad('alice')
  const device = await world.stranger('late')
  assert.deepEqual(await device.comrad.register('Alice'), { ok: false, error: { type: 'name-taken' } })
  assert.deepEqual(device.comrad.account(), { phase: 'unnamed' })
  const phrase = device.comrad.recoveryPhrase()
  const registered = await device.comrad.register('alicia')
  assert.deepEqual(registered, { ok: true, value: { name: 'alicia', index: 1 } })
  assert.equal(device.comrad.recoveryPhrase(), phrase)
})

test('two who want one name at once: one has it, the other is told', async (t) => {
  const world = await createWorld(t)
  const devices = await Promise.all([1, 2, 3].map((number) => world.stranger(`device ${number}`)))
  const outcomes = await Promise.all(devices.map(({ comrad }) => comrad.register('alice')))
  const types = outcomes.map((outcome) => (outcome.ok ? 'registered' : outcome.error.type))
  assert.deepEqual(types.sort(), ['name-taken', 'name-taken', 'registered'])
})

test('a name is refused with its reason, before anything is sent', async (t) => {
  const world = await createWorld(t)
  const device = await world.stranger('somebody')
  for (const [name, reason] of [
    ['al', 'length'],
    ['a'.repeat(31), 'length'],
    ['1alice', 'characters'],
    ['älice', 'characters'],
    ['operator', 'reserved'],
  ] as const) {
    assert.deepEqual(await device.comrad.register(name), {
      ok: false,
      error: { type: 'name-invalid', reason: { type: reason } },
    })
  }
  assert.equal(world.network.recorded.length, 0)
  assert.deepEqual(device.comrad.account(), { phase: 'none' })
})

test('one account has one name', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  assert.deepEqual(await alice.comrad.register('alicia'), {
    ok: false,
    error: { type: 'already-registered', name: nameOf(alice) },
  })
})

test('a phrase that is not one is refused with its reason', async (t) => {
  const world = await createWorld(t)
  const device = await world.stranger('somebody')
  const reasonOf = async (phrase: string) => {
    const recovered = await device.comrad.recover(phrase)
    return recovered.ok ? undefined : recovered.error
  }
  const twelve = 'abandon '.repeat(23)
  assert.deepEqual(await reasonOf('abandon'), { type: 'phrase-invalid', reason: 'word-count' })
  assert.deepEqual(await reasonOf(`${twelve} notaword`), {
    type: 'phrase-invalid',
    reason: 'unknown-word',
    word: 23,
  })
  assert.deepEqual(await reasonOf(`${twelve} abandon`), { type: 'phrase-invalid', reason: 'checksum' })
  assert.deepEqual(device.comrad.account(), { phase: 'none' })
})

test('the phrase of an account that this Operator does not know keeps its key', async (t) => {
  const world = await createWorld(t)
  const device = await world.stranger('somebody')
  const phrase = `${'abandon '.repeat(23)}art`
  assert.deepEqual(await device.comrad.recover(phrase), { ok: false, error: { type: 'no-such-account' } })
  assert.deepEqual(device.comrad.account(), { phase: 'unnamed' })
  assert.equal(device.comrad.recoveryPhrase(), phrase)
  assert.ok((await device.comrad.register('phoenix')).ok)
})

test('whoever answers with another key is refused and told nothing', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const other = await createWorld(t)
  const before = world.network.recorded.length
  world.network.serve(other.operator())
  await until('it is noticed', () => alice.comrad.status().connection.phase === 'refused')
  const { connection, words } = alice.comrad.status()
  assert.ok(connection.phase === 'refused' && connection.reason === 'wrong-operator')
  assert.match(connection.words.happened, /not the Operator/)
  assert.ok(words.includes(connection.words))
  const sent = world.network.recorded.slice(before).filter(({ direction }) => direction === 'request')
  assert.deepEqual([...new Set(sent.map(({ frame }) => frame[10]))], [1], 'nothing but hello')
  assert.deepEqual(await alice.comrad.sync(), { ok: false, error: { type: 'wrong-operator' } })
  assert.deepEqual(await alice.comrad.checkLog(), { ok: false, error: { type: 'wrong-operator' } })
  const newcomer = await world.stranger('newcomer')
  assert.deepEqual(await newcomer.comrad.register('newcomer'), {
    ok: false,
    error: { type: 'wrong-operator' },
  })
})

test('after words of nobody the right ones bring the account back; a name that was asked for is not given up', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const words = alice.comrad.recoveryPhrase() ?? ''
  const nobody = (await world.stranger('nobody')).comrad
  assert.ok((await nobody.createAccount()).ok)
  const wrong = nobody.recoveryPhrase() ?? ''
  await alice.close()

  const again = await world.stranger('alice')
  assert.deepEqual(await again.comrad.recover(wrong), { ok: false, error: { type: 'no-such-account' } })
  const recovered = await again.comrad.recover(words)
  assert.ok(recovered.ok)
  assert.equal(recovered.value.name, 'alice')
  assert.equal(again.comrad.recoveryPhrase(), words)
  assert.deepEqual(await again.comrad.recover(wrong), { ok: false, error: { type: 'account-exists' } })

  const claudia = await world.stranger('claudia')
  claudia.transport.intercept({ onRequest: () => 'drop' })
  void claudia.comrad.register('claudia')
  await until('her name is asked for', () => claudia.comrad.account().phase === 'claiming')
  await claudia.close()
  const later = await world.stranger('claudia', { store: claudia.files })
  assert.deepEqual(await later.comrad.recover(wrong), { ok: false, error: { type: 'account-exists' } })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { verifyOperatorKeys } from '@comrad/keymaker'
import { type Bytes, decodeFrame, decodeReply, encodeFrame, encodeRequest } from '@comrad/protocol'
import { WebSocket } from 'ws'
import {
  authenticate,
  createComrad,
  depositOf,
  expectReply,
  greet,
  letterTo,
  permittedLetterTo,
  register,
  type TestComrad,
} from './comrad-fixture.ts'
import { formatMetrics } from './metrics.ts'
import type { Operator } from './operator.ts'
import { listen } from './server.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { openSqliteStore } from './store/sqlite-store.ts'
import type { OperatorStore } from './store/store.ts'
import { connectInMemory, createTestOperator, testProofPool } from './testing.ts'

async function openMailbox(operator: Operator, comrad: TestComrad) {
  await register(comrad, connectInMemory(operator).request)
  const lane = connectInMemory(operator)
  await authenticate(comrad, lane.request)
  expectReply(await lane.request({ type: 'set-delivery-token', tokenHash: comrad.tokenHash }), 'done')
  return lane
}

/** A store whose deposits are answered when the test says so. */
function slowStore() {
  const store = createMemoryStore()
  const held = Promise.withResolvers<void>()
  let isClosed = false
  const slow: OperatorStore = {
    ...store,
    deposit: async (deposit) => {
      await held.promise
      return store.deposit(deposit)
    },
    close: async () => {
      isClosed = true
      await store.close()
    },
  }
  return { slow, answer: held.resolve, isClosed: () => isClosed }
}

async function openFile(directory: string): Promise<Operator> {
  const store = openSqliteStore({ directory })
  assert.ok(store.ok)
  return createTestOperator({ store: store.value })
}

async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-operator-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

test("an Operator's keys are proved by its fingerprint", async () => {
  const operator = await createTestOperator()
  const { keys } = await greet(connectInMemory(operator).request)
  assert.ok(verifyOperatorKeys(keys, operator.fingerprint))
})

test('a stop answers what was begun and what waits, and nothing new', async () => {
  const { slow, answer, isClosed } = slowStore()
  const operator = await createTestOperator({ store: slow })
  const alice = createComrad('alice')
  const named = await openMailbox(operator, alice)
  const collect = named.request({ type: 'collect', after: 0, wait: true })
  const lane = connectInMemory(operator)
  const deposit = lane.request(depositOf(letterTo(alice)))
  await lane.request({ type: 'checkpoint' })

  const stopped = operator.stop()
  const late = lane.request({ type: 'checkpoint' })
  assert.deepEqual(await collect, { type: 'letters', items: [], more: false })
  await named.closed
  assert.equal(isClosed(), false)
  await connectInMemory(operator).closed
  answer()
  assert.equal((await deposit).type, 'deposited')
  await assert.rejects(late, /the lane is closed/)
  await lane.closed
  await stopped
  assert.equal(isClosed(), true)
})

test('a stop does not wait for ever', async () => {
  const { slow, isClosed } = slowStore()
  const operator = await createTestOperator({ store: slow, limits: { stopWithinMs: 20 } })
  const alice = createComrad('alice')
  await openMailbox(operator, alice)
  const lost = connectInMemory(operator).request(depositOf(letterTo(alice)))
  lost.catch(() => {})
  await operator.stop()
  assert.equal(isClosed(), true)
})

test('a restart keeps its keys, names, prekeys and letters', async (t) => {
  const directory = await temporaryDirectory(t)
  const before = await openFile(directory)
  const alice = createComrad('alice')
  const named = await openMailbox(before, alice)
  const publication = alice.createPublication()
  expectReply(await named.request({ type: 'publish-prekeys', publication }), 'done')
  const letter = letterTo(alice)
  expectReply(await connectInMemory(before).request(depositOf(letter)), 'deposited')
  const { note } = expectReply(await connectInMemory(before).request({ type: 'checkpoint' }), 'checkpoint')
  await before.stop()

  const after = await openFile(directory)
  assert.equal(after.fingerprint, before.fingerprint)
  const lane = connectInMemory(after)
  assert.deepEqual(expectReply(await lane.request({ type: 'checkpoint' }), 'checkpoint').note, note)
  const { bundle } = expectReply(await lane.request({ type: 'bundle', address: alice.address }), 'bundle')
  assert.deepEqual(bundle.signedPrekey, publication.signedPrekey)
  const again = connectInMemory(after)
  await authenticate(alice, again.request)
  const { items } = expectReply(await again.request({ type: 'collect', after: 0, wait: false }), 'letters')
  assert.deepEqual(
    items.map(({ id, ciphertext }) => ({ id, ciphertext })),
    [{ id: letter.id, ciphertext: letter.ciphertext }],
  )
  await after.stop()
})

test('a disk that fails is an answer, and no letter is claimed to be kept', async () => {
  const store = createMemoryStore()
  const broken: OperatorStore = { ...store, deposit: () => Promise.reject(new Error('disk')) }
  const operator = await createTestOperator({ store: broken })
  const alice = createComrad('alice')
  await openMailbox(operator, alice)
  const reply = await connectInMemory(operator).request(depositOf(letterTo(alice)))
  assert.deepEqual(reply, { type: 'refused', code: 'storage-unavailable', retryAfterSeconds: 30 })
  await operator.stop()
})

test('over a socket a stop closes every lane after its last answer', async (t) => {
  const operator = await createTestOperator()
  const server = await listen({ operator, port: 0, proxyProtocol: false, limits: { goodbyeMs: 200 } })
  t.after(server.stop)
  const lane = new WebSocket(`ws://127.0.0.1:${server.port}/`, { perMessageDeflate: false })
  await once(lane, 'open')
  const heard: string[] = []
  lane.on('message', (frame: Buffer) => heard.push(typeOfReply(frame)))
  lane.send(encodeFrame({ type: 'request', id: 1, body: encodeRequest({ type: 'hello' }) }))
  await once(lane, 'message')
  const closed = once(lane, 'close')
  await Promise.all([server.stop(), operator.stop()])
  await closed
  assert.deepEqual(heard, ['greeting'])
  assert.equal(server.connections(), 0)
})

function typeOfReply(frame: Bytes | Buffer): string {
  const decoded = decodeFrame(frame)
  const reply = decoded.ok ? decodeReply(decoded.value.body) : decoded
  return reply.ok ? reply.value.type : reply.error.reason
}

test('nothing that the Operator says about itself is about a person', async (t) => {
  const written: string[] = []
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    t.mock.method(stream, 'write', (chunk: string | Uint8Array) => {
      written.push(Buffer.from(chunk as Uint8Array).toString('latin1'))
      return write(chunk)
    })
  }
  const operator = await createTestOperator()
  const names = ['rosa-luxemburg', 'clara-zetkin']
  const [rosa, clara] = names.map((name) => createComrad(name))
  assert.ok(rosa && clara)
  const circuit = 'fc00:dead:beef:4dad::12:34'
  const lane = connectInMemory(operator, { circuit })
  const named = await openMailbox(operator, rosa)
  await openMailbox(operator, clara)
  await register(rosa, lane.request)
  await lane.request(depositOf(letterTo(rosa)))
  const member = { comrad: rosa, proofs: testProofPool(), ask: lane.request }
  await lane.request(depositOf(await permittedLetterTo(clara, member)))
  await lane.request(depositOf(letterTo(createComrad('nobody'))))
  await named.request({ type: 'collect', after: 0, wait: true })
  await named.request({ type: 'certificate' })
  await named.request({ type: 'bundle', address: clara.address })
  lane.send(new Uint8Array(8192))
  await lane.closed
  const said = `${formatMetrics(operator.metrics())}${written.join('')}`.toLowerCase()
  await operator.stop()
  t.mock.restoreAll()

  const forms = [rosa, clara].flatMap(({ identity, token }) => [identity.identityKey, token])
  for (const secret of [
    ...names.flatMap((name) => name.split('-')),
    ...forms.flatMap((bytes) => [
      Buffer.from(bytes).toString('hex'),
      Buffer.from(bytes).toString('base64').toLowerCase(),
    ]),
    'nobody',
    circuit,
  ]) {
    assert.ok(!said.includes(secret), secret)
  }
  for (const line of formatMetrics(operator.metrics()).trimEnd().split('\n'))
    assert.match(line, /^[a-z-]+ \d{1,4}$/)
})

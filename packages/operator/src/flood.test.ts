import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeFrame, decodeReply, encodeFrame, encodeRequest } from '@comrad/protocol'
import { asking, openLane } from './circuit-fixture.ts'
import { listen } from './server.ts'
import { connectInMemory, createTestOperator } from './testing.ts'

const CIRCUIT = { burst: 100, perSecond: 200 }
const HELLO = encodeFrame({ type: 'request', id: 7, body: encodeRequest({ type: 'hello' }) })
/** The question and its answer. */
const BLOCKS_OF_HELLO = 2

function answerIn(bytes: Uint8Array): string {
  const frame = decodeFrame(bytes)
  const reply = frame.ok ? decodeReply(frame.value.body) : frame
  if (!reply.ok) return 'unreadable'
  return reply.value.type === 'refused' ? reply.value.code : reply.value.type
}

test('what a circuit asks beyond its allowance is refused, and another circuit notices nothing', async () => {
  let now = 1_000_000
  const operator = await createTestOperator({
    clock: { now: () => now },
    limits: { circuit: { burst: 10, perSecond: 10 }, owedMs: 1000, inFlightPerConnection: 1000 },
  })
  const flood = connectInMemory(operator, { circuit: 'one' })
  const sibling = connectInMemory(operator, { circuit: 'one' })
  const other = connectInMemory(operator, { circuit: 'other' })
  const replies = Promise.all(Array.from({ length: 50 }, () => flood.request({ type: 'hello' })))
  assert.equal((await other.request({ type: 'hello' })).type, 'greeting')
  const answered = (await replies).filter(({ type }) => type === 'greeting').length
  assert.ok(answered * BLOCKS_OF_HELLO >= 10, 'the burst was answered')
  assert.ok(answered <= 20, `${answered} answered`)
  const late = await sibling.request({ type: 'hello' })
  assert.ok(late.type === 'refused' && late.code === 'busy', 'the allowance is one for all of a circuit')
  assert.equal((await other.request({ type: 'hello' })).type, 'greeting')
  now += 60_000
  assert.equal((await flood.request({ type: 'hello' })).type, 'greeting')
})

test('requests beyond the limit in flight are refused, and those before them answered', async () => {
  const operator = await createTestOperator({ limits: { inFlightPerConnection: 4 } })
  const lane = connectInMemory(operator)
  const replies = await Promise.all(Array.from({ length: 6 }, () => lane.request({ type: 'checkpoint' })))
  assert.deepEqual(
    replies.map((reply) => (reply.type === 'refused' ? reply.code : reply.type)),
    ['checkpoint', 'checkpoint', 'checkpoint', 'checkpoint', 'busy', 'busy'],
  )
  assert.equal((await lane.request({ type: 'checkpoint' })).type, 'checkpoint')
})

test('a circuit with too many connections is given no more', async () => {
  const operator = await createTestOperator({ limits: { connectionsPerCircuit: 2 } })
  const open = () => connectInMemory(operator, { circuit: 'one' })
  const [first, second, third] = [open(), open(), open()]
  await third.closed
  assert.ok(first.isOpen() && second.isOpen())
  first.close()
  assert.equal(
    (await connectInMemory(operator, { circuit: 'one' }).request({ type: 'hello' })).type,
    'greeting',
  )
})

test('over sockets a flood is not read from, while another circuit is answered each time', async (t) => {
  const operator = await createTestOperator({ limits: { circuit: CIRCUIT } })
  const server = await listen({ operator, port: 0, proxyProtocol: true })
  t.after(server.stop)
  const [flood, quiet] = [await openLane(server.port, 'a'), await openLane(server.port, 'b')]
  const from = performance.now()
  let answered = 0
  flood.on('message', (answer: Buffer) => {
    if (answerIn(answer) === 'greeting') answered++
  })
  for (let sent = 0; sent < 3000; sent++) flood.send(HELLO)
  for (let asked = 0; asked < 40; asked++) {
    assert.equal((await asking(quiet)({ type: 'hello' })).type, 'greeting')
  }
  const seconds = (performance.now() - from) / 1000
  const allowed = CIRCUIT.burst + CIRCUIT.perSecond * seconds
  // What had been read when it was paused is answered on credit.
  assert.ok(answered * BLOCKS_OF_HELLO <= allowed + 200, `${answered} answered in ${seconds} s`)
  assert.ok((operator.metrics().snapshot()['connection-paused'] ?? 0) >= 1)
  flood.terminate()
  quiet.terminate()
})

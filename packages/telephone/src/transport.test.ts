import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { encodeFrame, encodeReply, err, type Name, ok, type Reply } from '@comrad/protocol'
import { createFakeTimers } from './fake-timers.ts'
import type { Lane, LaneState } from './lane-types.ts'
import { createImmediateScheduler } from './scheduler.ts'
import { createOperatorStandIn, createSocksStandIn } from './stand-ins.ts'
import { SYSTEM_TIMERS } from './timers.ts'
import type { TorStatus } from './tor-status.ts'
import { createTransport, type TransportOptions } from './transport.ts'

const HOST = `${'a'.repeat(56)}.onion`
const FINGERPRINT = 'a'.repeat(52) as never
const DONE: Reply = { type: 'done' }
const QUICK = { backoff: { firstMs: 2, maxMs: 10 }, requestTimeoutMs: 20_000 }
/** Never twice the same. */
let drawn = 0
const random = (length: number) => new Uint8Array(length).fill(++drawn)

const local = (port: number) => ({ kind: 'local', port, fingerprint: FINGERPRINT }) as const
const onion = { kind: 'onion', host: HOST, port: 80, fingerprint: FINGERPRINT } as const

async function standIn(t: TestContext, options: Parameters<typeof createOperatorStandIn>[0]) {
  const operator = await createOperatorStandIn(options)
  t.after(() => operator.stop())
  return operator
}

function reach(t: TestContext, port: number, options: TransportOptions = {}, timers = SYSTEM_TIMERS) {
  const transport = createTransport({ operator: local(port), timers, random }, { ...QUICK, ...options })
  t.after(() => transport.close())
  return transport
}

function phase(lane: Lane, wanted: LaneState['phase']): Promise<void> {
  return new Promise((resolve) => {
    if (lane.state().phase === wanted) return resolve()
    const forget = lane.onState((state) => {
      if (state.phase !== wanted) return
      forget()
      resolve()
    })
  })
}

test('requests that are made while the lane connects are answered, each with its own answer', async (t) => {
  const operator = await standIn(t, {
    answer: (request) =>
      request.type === 'leaves' ? { type: 'leaves', from: request.from, records: [] } : DONE,
  })
  const lane = reach(t, operator.port).lane({ kind: 'directory' })
  const answers = await Promise.all([5, 6, 7].map((from) => lane.request({ type: 'leaves', from })))
  assert.deepEqual(
    answers,
    [5, 6, 7].map((from) => ok({ type: 'leaves', from, records: [] })),
  )
})

test('what runs on opening goes first, on every fresh connection', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  const lane = reach(t, operator.port).lane({ kind: 'named' }, async (request) => {
    const hello = await request({ type: 'hello' })
    return hello.ok ? ok(undefined) : hello
  })
  await lane.request({ type: 'mailbox-status' })
  ;(await operator.visit(0)).cut()
  const second = await operator.visit(1)
  await lane.request({ type: 'mailbox-status' })
  assert.deepEqual(
    second.requests.map(({ type }) => type),
    ['hello', 'mailbox-status'],
  )
})

test('a lane whose opening is refused carries nothing, and tries again', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  let tries = 0
  const lane = reach(t, operator.port).lane({ kind: 'named' }, async () => {
    tries += 1
    return tries < 3 ? err({ type: 'protocol', reason: 'not our Operator' }) : ok(undefined)
  })
  assert.deepEqual(await lane.request({ type: 'mailbox-status' }), ok(DONE))
  assert.equal(tries, 3)
  assert.deepEqual(operator.visits[0]?.requests, [])
})

test('a request in flight when its circuit dies answers closed, and the lane comes back', async (t) => {
  const operator = await standIn(t, {
    answer: (_request, visit) => {
      if (operator.visits.length > 1) return DONE
      visit.cut()
      return undefined
    },
  })
  const lane = reach(t, operator.port).lane({ kind: 'directory' })
  assert.deepEqual(await lane.request({ type: 'checkpoint' }), err({ type: 'closed' }))
  assert.deepEqual(await lane.request({ type: 'checkpoint' }), ok(DONE))
})

test('a frame that breaks the format ends the connection with the reason', async (t) => {
  const operator = await standIn(t, {
    answer: (_request, visit) => {
      visit.send(new Uint8Array(8_192).fill(9))
      return undefined
    },
  })
  const lane = reach(t, operator.port).lane({ kind: 'directory' })
  const answer = await lane.request({ type: 'checkpoint' })
  assert.deepEqual(answer, err({ type: 'protocol', reason: 'not a frame' }))
})

test('an answer to a question that was never asked is passed over', async (t) => {
  const operator = await standIn(t, {
    answer: (_request, visit) => {
      visit.send(encodeFrame({ type: 'reply', id: 77, body: encodeReply(DONE) }))
      return DONE
    },
  })
  const lane = reach(t, operator.port).lane({ kind: 'directory' })
  assert.deepEqual(await lane.request({ type: 'checkpoint' }), ok(DONE))
})

test('a peer that falls silent is asked once, then given up', async (t) => {
  const operator = await standIn(t, { answer: () => DONE, ticks: false })
  const timers = createFakeTimers()
  const heartbeat = { idleMs: 30_000, deadMs: 20_000 }
  const scheduler = createImmediateScheduler({ timers, random }, { jitterMs: 0 })
  const lane = reach(t, operator.port, { heartbeat, scheduler }, timers).lane({ kind: 'directory' })
  await phase(lane, 'open')
  const visit = await operator.visit(0)
  timers.advance(40_000)
  assert.equal(lane.state().phase, 'open')
  timers.advance(20_000)
  await visit.left
  assert.equal(visit.ticks, 1)
  assert.notEqual(lane.state().phase, 'open')
})

test('a peer that answers ticks is kept for hours', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  const timers = createFakeTimers()
  const heartbeat = { idleMs: 1_000, deadMs: 60_000 }
  const scheduler = createImmediateScheduler({ timers, random }, { jitterMs: 0 })
  const lane = reach(t, operator.port, { heartbeat, scheduler }, timers).lane({ kind: 'directory' })
  await phase(lane, 'open')
  const visit = await operator.visit(0)
  for (let beat = 1; beat <= 5; beat++) {
    timers.advance(1_300)
    // The answer to this request was sent behind the tick's own, so the tick has been heard.
    await lane.request({ type: 'checkpoint' })
  }
  assert.ok(visit.ticks >= 4)
  assert.equal(operator.visits.length, 1)
})

test('a request nobody answers times out and says so', async (t) => {
  const operator = await standIn(t, { answer: () => undefined })
  const lane = reach(t, operator.port).lane({ kind: 'directory' })
  assert.deepEqual(await lane.request({ type: 'checkpoint' }, { timeoutMs: 20 }), err({ type: 'timeout' }))
})

test('a request on a closed lane answers closed at once', async (t) => {
  const operator = await standIn(t, { answer: () => undefined })
  const lane = reach(t, operator.port).lane({ kind: 'directory' })
  const waiting = lane.request({ type: 'checkpoint' })
  lane.close()
  assert.deepEqual(await waiting, err({ type: 'closed' }))
  assert.deepEqual(await lane.request({ type: 'checkpoint' }), err({ type: 'closed' }))
})

test('a lane to a recipient rests when nobody uses it and opens again when asked', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  const transport = reach(t, operator.port, { restAfterMs: 5 })
  const lane = transport.lane({ kind: 'recipient', name: 'bob' as Name })
  await lane.request({ type: 'checkpoint' })
  await (await operator.visit(0)).left
  assert.deepEqual(await lane.request({ type: 'checkpoint' }), ok(DONE))
  assert.equal(operator.visits.length, 2)
})

test('a lane says nothing about who opened it', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  await reach(t, operator.port).lane({ kind: 'directory' }).request({ type: 'checkpoint' })
  const { headers } = await operator.visit(0)
  const sent = Object.keys(headers).sort()
  assert.deepEqual(sent, ['connection', 'host', 'sec-websocket-key', 'sec-websocket-version', 'upgrade'])
})

test('an onion address is reached through SOCKS by its name, each lane on a circuit of its own', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  const socks = await createSocksStandIn(operator.port)
  t.after(() => socks.stop())
  const tor = {
    status: (): TorStatus => ({ phase: 'ready', socksPort: socks.port }),
    onStatus: () => () => {},
  }
  const transport = createTransport({ operator: onion, tor, timers: SYSTEM_TIMERS, random }, QUICK)
  t.after(() => transport.close())
  assert.equal(transport.anonymity, 'tor')
  for (const lane of [transport.lane({ kind: 'named' }), transport.lane({ kind: 'directory' })]) {
    assert.deepEqual(await lane.request({ type: 'checkpoint' }), ok(DONE))
  }
  assert.deepEqual(
    socks.visits.map(({ host, port }) => [host, port]),
    [
      [HOST, 80],
      [HOST, 80],
    ],
  )
  const [one, other] = socks.visits
  assert.notEqual(one?.user, other?.user)
  assert.notEqual(one?.password, other?.password)
  assert.equal(operator.visits.length, 2)
})

test('an onion address without Tor is refused before anything is connected', () => {
  assert.throws(() => createTransport({ operator: onion, timers: SYSTEM_TIMERS, random }), TypeError)
})

test('while Tor is not ready nothing is connected, and the lane goes on once it is', async (t) => {
  const operator = await standIn(t, { answer: () => DONE })
  const socks = await createSocksStandIn(operator.port)
  t.after(() => socks.stop())
  let status: TorStatus = { phase: 'bootstrapping', percent: 10, step: 'conn' }
  const listeners = new Set<(status: TorStatus) => void>()
  const tor = {
    status: () => status,
    onStatus: (listener: (status: TorStatus) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const transport = createTransport({ operator: onion, tor, timers: SYSTEM_TIMERS, random }, QUICK)
  t.after(() => transport.close())
  const lane = transport.lane({ kind: 'directory' })
  assert.deepEqual(await lane.request({ type: 'checkpoint' }, { timeoutMs: 30 }), err({ type: 'timeout' }))
  assert.equal(socks.visits.length, 0)
  const answer = lane.request({ type: 'checkpoint' })
  status = { phase: 'ready', socksPort: socks.port }
  for (const listener of listeners) listener(status)
  assert.deepEqual(await answer, ok(DONE))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ClientTor, createChangingTor } from './changing-tor.ts'
import { createFakeTimers } from './fake-timers.ts'
import type { TorStatus } from './tor-status.ts'

type Scripted = ClientTor & { become(status: TorStatus): void; readonly finishStop: () => void }

/** A Tor that is where it is told to be, and ends when it is let. */
function scripted(first: TorStatus, { endsAtOnce = true } = {}): Scripted {
  const listeners = new Set<(status: TorStatus) => void>()
  const ended = Promise.withResolvers<void>()
  if (endsAtOnce) ended.resolve()
  let status = first
  const become = (next: TorStatus) => {
    status = next
    for (const listener of listeners) listener(next)
  }
  return {
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pid: () => 7,
    async stop() {
      await ended.promise
      become({ phase: 'stopped' })
    },
    become,
    finishStop: ended.resolve,
  }
}

/** The longest pause that there may be. */
const whole = (length: number) => new Uint8Array(length).fill(0xff)

const deps = { timers: createFakeTimers(), random: whole }

const READY: TorStatus = { phase: 'ready', socksPort: 1 }
const BEGINS: TorStatus = { phase: 'bootstrapping', percent: 0, step: 'starting' }

test('whoever watches sees the old one begin anew, never that it was stopped', async () => {
  const old = scripted(READY)
  const next = scripted({ phase: 'bootstrapping', percent: 5, step: 'conn' })
  const tor = createChangingTor(deps, () => old)
  const seen: TorStatus[] = []
  tor.onStatus((status) => seen.push(status))
  await tor.change(() => next)
  next.become({ phase: 'ready', socksPort: 2 })
  assert.deepEqual(seen, [
    BEGINS,
    { phase: 'bootstrapping', percent: 5, step: 'conn' },
    { phase: 'ready', socksPort: 2 },
  ])
  assert.deepEqual(tor.status(), { phase: 'ready', socksPort: 2 })
})

test('between two of them no port is given out: nothing is sent through one that ends', async () => {
  const old = scripted(READY, { endsAtOnce: false })
  const tor = createChangingTor(deps, () => old)
  const changed = tor.change(() => scripted(READY))
  await Promise.resolve()
  assert.deepEqual(tor.status(), BEGINS)
  old.finishStop()
  await changed
  assert.deepEqual(tor.status(), READY)
})

test('two changes at once are one after the other, and the last one holds', async () => {
  const stopped: string[] = []
  const named = (name: string): ClientTor => ({
    ...scripted(READY),
    stop: async () => void stopped.push(name),
  })
  const tor = createChangingTor(deps, () => named('first'))
  await Promise.all([tor.change(() => named('second')), tor.change(() => named('third'))])
  assert.deepEqual(stopped, ['first', 'second'])
  await tor.stop()
  assert.deepEqual(stopped, ['first', 'second', 'third'])
})

test('what is stopped while it changes does not begin again', async () => {
  const old = scripted(READY, { endsAtOnce: false })
  const tor = createChangingTor(deps, () => old)
  const changed = tor.change(() => assert.fail('another one was begun'))
  const stopped = tor.stop()
  old.finishStop()
  await Promise.all([changed, stopped])
  assert.deepEqual(tor.status(), { phase: 'stopped' })
})

const EXITED: TorStatus = { phase: 'failed', reason: 'exited' }
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('one that ended by itself is begun again, later each time, and is said to be gone meanwhile', async () => {
  const timers = createFakeTimers()
  const begun: Scripted[] = []
  const tor = createChangingTor({ timers, random: whole }, () => {
    begun.push(scripted(READY))
    return begun.at(-1) ?? assert.fail()
  })
  const seen: string[] = []
  tor.onStatus(({ phase }) => seen.push(phase))
  for (const pauseMs of [1_000, 2_000, 4_000]) {
    const before = begun.length
    begun.at(-1)?.become(EXITED)
    assert.deepEqual(tor.status(), EXITED)
    timers.advance(pauseMs - 1)
    await turn()
    assert.equal(begun.length, before)
    timers.advance(1)
    await turn()
    assert.equal(begun.length, before + 1)
    assert.deepEqual(tor.status(), READY)
  }
  assert.deepEqual(seen.slice(0, 3), ['failed', 'bootstrapping', 'ready'])
  timers.advance(60_000)
  begun.at(-1)?.become(EXITED)
  timers.advance(1_000)
  await turn()
  assert.equal(begun.length, 5, 'one that lived for long is begun again at once')
})

test('what cannot be begun is not begun again, and neither is what was stopped', async () => {
  const timers = createFakeTimers()
  const mortal = scripted({ phase: 'failed', reason: 'binary-missing' })
  let begun = 0
  const tor = createChangingTor({ timers, random: whole }, () => {
    begun++
    return mortal
  })
  for (const reason of ['binary-missing', 'configuration-refused'] as const)
    mortal.become({ phase: 'failed', reason })
  timers.advance(3_600_000)
  await turn()
  assert.equal(begun, 1)
  mortal.become(EXITED)
  await tor.stop()
  timers.advance(3_600_000)
  await turn()
  assert.equal(begun, 1)
})

test('one that ended goes on with the bridges that were chosen last', async () => {
  const timers = createFakeTimers()
  const chosen = scripted(READY)
  let begun = 0
  const tor = createChangingTor({ timers, random: whole }, () => scripted(READY))
  await tor.change(() => {
    begun++
    return chosen
  })
  chosen.become(EXITED)
  timers.advance(1_000)
  await turn()
  assert.equal(begun, 2)
  await tor.stop()
})

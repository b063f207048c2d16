import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTask, type Outcome } from './task.ts'
import { createFakeClock, turn } from './testing/fake-clock.ts'

function setUp(run: () => Promise<Outcome>) {
  const clock = createFakeClock()
  const faults: unknown[] = []
  const random = (length: number) => new Uint8Array(length).fill(255)
  const backoff = { minMs: 1_000, maxMs: 4_000 }
  const task = createTask({ clock, random, backoff, onFault: (error) => faults.push(error) }, run)
  return { clock, faults, task }
}

test('after a failure it pauses, longer each time, up to a limit', async () => {
  const times: number[] = []
  const { clock, task } = setUp(async () => {
    times.push(clock.now() - start)
    return 'retry'
  })
  const start = clock.now()
  task.poke()
  for (let second = 0; second < 16; second++) await clock.advance(1_000)
  assert.deepEqual(times, [0, 1_000, 3_000, 7_000, 11_000, 15_000])
})

test('a poke does not shorten a pause, unless it says now', async () => {
  let runs = 0
  const { task } = setUp(async () => {
    runs++
    return 'retry'
  })
  task.poke()
  await task.rest()
  task.poke()
  await turn()
  assert.equal(runs, 1)
  task.poke({ now: true })
  await task.rest()
  assert.equal(runs, 2)
})

test('what is asked for during a run is done after it, once', async () => {
  let runs = 0
  const { task } = setUp(async () => {
    runs++
    await turn()
    return 'done'
  })
  task.poke()
  task.poke()
  task.poke()
  await task.rest()
  assert.equal(runs, 2)
})

test('a poke that says now while a run fails is not forgotten: what made it fail may be over', async () => {
  let runs = 0
  const { task } = setUp(async () => {
    runs++
    await turn()
    return 'retry'
  })
  task.poke()
  task.poke({ now: true })
  await task.rest()
  assert.equal(runs, 2)
  task.poke({ now: true })
  task.poke()
  await task.rest()
  assert.equal(runs, 3)
})

test('a bug is told once, and the task goes on', async () => {
  let runs = 0
  const { clock, faults, task } = setUp(async () => {
    if (runs++ === 0) throw new Error('a bug')
    return 'done'
  })
  task.poke()
  await task.rest()
  await clock.advance(1_000)
  await task.rest()
  assert.equal(runs, 2)
  assert.match(String(faults), /a bug/)
})

test('a stopped task finishes its run and begins no other', async () => {
  let ended = false
  const { clock, task } = setUp(async () => {
    await turn()
    ended = true
    return 'retry'
  })
  task.poke()
  await task.stop()
  assert.equal(ended, true)
  ended = false
  task.poke({ now: true })
  await clock.advance(10_000)
  assert.equal(ended, false)
})

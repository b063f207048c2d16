import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@comrad/client/testing'
import { err, ok } from '@comrad/protocol'
import { keepOperator } from './keep-operator.ts'

/** The longest pause that there may be. */
const whole = (length: number) => new Uint8Array(length).fill(0xff)

function keeping(begins: () => boolean = () => true) {
  const clock = createFakeClock()
  const stop = new AbortController()
  const begun: PromiseWithResolvers<void>[] = [Promise.withResolvers<void>()]
  let asked = 0
  const keeper = keepOperator(
    { clock, random: whole, stop: stop.signal },
    { gone: begun[0]?.promise ?? assert.fail() },
    async () => {
      asked++
      if (!begins()) return err({ type: 'port-taken' })
      const child = Promise.withResolvers<void>()
      begun.push(child)
      return ok({ gone: child.promise })
    },
  )
  const told: boolean[] = []
  keeper.onChange(() => told.push(keeper.isRunning()))
  return { keeper, clock, stop, told, begun, asked: () => asked, die: () => begun.at(-1)?.resolve() }
}

test('an Operator that ends by itself is said to have, and is started again, later each time', async () => {
  const { keeper, clock, told, begun, die } = keeping()
  for (const pauseMs of [1_000, 2_000, 4_000]) {
    const before = begun.length
    die()
    await clock.advance(pauseMs - 1)
    assert.deepEqual([keeper.isRunning(), begun.length], [false, before])
    await clock.advance(1)
    assert.deepEqual([keeper.isRunning(), begun.length], [true, before + 1])
  }
  assert.deepEqual(told, [false, true, false, true, false, true])
  await clock.advance(60_000)
  die()
  await clock.advance(1_000)
  assert.equal(begun.length, 5, 'one that ran for long is started again at once')
})

test('one that cannot be started is tried again', async () => {
  let isFree = false
  const { keeper, clock, asked, die } = keeping(() => isFree)
  die()
  await clock.advance(1_000)
  assert.deepEqual([asked(), keeper.isRunning()], [1, false])
  isFree = true
  await clock.advance(2_000)
  assert.deepEqual([asked(), keeper.isRunning()], [2, true])
})

test('what was told to stop is not started again', async () => {
  const { keeper, clock, stop, asked, die } = keeping()
  stop.abort()
  die()
  await clock.advance(600_000)
  await keeper.stopped
  assert.equal(asked(), 0)
})

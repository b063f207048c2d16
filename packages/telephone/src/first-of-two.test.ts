import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeTimers } from './fake-timers.ts'
import { firstOfTwo } from './first-of-two.ts'

function trying() {
  const timers = createFakeTimers()
  const tries: PromiseWithResolvers<string>[] = []
  const discarded: string[] = []
  const open = () => {
    const one = Promise.withResolvers<string>()
    tries.push(one)
    return one.promise
  }
  const discard = (value: string) => void discarded.push(value)
  return { timers, tries, discarded, answer: firstOfTwo(open, { timers, afterMs: 100, discard }) }
}

test('one that comes soon is the only one', async () => {
  const { timers, tries, answer } = trying()
  tries[0]?.resolve('first')
  assert.equal(await answer, 'first')
  timers.advance(1_000)
  assert.equal(tries.length, 1)
})

test('beside one that does not come a second is begun, and the late one is discarded', async () => {
  const { timers, tries, discarded, answer } = trying()
  timers.advance(99)
  assert.equal(tries.length, 1)
  timers.advance(1)
  tries[1]?.resolve('second')
  assert.equal(await answer, 'second')
  tries[0]?.resolve('first')
  await tries[0]?.promise
  assert.deepEqual(discarded, ['first'])
})

test('one that fails soon has failed: when to try again is for others to say', async () => {
  const { timers, tries, answer } = trying()
  tries[0]?.reject(new Error('refused'))
  await assert.rejects(answer, /refused/)
  timers.advance(1_000)
  assert.equal(tries.length, 1)
})

test('of two, one may fail; both are a failure', async () => {
  const one = trying()
  one.timers.advance(100)
  one.tries[0]?.reject(new Error('timeout'))
  one.tries[1]?.resolve('second')
  assert.equal(await one.answer, 'second')
  const both = trying()
  both.timers.advance(100)
  both.tries[1]?.reject(new Error('refused'))
  both.tries[0]?.reject(new Error('timeout'))
  await assert.rejects(both.answer, /timeout/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bytes, TICK_FRAME } from '@comrad/protocol'
import { createFakeTimers, halfway } from './fake-timers.ts'
import { createCoverScheduler, createImmediateScheduler } from './scheduler.ts'

const frame = (value: number): Bytes => new Uint8Array([value])

test('without jitter a frame leaves in the same call', () => {
  const sent: Bytes[] = []
  const deps = { timers: createFakeTimers(), random: halfway }
  createImmediateScheduler(deps, { jitterMs: 0 })
    .open((one) => sent.push(one))
    .send(frame(1))
  assert.deepEqual(sent, [frame(1)])
})

test('with jitter frames leave within it, in order, and nothing leaves that was not sent', () => {
  const sent: Bytes[] = []
  const timers = createFakeTimers()
  const gate = createImmediateScheduler({ timers, random: halfway }, { jitterMs: 4 }).open((one) =>
    sent.push(one),
  )
  gate.send(frame(1))
  gate.send(frame(2))
  assert.deepEqual(sent, [])
  timers.advance(3)
  assert.deepEqual(sent, [frame(1)])
  timers.advance(100)
  assert.deepEqual(sent, [frame(1), frame(2)])
})

test('a cover schedule sends as often with nothing to say as with something', () => {
  const count = (letters: number): { total: number; real: number } => {
    const sent: Bytes[] = []
    const timers = createFakeTimers()
    const gate = createCoverScheduler({ timers, random: halfway }, { meanGapMs: 1_000 }).open((one) =>
      sent.push(one),
    )
    for (let index = 0; index < letters; index++) gate.send(frame(index))
    timers.advance(60_000)
    return { total: sent.length, real: sent.filter((one) => one !== TICK_FRAME).length }
  }
  assert.equal(count(0).total, count(20).total)
  assert.equal(count(0).real, 0)
  assert.equal(count(20).real, 20)
})

test('a closed gate sends nothing more, neither letters nor cover', () => {
  const sent: Bytes[] = []
  const timers = createFakeTimers()
  const gate = createCoverScheduler({ timers, random: halfway }, { meanGapMs: 10 }).open((one) =>
    sent.push(one),
  )
  gate.send(frame(1))
  gate.close()
  gate.send(frame(2))
  timers.advance(10_000)
  assert.deepEqual(sent, [])
})

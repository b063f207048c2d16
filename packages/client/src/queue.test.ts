import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createQueue } from './queue.ts'

test('steps run one after the other, in the order in which they were asked for', async () => {
  const queue = createQueue()
  const seen: string[] = []
  const step = (name: string) => async () => {
    seen.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(`${name} ends`)
  }
  await Promise.all([queue.run(step('a')), queue.run(step('b'))])
  assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends'])
})

test('a step that fails tells who asked, and the next one runs', async () => {
  const queue = createQueue()
  const failed = queue.run(() => Promise.reject(new Error('disk')))
  const next = queue.run(() => 'ran')
  await assert.rejects(failed, /disk/)
  assert.equal(await next, 'ran')
})

test('idle waits for what is put in while it waits', async () => {
  const queue = createQueue()
  let ran = false
  queue.run(() => {
    void queue.run(() => {
      ran = true
    })
  })
  await queue.idle()
  assert.equal(ran, true)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnding } from './run-to-end.ts'

test('what was begun last ends first, one after the other, and one that fails keeps no other from it', async () => {
  const done: string[] = []
  const ending = createEnding()
  ending.atEnd(() => void done.push('store'))
  ending.atEnd(() => Promise.reject(new Error('a lane that is gone')))
  ending.atEnd(async () => {
    await new Promise((resolve) => setImmediate(resolve))
    done.push('comrad')
  })
  await Promise.all([ending.run(), ending.run()])
  assert.deepEqual(done, ['comrad', 'store'])
})

test('what is begun while everything ends is ended at once', async () => {
  const done: string[] = []
  const ending = createEnding()
  await ending.run()
  ending.atEnd(() => void done.push('a late Tor'))
  assert.deepEqual(done, ['a late Tor'])
})

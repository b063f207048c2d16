import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAside } from './aside.ts'

test('what is said aside waits while something is drawn, and is fit for a terminal', async () => {
  const said: string[] = []
  const aside = createAside({ say: (lines) => void said.push(...lines) })
  aside.hear('before')
  await aside.during(async () => {
    aside.hear('mean\x1b[2Jwhile')
    assert.deepEqual(said, ['before'])
  })
  assert.deepEqual(said, ['before', 'meanwhile'])
})

test('it is said also when the drawing broke, and no more of it than is of use', async () => {
  const said: string[] = []
  const aside = createAside({ say: (lines) => void said.push(...lines) })
  const broken = aside.during(async () => {
    for (let line = 0; line < 1_000; line++) aside.hear(`line ${line}`)
    throw new Error('broke')
  })
  await assert.rejects(broken, /broke/)
  assert.equal(said.length, 100)
})

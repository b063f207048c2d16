import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createStoreLock, openStoreLock } from './store-lock.ts'

const cheap = { memoryKib: 8, passes: 1 }

test('the passphrase opens what it locked', async () => {
  const { header, key } = await createStoreLock('correct horse', cheap)
  assert.equal(key.length, 32)
  assert.deepEqual(await openStoreLock('correct horse', header), { ok: true, value: key })
})

test('another passphrase gives another key, not an error', async () => {
  const { header, key } = await createStoreLock('correct horse', cheap)
  for (const wrong of ['correct horse ', 'Correct horse', '']) {
    const opened = await openStoreLock(wrong, header)
    assert.ok(opened.ok)
    assert.notDeepEqual(opened.value, key)
  }
})

test('the same passphrase locks each store with another key', async () => {
  const [one, other] = await Promise.all([createStoreLock('same', cheap), createStoreLock('same', cheap)])
  assert.notDeepEqual(one.header, other.header)
  assert.notDeepEqual(one.key, other.key)
})

test('a passphrase is the same however its accents are composed', async () => {
  const { header, key } = await createStoreLock('caf\u00e9', cheap)
  assert.deepEqual(await openStoreLock('cafe\u0301', header), { ok: true, value: key })
})

test('the parameters are those of the header', async () => {
  const { header, key } = await createStoreLock('correct horse', cheap)
  header[10] = 2
  const opened = await openStoreLock('correct horse', header)
  assert.ok(opened.ok)
  assert.notDeepEqual(opened.value, key)
})

test('what is no header is malformed; a later version and too costly parameters are unsupported', async () => {
  const { header } = await createStoreLock('p', cheap)
  const changed = (at: number, value: number) => header.with(at, value)
  const errorOf = async (bytes: Uint8Array<ArrayBuffer>) => {
    const opened = await openStoreLock('p', bytes)
    return opened.ok ? undefined : opened.error.type
  }
  assert.equal(await errorOf(new Uint8Array(0)), 'malformed')
  assert.equal(await errorOf(header.slice(0, -1)), 'malformed')
  assert.equal(await errorOf(new Uint8Array([...header, 0])), 'malformed')
  assert.equal(await errorOf(changed(0, 0)), 'malformed')
  assert.equal(await errorOf(changed(2, 2)), 'unsupported')
  assert.equal(await errorOf(changed(3, 0xff)), 'unsupported')
  assert.equal(await errorOf(changed(7, 0xff)), 'unsupported')
  assert.equal(await errorOf(changed(10, 0)), 'unsupported')
})

test('random bytes never throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
      const opened = await openStoreLock('p', new Uint8Array(bytes))
      assert.equal(opened.ok, false)
    }),
  )
})

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createDrawer } from './drawer.ts'
import { PART_BYTES } from './parts-of-files.ts'

function drawerFor(t: TestContext, options = {}) {
  const directory = join(mkdtempSync(join(tmpdir(), 'comrad-drawer-')), 'files')
  t.after(() => rmSync(join(directory, '..'), { recursive: true, force: true }))
  return { drawer: createDrawer(directory, options), directory }
}

async function begun(drawer: ReturnType<typeof createDrawer>): Promise<number> {
  const file = await drawer.begin()
  assert.ok(file.ok)
  return file.value
}

test('parts make a file in their order, which nobody else reads', async (t) => {
  const { drawer, directory } = drawerFor(t)
  const file = await begun(drawer)
  for (const part of [[1, 2], [3], []]) assert.ok((await drawer.add(file, Uint8Array.from(part))).ok)
  const path = drawer.pathOf(file) ?? ''
  assert.deepEqual([...readFileSync(path)], [1, 2, 3])
  assert.deepEqual([statSync(path).mode & 0o777, statSync(directory).mode & 0o777], [0o600, 0o700])
  await drawer.remove(file)
  assert.deepEqual(readdirSync(directory), [])
  assert.equal(drawer.pathOf(file), undefined)
})

test('a file is read a part at a time, and nothing beyond its end', async (t) => {
  const { drawer } = drawerFor(t)
  const { file, path } = await drawer.place()
  assert.deepEqual(await drawer.read(file, 0), { ok: false, error: { type: 'file-gone' } })
  writeFileSync(path, new Uint8Array(PART_BYTES + 2).fill(7))
  const lengthAt = async (at: number) => {
    const part = await drawer.read(file, at)
    return part.ok ? part.value.length : part.error.type
  }
  assert.deepEqual(
    [await lengthAt(0), await lengthAt(PART_BYTES), await lengthAt(PART_BYTES + 2)],
    [PART_BYTES, 2, 0],
  )
})

test('a file has a limit, and what is beyond it is not written', async (t) => {
  const { drawer } = drawerFor(t, { maxBytes: 3 })
  const file = await begun(drawer)
  assert.ok((await drawer.add(file, Uint8Array.of(1, 2, 3))).ok)
  assert.deepEqual(await drawer.add(file, Uint8Array.of(4)), { ok: false, error: { type: 'file-too-large' } })
  assert.equal(readFileSync(drawer.pathOf(file) ?? '').length, 3)
})

test('the oldest of too many gives way', async (t) => {
  const { drawer, directory } = drawerFor(t)
  const files = []
  for (let count = 0; count < 5; count++) files.push(await begun(drawer))
  assert.equal(readdirSync(directory).length, 4)
  assert.deepEqual(await drawer.add(files[0] ?? 0, Uint8Array.of(1)), {
    ok: false,
    error: { type: 'file-gone' },
  })
  assert.ok((await drawer.add(files[4] ?? 0, Uint8Array.of(1))).ok)
})

test('nothing is left when it is closed', async (t) => {
  const { drawer, directory } = drawerFor(t)
  await begun(drawer)
  await drawer.close()
  assert.equal(existsSync(directory), false)
})

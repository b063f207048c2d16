import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { holdHome } from './hold-home.ts'
import { findHome } from './home.ts'
import { createEnding } from './run-to-end.ts'

function homeFor(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-hold-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return findHome(directory, {})
}

test('a home that is held is refused, until whoever holds it has ended', async (t) => {
  const home = homeFor(t)
  const first = createEnding()
  const second = createEnding()
  t.after(() => second.run())
  assert.ok((await holdHome({ home, atEnd: first.atEnd })).ok)
  const refused = await holdHome({ home, atEnd: second.atEnd })
  assert.deepEqual(refused, { ok: false, error: { type: 'store-in-use' } })
  await first.run()
  assert.ok((await holdHome({ home, atEnd: second.atEnd })).ok)
})

test('a home whose holder was killed is free', async (t) => {
  const home = homeFor(t)
  const ending = createEnding()
  t.after(() => ending.run())
  const holder = `
    import { holdHome } from ${JSON.stringify(join(import.meta.dirname, 'hold-home.ts'))}
    await holdHome({ home: ${JSON.stringify(home)}, atEnd() {} })
    setInterval(() => {}, 60_000)
    process.stdout.write('held')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', holder])
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const refused = await holdHome({ home, atEnd: ending.atEnd })
  assert.deepEqual(refused, { ok: false, error: { type: 'store-in-use' } })
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok((await holdHome({ home, atEnd: ending.atEnd })).ok)
})

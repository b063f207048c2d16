import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { openComradStore } from '@comrad/client'
import { createTemporaryStore, TEST_PASSPHRASE } from '@comrad/client/testing'

test('a second process is refused while the first one lives, and no longer', async (t) => {
  const { open, directory, remove } = createTemporaryStore()
  t.after(remove)
  ;(await open()).close()
  const options = { directory, passphrase: TEST_PASSPHRASE }
  const script = `
    import { openComradStore } from '@comrad/client'
    const opened = await openComradStore(${JSON.stringify(options)})
    process.stdout.write(opened.ok ? 'open' : opened.error.type)
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  t.after(() => child.kill('SIGKILL'))
  const said = await new Promise((resolve) => child.stdout.once('data', resolve))
  assert.equal(String(said), 'open')
  assert.deepEqual(await openComradStore(options), { ok: false, error: { type: 'store-in-use' } })
  child.kill('SIGKILL')
  await ended
  const opened = await openComradStore(options)
  assert.ok(opened.ok)
  opened.value.close()
})

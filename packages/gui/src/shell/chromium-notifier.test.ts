import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { test } from 'node:test'
import { CHROMIUM, skipWithoutChromium } from '../testing.ts'
import { createChromiumNotifier } from './chromium-notifier.ts'
import { createDebuggingPipe } from './debugging-pipe.ts'

test('a browser whose window is incognito shows a notification, asks nobody, and opens nothing to see', {
  skip: skipWithoutChromium,
}, async (t) => {
  const profile = mkdtempSync(join(tmpdir(), 'comrad-notifier-'))
  const child = spawn(
    CHROMIUM,
    [
      `--user-data-dir=${profile}`,
      ...['--remote-debugging-pipe', '--app=about:blank', '--incognito', '--no-first-run', '--no-sandbox'],
      ...['--headless=new', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const pipe = createDebuggingPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, () => {})
  t.after(async () => {
    void pipe.send('Browser.close').catch(() => {})
    await gone
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  })
  const notify = createChromiumNotifier(pipe)
  assert.equal(await notify('bob'), true)
  assert.equal(await notify('and again </script> "quoted" \u2028'), true)
  const { targetInfos } = (await pipe.send('Target.getTargets')) as {
    targetInfos: readonly { readonly type: string; readonly url: string }[]
  }
  const ours = targetInfos.filter(({ url }) => url === 'https://comrad.internal/')
  assert.deepEqual(
    ours.map(({ type }) => type),
    ['other'],
    'one page, and no window',
  )
})

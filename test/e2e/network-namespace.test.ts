/** Whatever the program, its Operator and its browser send anywhere but to loopback is counted: nothing is. */
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { skipWithout } from '@comrad/gui/testing'
import { skipWithoutBrowser } from './browser.ts'

const execute = promisify(execFile)
const STORY = join(import.meta.dirname, 'network-namespace-story.ts')

/** Root may have a network of its own; on some systems everybody may. */
const UNSHARE = process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net']

const why = whyNoNamespace()
const skip = skipWithoutBrowser || skipWithout(why === undefined, why ?? '')

test('neither the program nor its browser sends anything but to loopback', { skip }, async () => {
  const story = execute('unshare', [...UNSHARE, '--kill-child', process.execPath, STORY], {
    timeout: 300_000,
  })
  const { stdout } = await story
  const { control, lived } = JSON.parse(stdout)
  assert.ok(control.packets >= 4, 'what is sent outside is counted')
  assert.equal(control.datagrams, 2)
  assert.deepEqual(lived, { packets: 0, datagrams: 0 })
})

function whyNoNamespace(): string | undefined {
  try {
    execFileSync(
      'unshare',
      [...UNSHARE, 'ip', 'link', 'add', 'out0', 'type', 'veth', 'peer', 'name', 'in0'],
      {
        stdio: 'pipe',
      },
    )
    return undefined
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    return `no network of one’s own here: ${said || 'unshare or ip is missing'}`
  }
}

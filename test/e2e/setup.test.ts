/** What runs before the pinned Node does: plain JavaScript, under whatever Node a machine has. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { exitOf, temporaryDirectory } from './command.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const execute = promisify(execFile)

/** Without types: a path that the compiler does not follow. */
const setup = (await import(join(ROOT, 'scripts', 'setup.js'))) as {
  arePackagesInstalled(root: string): boolean
  findTor(path: string): string | undefined
}

test('packages are fetched again when one that the lockfile wants is missing or of another version', async (context) => {
  const root = await temporaryDirectory(context)
  await mkdir(join(root, 'node_modules'))
  const lock = (path: string, packages: object) => writeFile(join(root, path), JSON.stringify({ packages }))
  const installed = 'node_modules/.package-lock.json'
  await lock('package-lock.json', {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-another-system': { version: '1.0.0', optional: true },
    'node_modules/@comrad/app': { link: true },
    'packages/app': { version: '0.1.0' },
  })
  assert.equal(setup.arePackagesInstalled(root), false, 'nothing is installed')
  await lock(installed, { 'node_modules/a': { version: '1.0.0' } })
  assert.equal(setup.arePackagesInstalled(root), true)
  await lock(installed, { 'node_modules/a': { version: '0.9.0' } })
  assert.equal(setup.arePackagesInstalled(root), false, 'an older version')
})

test('tor is found on the path, if it can be run', async (context) => {
  const directory = await temporaryDirectory(context)
  const tor = join(directory, 'tor')
  await writeFile(tor, '#!/bin/sh\n')
  assert.notEqual(setup.findTor(directory), tor)
  await chmod(tor, 0o755)
  assert.equal(setup.findTor(directory), tor)
})

test('a target that does not exist is refused with those that do', async () => {
  const failed = await execute(process.execPath, [join(ROOT, 'scripts', 'run.js'), 'strat']).catch(
    (error) => error,
  )
  assert.equal(failed.code, 2)
  assert.match(failed.stderr, /start\|demo\|bench\|test\|verify/)
})

const older = await olderNode()

test('under an older Node the command runs the pinned one, with its descriptors and exit code', {
  skip: older ? false : 'no older Node on the path',
}, async (context) => {
  const directory = await temporaryDirectory(context)
  const comrad = join(ROOT, 'packages', 'app', 'bin', 'comrad.js')
  const address = `comrad://127.0.0.1:9/${'a'.repeat(52)}`
  const args = ['--home', directory, '--operator', address, 'register', 'alice', '--timeout', '1']
  const child = spawn(older ?? '', [comrad, ...args, '--passphrase-fd', '3'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = exitOf(child)
  const secret = child.stdio[3]
  assert.ok(secret && 'end' in secret)
  secret.end('too few\n')
  assert.equal(await ended, 1)
  assert.match(stderr, /at least 8 characters/, 'the passphrase was read')
})

async function olderNode(): Promise<string | undefined> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(directory, 'node')
    const { stdout } = await execute(node, ['--version']).catch(() => ({ stdout: '' }))
    const major = Number(/^v(\d+)/.exec(stdout)?.[1])
    if (major >= 20 && major < 26) return node
  }
  return undefined
}

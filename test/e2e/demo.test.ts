/** `npm run demo` keeps its promise: exit code 0, what it says at the end, and nothing left behind, however it ends. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitOf, SMALL_OPERATOR, temporaryDirectory } from './command.ts'
import { processesNaming } from './processes.ts'

const DEMO = join(import.meta.dirname, '..', '..', 'packages', 'app', 'src', 'demo', 'main.ts')

const CHEAP_NAMES = { COMRAD_OPERATOR_CLAIM_POW: SMALL_OPERATOR.COMRAD_OPERATOR_CLAIM_POW }

test('the demo ends well, says what the Operator holds, and leaves nothing', async (context) => {
  const directory = await temporaryDirectory(context)
  const { child, said } = startDemo(directory)
  const code = await exitOf(child)
  const text = said()
  assert.equal(code, 0, text)
  for (const held of [
    /they have met/,
    /both see the same sixty digits/,
    /the search finds its sealed bytes in the Operator’s files/,
    /and not its text/,
    /SIGKILL\. \d+ of the 16 had arrived/,
    /alice has each of bob's 8 letters exactly once, in order/,
    /bob has each of alice's 8 letters exactly once, in order/,
    /letters' texts and \d+ envelopes' bytes: none is there/,
    /3 up, 1 down, every proof holds/,
    /bob’s own ballot is among them/,
    /and in none of the Operator’s files/,
    /its register holds five names and their keys/,
    /of the vote it holds 4 ballots/,
    /it cannot say who voted/,
  ]) {
    assert.match(text, held)
  }
  assert.equal(text.trim().split('\n').at(-1), 'All of it held.')
  assert.doesNotMatch(text, /\d\d\d\d-\d\d-\d\dT.*Error|at .*\.ts:\d+/)
  await nothingIsLeft(directory)
})

test('the demo that is interrupted leaves nothing either', async (context) => {
  const directory = await temporaryDirectory(context)
  const { child } = startDemo(directory)
  const ended = exitOf(child)
  await until(() => processesNaming(directory).length >= 10)
  child.kill('SIGINT')
  assert.equal(await ended, 130)
  await nothingIsLeft(directory)
})

function startDemo(directory: string): { child: ChildProcess; said(): string } {
  // Five names at their real price are a minute of work.
  const env = { ...process.env, TMPDIR: directory, NO_COLOR: '1', ...CHEAP_NAMES }
  const child = spawn(process.execPath, [DEMO], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  child.stderr.resume()
  return { child, said: () => text }
}

async function nothingIsLeft(directory: string): Promise<void> {
  await until(() => processesNaming(directory).length === 0)
  assert.deepEqual(await readdir(directory), [])
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 100) {
    assert.ok(waited < 60_000, 'it did not come to that')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

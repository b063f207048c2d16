/** A process that is killed: what it wrote until then, line by line. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** `lifeMs` counts from its first line. The lines are JSON; `script` is a sibling of this file. */
export async function runUntilKilled<Line>(options: {
  readonly script: `./${string}.ts`
  readonly args: readonly (string | number)[]
  readonly lifeMs: number
}): Promise<readonly Line[]> {
  const script = new URL(options.script, import.meta.url).pathname
  const child = spawn(process.execPath, [script, ...options.args.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: Line[] = []
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk) => errors.push(chunk))
  const ready = Promise.withResolvers<void>()
  const reading = createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text))
    ready.resolve()
  })
  const ended = Promise.all([
    new Promise((resolve) => child.once('exit', resolve)),
    new Promise((resolve) => reading.once('close', resolve)),
  ])
  await Promise.race([ready.promise, ended])
  await sleep(options.lifeMs)
  child.kill('SIGKILL')
  await ended
  assert.equal(child.signalCode, 'SIGKILL', Buffer.concat(errors).toString())
  return lines
}

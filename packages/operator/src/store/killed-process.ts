/** A process that is killed: what it wrote until then, line by line. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from './kill-fixture.ts'
import { mustOpen } from './sqlite-fixture.ts'
import type { OperatorStore } from './store.ts'

export type Killing<Line> = {
  readonly script: `./${string}.ts`
  readonly seed: number
  readonly rounds: number
  readonly longestLifeMs: number
  readonly directory: string
  /** What was acknowledged, to be found in the store behind each kill. */
  readonly told: {
    hear(line: Line): void
    check(store: OperatorStore, directory: string): Promise<void>
    acts(): number
  }
}

const SHORTEST_LIFE_MS = 5

/** One store, whose process is killed at a random moment again and again. Answers how many acts were acknowledged. */
export async function killAndLook<Line>(killing: Killing<Line>): Promise<number> {
  const { script, seed, rounds, longestLifeMs, directory, told } = killing
  const random = createRandom(seed)
  for (let round = 1; round <= rounds; round++) {
    const lines = await runUntilKilled<Line>({
      script,
      args: [directory, seed, round],
      lifeMs: SHORTEST_LIFE_MS + random() * (longestLifeMs - SHORTEST_LIFE_MS),
    })
    for (const line of lines) told.hear(line)
    const store = mustOpen({ directory })
    await told.check(store, directory)
    await store.close()
  }
  assert.ok(told.acts() > rounds * 5, 'the processes did something before they were killed')
  return told.acts()
}

/** `lifeMs` counts from its first line. The lines are JSON; `script` is a sibling of this file. */
async function runUntilKilled<Line>(options: {
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

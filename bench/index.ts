/**
 * `npm run bench [-- SECTION …] [--json]`: the numbers that Comrad is held to, with the machine's shape.
 * Not part of the tests: a figure is never a reason for a red test.
 */
import { parseArgs } from 'node:util'
import { feed } from './feed.ts'
import { firstMessage } from './first-message.ts'
import { firstScreen } from './first-screen.ts'
import { letterLatency } from './letter-latency.ts'
import { operatorSections } from './operator.ts'
import { replay } from './replay.ts'
import { describeMachine, formatTable, type Measurement, type Section } from './report.ts'
import { squareSections } from './square.ts'
import { unlock } from './unlock.ts'
import { window } from './window.ts'

const SECTIONS: readonly Section[] = [
  ...operatorSections,
  replay,
  ...squareSections,
  feed,
  unlock,
  window,
  letterLatency,
  firstScreen,
  firstMessage,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
const unknown = positionals.find((name) => !SECTIONS.some((section) => section.name === name))

if (values.help || unknown !== undefined) {
  process.stdout.write(`npm run bench [-- SECTION …] [--json]\nsections: ${names()}\n`)
  process.exitCode = unknown === undefined ? 0 : 2
} else {
  await run(SECTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)))
}

async function run(sections: readonly Section[]): Promise<void> {
  const machine = describeMachine()
  const results: Record<string, readonly Measurement[]> = {}
  if (!values.json) {
    process.stdout.write(
      `${machine.cpu} · ${machine.cores} cores · ${machine.memoryGiB} GiB · Node ${machine.node}\n\n`,
    )
  }
  for (const section of sections) {
    const measurements = await section.measure()
    results[section.name] = measurements
    if (!values.json) process.stdout.write(`${formatTable(section.name, measurements)}\n`)
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`)
}

function names(): string {
  return SECTIONS.map(({ name }) => name).join(' ')
}

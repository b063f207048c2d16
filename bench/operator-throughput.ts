/**
 * Full-size letters through the WebSocket into the durable store, and out of it again: the real server and its load are
 * processes of their own on the same cores. The ratio to the bare store is in `store.ts`.
 */
import { type Forked, forkFile, usageOf } from './operator-process.ts'
import { describeMachine, formatTable, type Measurement } from './report.ts'

const CALLERS = 64
const LETTERS_EACH = 1000

type Phase = { readonly letters: number; readonly seconds: number }
type Deposited = Phase & { readonly p50Ms: number; readonly p99Ms: number }
/** The Operator's own work for one letter: it stays true on a machine that is busy with other things. */
type WithWork<T> = T & { readonly microsecondsEach: number }

export async function measureOperatorThroughput(): Promise<readonly Measurement[]> {
  const server = forkFile(new URL('./operator-server.ts', import.meta.url), { maxConnections: 1000 })
  try {
    const { port } = await server.next<{ port: number }>()
    const options = { port, callers: CALLERS, lettersEach: LETTERS_EACH }
    const load = forkFile(new URL('./operator-load.ts', import.meta.url), options)
    await load.next()
    const deposited = await runPhase<Deposited>(server, load)
    const collected = await runPhase<Phase>(server, load)
    await load.stop()
    return report(deposited, collected)
  } finally {
    await server.stop()
  }
}

async function runPhase<T extends Phase>(server: Forked, load: Forked): Promise<WithWork<T>> {
  const before = await usageOf(server)
  load.say({ go: true })
  const phase = await load.next<T>()
  const { cpu } = await usageOf(server)
  const worked = cpu.user + cpu.system - before.cpu.user - before.cpu.system
  return { ...phase, microsecondsEach: worked / phase.letters }
}

function report(deposited: WithWork<Deposited>, collected: WithWork<Phase>): Measurement[] {
  return [
    {
      name: 'deposits, durable',
      value: deposited.letters / deposited.seconds,
      unit: 'letters/s',
      target: { atLeast: 8000 },
      note: `${CALLERS} callers, a connection each, ${LETTERS_EACH} letters each`,
    },
    { name: 'deposit, p50', value: deposited.p50Ms, unit: 'ms' },
    { name: 'deposit, p99', value: deposited.p99Ms, unit: 'ms', target: { atMost: 25 } },
    { name: "Operator's work for a deposit", value: deposited.microsecondsEach, unit: 'µs' },
    {
      name: 'collected and acknowledged',
      value: collected.letters / collected.seconds,
      unit: 'letters/s',
      target: { atLeast: 20_000 },
      note: `${CALLERS} mailboxes at once`,
    },
    { name: "Operator's work for a collected letter", value: collected.microsecondsEach, unit: 'µs' },
  ]
}

if (import.meta.main) {
  const { cpu, cores, memoryGiB, node } = describeMachine()
  process.stdout.write(`${cpu} · ${cores} cores · ${memoryGiB} GiB · Node ${node}\n`)
  process.stdout.write(`${formatTable('operator throughput', await measureOperatorThroughput())}\n`)
}

/** The Operator as a process of its own, for the benches: the real server on a real store, with nothing that throttles. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOperator, listen } from '@comrad/operator'
import { openSqliteStore } from '../packages/operator/src/store/sqlite-store.ts'
import { forkedOptions, tellParent } from './operator-process.ts'

/** A bench is one flood from one place: the limits that would slow it are tested elsewhere. */
const BOUNDLESS = { burst: 1e9, perSecond: 1e9 }
const CHEAP = { memoryKib: 8, passes: 1, difficultyBits: 0 }

const { maxConnections } = forkedOptions<{ maxConnections: number }>()
const directory = await mkdtemp(join(tmpdir(), 'comrad-bench-'))
const store = openSqliteStore({ directory })
if (!store.ok) throw new Error(store.error.type)
const operator = await createOperator(
  { store: store.value, clock: { now: () => Date.now() } },
  { limits: { connection: BOUNDLESS }, claimPow: CHEAP },
)
const server = await listen({ operator, port: 0, proxyProtocol: false, limits: { maxConnections } })
process.once('SIGTERM', async () => {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
  process.exit(0)
})
process.on('message', () => {
  globalThis.gc?.()
  tellParent({ memory: process.memoryUsage(), cpu: process.cpuUsage() })
})
tellParent({ port: server.port })

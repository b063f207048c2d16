/** What a device costs the Operator that is connected, has proved its name and waits for a letter. */
import { type Forked, forkFile, usageOf } from './operator-process.ts'
import { describeMachine, formatTable, type Measurement } from './report.ts'

const DEVICES = 5000

export async function measureIdleMemory(): Promise<readonly Measurement[]> {
  const server = forkFile(new URL('./operator-server.ts', import.meta.url), { maxConnections: 2 * DEVICES }, [
    '--expose-gc',
  ])
  const crowd = { stop: async () => {} }
  try {
    const { port } = await server.next<{ port: number }>()
    const before = await residentBytes(server)
    const devices = forkFile(new URL('./idle-devices.ts', import.meta.url), { port, devices: DEVICES })
    crowd.stop = devices.stop
    await devices.next()
    const after = await residentBytes(server)
    return [
      {
        name: 'memory of an idle device',
        value: (after - before) / DEVICES / 1000,
        unit: 'kB',
        target: { atMost: 40 },
        note: `${DEVICES} devices that wait for a letter; growth of the resident set, from before they registered`,
      },
    ]
  } finally {
    await crowd.stop()
    await server.stop()
  }
}

/** After things have calmed down, and with the garbage collected. */
async function residentBytes(server: Forked): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const { memory } = await usageOf(server)
  return memory.rss
}

if (import.meta.main) {
  const { cpu, cores, memoryGiB, node } = describeMachine()
  process.stdout.write(`${cpu} · ${cores} cores · ${memoryGiB} GiB · Node ${node}\n`)
  process.stdout.write(`${formatTable('idle memory', await measureIdleMemory())}\n`)
}

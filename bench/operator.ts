/** What the Operator bears: the bare store, the same through the WebSocket with the ratio beside it, and idle devices. */
import { measureIdleMemory } from './idle-memory.ts'
import { measureOperatorThroughput } from './operator-throughput.ts'
import type { Measurement, Section } from './report.ts'
import { measureStore } from './store.ts'

let bare: readonly Measurement[] = []

const store: Section = {
  name: 'store',
  measure: async () => {
    bare = await measureStore()
    return bare
  },
}

const operator: Section = {
  name: 'operator',
  measure: async () => {
    const measured = await measureOperatorThroughput()
    if (bare.length === 0) bare = await measureStore()
    return measured.map(besideTheStore)
  },
}

export const operatorSections: readonly Section[] = [
  store,
  operator,
  { name: 'idle-memory', measure: measureIdleMemory },
]

/** The same figure of the store alone, without network, frames or limits. */
function besideTheStore(one: Measurement): Measurement {
  const alone = bare.find(({ name, unit }) => name === one.name && unit === one.unit)
  if (!alone || one.unit !== 'letters/s') return one
  const ratio = `${(one.value / alone.value).toFixed(2)} of the bare store`
  return { ...one, note: one.note ? `${ratio}; ${one.note}` : ratio }
}

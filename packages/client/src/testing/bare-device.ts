/** A device without a network: for tests of what happens in its store. */
import { randomBytes } from '@comrad/keymaker'
import { type Fingerprint, type Name, parseName } from '@comrad/protocol'
import type { ComradEvents } from '../comrad.ts'
import { COMRAD_OPTIONS, type Device } from '../device.ts'
import { createEvents } from '../events.ts'
import { createQueue } from '../queue.ts'
import { createRows } from '../store/rows.ts'
import { createTask } from '../task.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createTemporaryStore } from './temporary-store.ts'

export type BareDevice = Device & { readonly clock: FakeClock; close(): void }

export async function createBareDevice(): Promise<BareDevice> {
  const temporary = createTemporaryStore()
  const store = await temporary.open()
  const clock = createFakeClock()
  const backoff = COMRAD_OPTIONS.backoff
  const onFault = (error: unknown) => {
    throw error
  }
  return {
    clock,
    random: randomBytes,
    sql: store.sql,
    rows: createRows(store.sql),
    queue: createQueue(),
    events: createEvents<ComradEvents>(),
    operator: { kind: 'local', port: 1, fingerprint: 'a'.repeat(52) as Fingerprint },
    options: COMRAD_OPTIONS,
    createTask: (run) => createTask({ clock, random: randomBytes, backoff, onFault }, run),
    close() {
      store.close()
      temporary.remove()
    },
  }
}

export function nameOf(text: string): Name {
  const name = parseName(text)
  if (!name.ok) throw new Error(`not a name: ${text}`)
  return name.value
}

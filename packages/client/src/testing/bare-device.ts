/** A device without a network: for tests of what happens in its store. */
import { createProofPool, type ProofPool, randomBytes } from '@comrad/keymaker'
import { type Fingerprint, type Name, ok, parseName } from '@comrad/protocol'
import type { ComradEvents } from '../comrad.ts'
import { COMRAD_OPTIONS, type Device } from '../device.ts'
import { createEvents } from '../events.ts'
import type { Images } from '../images.ts'
import { createQueue } from '../queue.ts'
import { createRows } from '../store/rows.ts'
import { createTask } from '../task.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createTemporaryStore } from './temporary-store.ts'

export type BareDevice = Device & { readonly clock: FakeClock; close(): void }

let shared: ProofPool | undefined

/** One for all devices of a test process: it keeps no program alive, and ends with it. */
export const testProofs = (): ProofPool => (shared ??= createProofPool({ processes: 2, waiting: 1_000 }))

/** Takes any bytes for an image that is ready. */
export const PLAIN_IMAGES: Images = {
  prepare: async (bytes) => ok({ bytes, width: 4, height: 3, placeholder: new Uint8Array(5) }),
}

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
    proofs: testProofs(),
    images: PLAIN_IMAGES,
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

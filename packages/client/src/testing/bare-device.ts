/** A device without a network: for tests of what happens in its store. */
import { createProofPool, type ProofPool, randomBytes } from '@comrad/keymaker'
import { createStandInProofs } from '@comrad/keymaker/testing'
import { type Fingerprint, type Name, type OperatorAddress, ok, parseName } from '@comrad/protocol'
import type { ComradEvents } from '../comrad.ts'
import { type Device, optionsAt } from '../device.ts'
import { createEvents } from '../events.ts'
import type { Images } from '../images.ts'
import { createPauses } from '../pauses.ts'
import { createQueue } from '../queue.ts'
import { createRows } from '../store/rows.ts'
import { createTask } from '../task.ts'
import { EN } from '../words/en.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createTemporaryStore } from './temporary-store.ts'

export type BareDevice = Device & { readonly clock: FakeClock; close(): void }

/** A clock that stands still would never end a pause. Whoever wants one says so. */
export const AT_ONCE = {
  ...{ lookUpMs: 0, apartMs: 0, ticketMs: 0, tokenSpreadMs: 0 },
  quietReceiptMs: { min: 0, max: 0 },
  tokenHashMs: { min: 0, max: 0 },
}

let shared: ProofPool | undefined

/** One for all devices and Operators of a test process: it keeps no program alive, and ends with it. */
export const realProofs = (): ProofPool => (shared ??= createProofPool({ processes: 2, waiting: 1_000 }))

/** Unless it is proofs that are tested: a real one takes as long as all else in most tests. */
export const testProofs = createStandInProofs

/** Takes any bytes for an image that is ready. */
export const PLAIN_IMAGES: Images = {
  prepare: async (bytes) => ok({ bytes, width: 4, height: 3, placeholder: new Uint8Array(5) }),
}

export async function createBareDevice(): Promise<BareDevice> {
  const temporary = createTemporaryStore()
  const store = await temporary.open()
  const clock = createFakeClock()
  const operator: OperatorAddress = { kind: 'local', port: 1, fingerprint: 'a'.repeat(52) as Fingerprint }
  const options = { ...optionsAt(operator), ...AT_ONCE }
  const { backoff } = options
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
    operator,
    options,
    proofs: testProofs(),
    images: PLAIN_IMAGES,
    pauses: createPauses({ clock, random: randomBytes }),
    speech: () => EN,
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

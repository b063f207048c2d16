/** A new device reads and verifies a register of 100,000 names: over real frames, into its real encrypted store. */
import { createComrad, systemClock } from '@comrad/client'
import { connectInMemory, createTemporaryStore, PLAIN_IMAGES, realProofs } from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { createMemoryStore, createTestOperator } from '@comrad/operator/testing'
import { type Bytes, type DirectoryRecord, encode, type Name } from '@comrad/protocol'
import type { Section } from './report.ts'

const NAMES = 100_000

export const replay: Section = {
  name: 'replay',
  measure: async () => {
    const store = createMemoryStore()
    for (let index = 0; index < NAMES; index++) await store.claim(recordOf(index))
    const operator = await createTestOperator({ store })
    const files = createTemporaryStore()
    const opened = await files.open()
    const transport = connectInMemory(operator, systemClock)
    const comrad = createComrad({
      store: opened,
      transport,
      clock: systemClock,
      random: randomBytes,
      operator: { kind: 'local', port: 1, fingerprint: operator.fingerprint },
      proofs: realProofs(),
      images: PLAIN_IMAGES,
    })
    try {
      const start = performance.now()
      const checked = await comrad.checkLog()
      const seconds = (performance.now() - start) / 1_000
      if (!checked.ok) throw new Error(`replay: ${checked.error.type}`)
      return [
        {
          name: `replay ${NAMES.toLocaleString('en')} names`,
          value: seconds,
          unit: 's',
          target: { atMost: 5 },
          note: 'frames decoded, leaves hashed, root checked, names stored',
        },
      ]
    } finally {
      await comrad.stop()
      await transport.close()
      opened.close()
      files.remove()
      await operator.stop()
    }
  },
}

/** Keys that nobody has: only their hashes matter here. */
function recordOf(index: number): DirectoryRecord {
  const key = (seed: number): Bytes =>
    encode((writer) => {
      for (let word = 0; word < 4; word++) writer.uint32(seed + index).uint32(word)
    })
  const identityKey = new Uint8Array([5, ...key(1)])
  return { name: `comrad-${index}` as Name, identityKey, commitment: key(2) } as DirectoryRecord
}

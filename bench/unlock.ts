/** From the passphrase to an open store, with the parameters that are shipped. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createComradStore, openComradStore } from '@comrad/client'
import { createStoreLock, openStoreLock } from '@comrad/keymaker'
import { ascending, percentile, type Section } from './report.ts'

const ROUNDS = 7
const PASSPHRASE = 'a passphrase that only the bench knows'

export const unlock: Section = {
  name: 'unlock',
  measure: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'comrad-bench-'))
    try {
      const created = await createComradStore({ directory, passphrase: PASSPHRASE })
      if (!created.ok) throw new Error(`no store: ${created.error.type}`)
      created.value.close()
      const { header } = await createStoreLock(PASSPHRASE)
      const argon2id = await median(() => openStoreLock(PASSPHRASE, header))
      const whole = await median(async () => {
        const store = await openComradStore({ directory, passphrase: PASSPHRASE })
        if (!store.ok) throw new Error(`not opened: ${store.error.type}`)
        store.value.close()
      })
      return [
        {
          name: 'unlock the store',
          value: whole,
          unit: 's',
          target: { atMost: 1.5 },
          note: `median of ${ROUNDS}`,
        },
        { name: 'of which Argon2id', value: argon2id, unit: 's' },
      ]
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

async function median(run: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await run()
    seconds.push((performance.now() - start) / 1_000)
  }
  return percentile(ascending(seconds), 0.5)
}

/**
 * The process that is killed: it opens the store, does everything at once, and writes a line before and after each act. What
 * the last lines say is what the store had promised. Arguments: directory, seed, round.
 */
import { writeSync } from 'node:fs'
import { createHousekeeping } from '../housekeeping.ts'
import { addressOf, depositFor, idOf, publicationOf, recordOf, startOfToday } from '../storage-fixture.ts'
import { openSqliteStore } from './sqlite-store.ts'

export const MAILBOXES = ['alice', 'bobby', 'carol', 'david', 'erica'] as const

/** Before an act ('will-…') and after its promise has resolved. */
export type KillLine =
  | readonly ['ready']
  | readonly ['stored', mailbox: string, index: number]
  | readonly ['will-acknowledge' | 'acknowledged', mailbox: string, indexes: readonly number[]]
  | readonly ['claimed', name: string, index: number]
  | readonly ['taken', prekeys: readonly string[]]

/** Small, seeded, good enough to be different each time. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

if (import.meta.main) {
  const [directory = '', seed = '', round = ''] = process.argv.slice(2)
  await actUntilKilled({ directory, seed: Number(seed), round: Number(round) })
}

async function actUntilKilled(options: { directory: string; seed: number; round: number }) {
  const { directory, seed, round } = options
  const random = createRandom(seed * 1000 + round)
  const opened = openSqliteStore({ directory })
  if (!opened.ok) throw new Error(`not opened: ${opened.error.type}`)
  const store = opened.value
  createHousekeeping({ store, clock: { now: startOfToday } }, { everyMs: 20 })
  let next = round * 100_000
  let names = 0

  say(['ready'])
  await Promise.all(Array.from({ length: 8 }, act))

  async function act() {
    for (;;) {
      const mailbox = MAILBOXES[Math.floor(random() * MAILBOXES.length)] ?? 'alice'
      const choice = random()
      if (choice < 0.7) await deposit(mailbox)
      else if (choice < 0.9) await acknowledgeSome(mailbox)
      else if (choice < 0.95) await claim()
      else await take()
    }
  }

  async function deposit(mailbox: string) {
    const index = next++
    await store.deposit(depositFor(addressOf(mailbox), index))
    say(['stored', mailbox, index])
  }

  async function acknowledgeSome(mailbox: string) {
    const { letters } = await store.collect(addressOf(mailbox), 0, 8)
    const chosen = letters.filter(() => random() < 0.8).map(({ id }) => new DataView(id.buffer).getUint32(0))
    if (chosen.length === 0) return
    say(['will-acknowledge', mailbox, chosen])
    await store.acknowledge(addressOf(mailbox), chosen.map(idOf))
    say(['acknowledged', mailbox, chosen])
  }

  async function claim() {
    const name = `name-${round}-${names++}`
    const outcome = await store.claim(recordOf(name))
    if (outcome.type === 'claimed') say(['claimed', name, outcome.index])
  }

  async function take() {
    const taken = await store.takePrekeys(addressOf('alice'))
    // As many of both kinds are published, so that the last-resort key comes when both have run out.
    if (taken?.oneTime) return say(['taken', [`${taken.oneTime.id}`, `kyber ${taken.kyberPrekey.id}`]])
    const firstId = round * 100_000 + names++ * 100
    await store.publishPrekeys(addressOf('alice'), publicationOf({ firstId, oneTime: 20, oneTimeKyber: 20 }))
  }
}

/** Synchronously: a line that was said must not die in a buffer. */
function say(line: KillLine) {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

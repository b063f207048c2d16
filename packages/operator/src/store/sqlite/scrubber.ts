/**
 * Takes deleted bytes out of the files, in steps so short that nobody waits for them. A deleted letter's place is overwritten
 * with zeros; then the write-ahead log, in which the letter may still lie, is moved into the file and cut to nothing.
 */
import type { DatabaseSync } from 'node:sqlite'
import { ENVELOPE_CIPHERTEXT_BYTES } from '@comrad/protocol'
import type { GroupCommit } from './group-commit.ts'
import type { Slots } from './slots.ts'
import { storageErrorOf } from './sqlite-errors.ts'

export type Scrubber = {
  /** Something was deleted: traces of it are in the log, at least. */
  deleted(): void
  /** One step of a pass. True when the pass needs another one; what is deleted meanwhile waits for the next pass. */
  step(): boolean
  /** All that is left, at once. */
  finish(): void
}

const SLOTS_PER_STEP = 64

/** So many clean places wait for letters: the more, the less a letter's place says about the time of its arrival. */
const CLEAN_SLOTS = { least: 256, most: 1024 } as const

/** In one pass. Creating and removing places is not urgent, and must not slow down a flood of letters. */
const TIDY_STEPS = { create: CLEAN_SLOTS.least / SLOTS_PER_STEP, remove: 32 } as const

export function createScrubber(deps: {
  readonly db: DatabaseSync
  readonly commits: GroupCommit
  readonly slots: Slots
  /** Whether the file may have more pages. */
  readonly mayGrow: () => boolean
}): Scrubber {
  const { db, commits, slots, mayGrow } = deps
  const zeroBody = db.prepare(
    `UPDATE bodies SET body = zeroblob(${ENVELOPE_CIPHERTEXT_BYTES}) WHERE slot = ?`,
  )
  const insertZeros = db.prepare(
    `INSERT INTO bodies (slot, body) VALUES (?, zeroblob(${ENVELOPE_CIPHERTEXT_BYTES}))`,
  )
  const deleteBody = db.prepare('DELETE FROM bodies WHERE slot = ?')
  const shrinkFile = db.prepare(`PRAGMA incremental_vacuum(${SLOTS_PER_STEP * 2})`)
  let phase: 'idle' | 'erasing' | 'tidying' = 'idle'
  let tidySteps = 0
  // What was deleted before this process was killed may be in the log too.
  let hasTraces = true

  return { deleted, step, finish }

  function deleted() {
    hasTraces = true
  }

  function step(): boolean {
    try {
      if (phase === 'idle') begin()
      return phase === 'erasing' ? erase() : tidy()
    } catch (error) {
      // The step can be taken again.
      throw storageErrorOf(error) ?? error
    }
  }

  function begin() {
    phase = hasTraces ? 'erasing' : 'tidying'
    tidySteps = 0
    hasTraces = false
    slots.beginErasing()
  }

  function erase(): true {
    if (slots.counts().erasing > 0) {
      slots.erase(SLOTS_PER_STEP, (some) => {
        const there = commits.alone(() => some.filter((slot) => zeroBody.run(slot).changes === 1))
        return new Set(there)
      })
    } else {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      phase = 'tidying'
    }
    return true
  }

  function tidy(): boolean {
    const { clean } = slots.counts()
    const missing = mayGrow() ? CLEAN_SLOTS.least - clean : 0
    const spare = clean - CLEAN_SLOTS.most
    if (missing > 0 && tidySteps++ < TIDY_STEPS.create) {
      slots.create(Math.min(missing, SLOTS_PER_STEP), create)
      return true
    }
    if (spare > 0 && tidySteps++ < TIDY_STEPS.remove) {
      slots.remove(Math.min(spare, SLOTS_PER_STEP), remove)
      return true
    }
    phase = 'idle'
    return false
  }

  function create(some: readonly number[]) {
    commits.alone(() => {
      for (const slot of some) insertZeros.run(slot)
    })
  }

  function remove(some: readonly number[]) {
    commits.alone(() => {
      for (const slot of some) deleteBody.run(slot)
      shrinkFile.all()
    })
  }

  function finish() {
    do {
      while (step());
    } while (hasTraces)
  }
}

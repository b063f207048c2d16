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

/** Creating and removing places is not urgent: under load a pass must not do it for ever. */
const TIDY_STEPS = 32

export function createScrubber(deps: {
  readonly db: DatabaseSync
  readonly commits: GroupCommit
  readonly slots: Slots
}): Scrubber {
  const { db, commits, slots } = deps
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
    const isTidy = clean >= CLEAN_SLOTS.least && clean <= CLEAN_SLOTS.most
    if (isTidy || ++tidySteps > TIDY_STEPS) {
      phase = 'idle'
      return false
    }
    if (clean < CLEAN_SLOTS.least) slots.create(SLOTS_PER_STEP, create)
    else slots.remove(Math.min(SLOTS_PER_STEP, clean - CLEAN_SLOTS.most), remove)
    return true
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

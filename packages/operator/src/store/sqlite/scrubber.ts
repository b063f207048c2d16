/**
 * Takes deleted bytes out of the files, in steps so short that nobody waits for them. A deleted letter's place is overwritten
 * with zeros; SQLite's log, in which its row may still lie, and which has all rows in the order in which they came, is moved into the
 * file and cut to nothing.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Bodies } from './bodies.ts'
import type { Slots } from './slots.ts'
import { storageErrorOf } from './sqlite-errors.ts'

export type Scrubber = {
  /** Something was written. What it deleted has left traces; and whatever it was, the log tells its place among all others. */
  written(): void
  /** One step of a pass. True when the pass needs another one; what is written meanwhile waits for the next pass. */
  step(): Promise<boolean>
  /** Passes until nothing is left. */
  finish(): Promise<void>
}

const SLOTS_PER_STEP = 128

/** So many free places wait for letters: the more, the less a letter's place says about the time of its arrival. */
const FREE_SLOTS = { least: 256, most: 2048 } as const

/** Free pages that SQLite keeps, and those that it gives back to the disk in one step. */
const FREE_PAGES = 256
const PAGES_PER_STEP = 256

/** In one pass. Tidying is not urgent, and must not slow down a flood of letters. */
const TIDY_STEPS = 8

type Phase =
  | { readonly name: 'idle' }
  | { readonly name: 'erasing'; readonly dirty: readonly number[]; erased: number }
  | { readonly name: 'tidying'; steps: number }

export function createScrubber(deps: {
  readonly db: DatabaseSync
  readonly bodies: Bodies
  readonly slots: Slots
  /** Whether the file may have more places. */
  readonly mayGrow: () => boolean
}): Scrubber {
  const { db, bodies, slots, mayGrow } = deps
  const shrink = db.prepare(`PRAGMA incremental_vacuum(${PAGES_PER_STEP})`)
  const freePages = db.prepare('PRAGMA freelist_count')
  let phase: Phase = IDLE
  // What was deleted before this process was killed may be there too.
  let hasTraces = true

  return { written, step, finish }

  function written() {
    hasTraces = true
  }

  async function step(): Promise<boolean> {
    try {
      if (phase.name === 'idle') begin()
      if (phase.name === 'erasing') return await erase(phase)
      if (phase.name === 'tidying' && tidy(phase)) return true
      phase = IDLE
      return false
    } catch (error) {
      // The step can be taken again.
      throw storageErrorOf(error) ?? error
    }
  }

  function begin() {
    phase = hasTraces
      ? { name: 'erasing', dirty: slots.takeDirty(), erased: 0 }
      : { name: 'tidying', steps: 0 }
    hasTraces = false
  }

  async function erase(mine: Extract<Phase, { name: 'erasing' }>): Promise<true> {
    if (mine.erased < mine.dirty.length) {
      const some = mine.dirty.slice(mine.erased, mine.erased + SLOTS_PER_STEP)
      // The next letter may have been written over the old one meanwhile.
      const dirty = some.filter(slots.isDirty)
      bodies.zero(dirty)
      slots.cleaned(dirty)
      mine.erased += some.length
      return true
    }
    await bodies.sync()
    if (phase !== mine) return true
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    phase = { name: 'tidying', steps: 0 }
    return true
  }

  function tidy(mine: Extract<Phase, { name: 'tidying' }>): boolean {
    if (mine.steps++ >= TIDY_STEPS) return false
    return lengthen() || cut() || shrinkDatabase()
  }

  function lengthen(): boolean {
    const { length, free } = slots.counts()
    const missing = FREE_SLOTS.least - free
    if (missing <= 0 || !mayGrow()) return false
    const added = Array.from({ length: Math.min(missing, SLOTS_PER_STEP) }, (_, index) => length + index)
    bodies.zero(added)
    slots.lengthened(added.length)
    return true
  }

  function cut(): boolean {
    const { length, free } = slots.counts()
    const shorter = Math.max(slots.needed(), length - Math.max(0, free - FREE_SLOTS.most))
    if (shorter === length) return false
    bodies.cut(shorter)
    slots.cut(shorter)
    return true
  }

  function shrinkDatabase(): boolean {
    if (Number(freePages.get()?.['freelist_count']) <= FREE_PAGES) return false
    shrink.all()
    // The file itself becomes shorter when the log is moved into it.
    hasTraces = true
    return true
  }

  async function finish() {
    do {
      while (await step());
    } while (hasTraces)
  }
}

const IDLE: Phase = { name: 'idle' }

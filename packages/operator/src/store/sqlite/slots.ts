/**
 * Which places of the letters' file are free. Known in memory only: after a start every place without a letter counts as dirty,
 * and is overwritten with zeros.
 */
export type Slots = {
  /**
   * A place for a letter. Which one is drawn at random, so that places do not tell the order of arrival; the places of one
   * transaction lie close together, so that they are written together.
   */
  take(): number
  /** Whether the next `take` gives a place that the file has already. */
  hasFree(): boolean
  /** Its letter is deleted. */
  release(slot: number): void
  /** The transaction in which slots were taken and released has ended. */
  commit(): void
  rollback(): void

  /** The places that have been dirty until now, ascending. Others may become dirty meanwhile, and these be used again. */
  takeDirty(): readonly number[]
  isDirty(slot: number): boolean
  /** They hold zeros now. */
  cleaned(slots: readonly number[]): void

  /** The file has been lengthened by so many places of zeros. */
  lengthened(count: number): void
  /** So many places the file must keep: behind them are zeros only. */
  needed(): number
  /** The file has been cut to so many places. */
  cut(length: number): void

  counts(): { readonly length: number; readonly used: number; readonly free: number }
}

export type SlotsOptions = {
  /** A whole number below `bound`. */
  readonly pick: (bound: number) => number
  /** Places of letters. */
  readonly used: Iterable<number>
  /** Places in the file. */
  readonly length: number
}

const CLEAN = 0
const DIRTY = 1
const USED = 2
/** Beside one of the free states: chosen to be drawn from. */
const NEARBY = 4

/** `take` draws from the front of the file, as wide as leaves so many places free: what lies behind can be cut off one day. */
const DRAWN_FROM_FREE = 1024

/** Within a transaction, the next one of so many free places. */
const WINDOW = 32

/** After so many places one that is free is enough. */
const SEARCHED = 512

export function createSlots({ pick, used, length: initialLength }: SlotsOptions): Slots {
  let states = new Uint8Array(Math.max(1024, initialLength * 2))
  let length = initialLength
  let free = initialLength
  let dirty: number[] = []
  let taken: number[] = []
  let released: number[] = []
  let nearby: number[] = []
  let cursor = 0

  states.fill(DIRTY, 0, length)
  for (const slot of used) {
    states[slot] = USED
    free--
  }
  for (let slot = 0; slot < length; slot++) if (states[slot] === DIRTY) dirty.push(slot)

  return {
    take() {
      const slot = drawNearby() ?? append()
      states[slot] = USED
      free--
      taken.push(slot)
      return slot
    },
    hasFree() {
      findNearby()
      return nearby.length > 0
    },
    release: (slot) => void released.push(slot),
    commit() {
      for (const slot of released) soil(slot)
      endTransaction()
    },
    rollback() {
      // Its letter may have been written before the transaction failed.
      for (const slot of taken) soil(slot)
      endTransaction()
    },

    takeDirty() {
      const slots = dirty.sort((a, b) => a - b)
      dirty = []
      return slots
    },
    isDirty: (slot) => slot < length && states[slot] === DIRTY,
    cleaned(slots) {
      for (const slot of slots) states[slot] = CLEAN
    },

    lengthened: (count) => grow(length + count),
    needed() {
      let last = length - 1
      while (last >= 0 && states[last] === CLEAN) last--
      return last + 1
    },
    cut(newLength) {
      free -= length - newLength
      length = newLength
    },

    counts: () => ({ length, used: length - free, free }),
  }

  function drawNearby(): number | undefined {
    findNearby()
    const at = pick(Math.max(1, nearby.length))
    const drawn = nearby[at]
    const last = nearby.pop()
    if (last !== undefined && at < nearby.length) nearby[at] = last
    return drawn
  }

  function findNearby() {
    if (nearby.length === 0) cursor = pick(Math.max(1, Math.min(length, length - free + DRAWN_FROM_FREE)))
    for (let searched = 0; searched < SEARCHED && nearby.length < Math.min(WINDOW, free); searched++) {
      if (cursor >= length) cursor = 0
      choose(cursor++)
    }
    if (nearby.length === 0 && free > 0) choose(firstFree())
  }

  function choose(slot: number) {
    const state = states[slot] ?? USED
    if (state >= USED) return
    states[slot] = state | NEARBY
    nearby.push(slot)
  }

  function firstFree(): number {
    const dirty = states.indexOf(DIRTY)
    return dirty >= 0 && dirty < length ? dirty : states.indexOf(CLEAN)
  }

  function append(): number {
    grow(length + 1)
    return length - 1
  }

  function grow(newLength: number) {
    if (newLength > states.length) {
      const larger = new Uint8Array(newLength * 2)
      larger.set(states)
      states = larger
    }
    states.fill(CLEAN, length, newLength)
    free += newLength - length
    length = newLength
  }

  function soil(slot: number) {
    states[slot] = DIRTY
    dirty.push(slot)
    free++
  }

  function endTransaction() {
    for (const slot of nearby) states[slot] = (states[slot] ?? NEARBY) - NEARBY
    taken = []
    released = []
    nearby = []
  }
}

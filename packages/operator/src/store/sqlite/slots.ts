/**
 * Places for letters' bodies. Each is one page of the file, overwritten in place: by the next letter, or by zeros. Which places
 * are free is known in memory only; after a start every place without a letter counts as dirty.
 */
export type Slots = {
  /** A place for a body, drawn at random among the free ones: the order of places is not the order of arrival. */
  take(): number
  /** Whether `take` gives a place that the file has already. */
  hasFree(): boolean
  /** Its letter is deleted. */
  release(slot: number): void
  /** The transaction in which slots were taken and released has ended. */
  commit(): void
  rollback(): void

  /** Begins to erase what has been released so far. Meanwhile those are not given out. */
  beginErasing(): void
  /** `run` overwrites some of them with zeros, and answers which were really there. If it throws, nothing has changed. */
  erase(limit: number, run: (slots: readonly number[]) => ReadonlySet<number>): void
  /** `run` creates empty places. */
  create(count: number, run: (slots: readonly number[]) => void): void
  /** `run` removes clean places from the file, those with the highest numbers. */
  remove(limit: number, run: (slots: readonly number[]) => void): void

  counts(): { readonly clean: number; readonly dirty: number; readonly erasing: number }
}

export type SlotsOptions = {
  /** A whole number below `bound`. */
  readonly pick: (bound: number) => number
  readonly used: Iterable<number>
  /** The highest number that has a place in the file. */
  readonly highest: number
}

/** Below this many clean places a dirty one is taken first: overwriting it saves the zeros. */
const DIRTY_FIRST_BELOW = 256

export function createSlots({ pick, used, highest }: SlotsOptions): Slots {
  const clean: number[] = []
  let dirty = placesWithout(used, highest)
  const erasing: number[] = []
  /** Numbers up to `end` that have no place in the file. */
  const absent: number[] = []
  let end = highest + 1
  let taken: { readonly slot: number; readonly from: number[] }[] = []
  let released: number[] = []

  return {
    take() {
      const from = source()
      const slot = from === absent ? nextAbsent() : drawn(from)
      taken.push({ slot, from })
      return slot
    },
    hasFree: () => clean.length + dirty.length > 0,
    release: (slot) => void released.push(slot),
    commit() {
      for (const slot of released) dirty.push(slot)
      taken = []
      released = []
    },
    rollback() {
      for (const { slot, from } of taken) from.push(slot)
      taken = []
      released = []
    },

    beginErasing() {
      for (const slot of dirty) erasing.push(slot)
      dirty = []
    },
    erase(limit, run) {
      const slots = erasing.slice(-limit)
      const there = run(slots)
      erasing.length -= slots.length
      for (const slot of slots) (there.has(slot) ? clean : absent).push(slot)
    },
    create(count, run) {
      while (absent.length < count) absent.push(end++)
      const slots = absent.slice(-count)
      run(slots)
      absent.length -= slots.length
      clean.push(...slots)
    },
    remove(limit, run) {
      clean.sort((a, b) => a - b)
      const slots = clean.slice(-limit)
      run(slots)
      clean.length -= slots.length
      absent.push(...slots)
    },

    counts: () => ({ clean: clean.length, dirty: dirty.length, erasing: erasing.length }),
  }

  function source(): number[] {
    if (dirty.length > 0 && clean.length < DIRTY_FIRST_BELOW) return dirty
    return clean.length > 0 ? clean : absent
  }

  function nextAbsent(): number {
    return absent.pop() ?? end++
  }

  function drawn(from: number[]): number {
    const at = pick(from.length)
    const slot = from[at]
    const last = from.pop()
    if (slot === undefined || last === undefined) throw new RangeError('no slot there')
    if (at < from.length) from[at] = last
    return slot
  }
}

function placesWithout(used: Iterable<number>, highest: number): number[] {
  const isUsed = new Uint8Array(highest + 1)
  for (const slot of used) isUsed[slot] = 1
  const free: number[] = []
  for (let slot = 1; slot <= highest; slot++) if (isUsed[slot] === 0) free.push(slot)
  return free
}

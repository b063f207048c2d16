/** Whether two answers of the core say the same: then nothing is drawn again. They are plain data, in one order of fields. */
export const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

/** The one from before, if the new one says the same. */
export const kept = <T>(before: T | undefined, now: T): T =>
  before !== undefined && isSame(before, now) ? before : now

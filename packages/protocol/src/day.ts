/** Whole days since 1970-01-01 UTC: the finest time that the Operator keeps. */
export type Day = number

const DAY_MS = 86_400_000

export const dayOf = (milliseconds: number): Day => Math.floor(milliseconds / DAY_MS)
/** Milliseconds since 1970. */
export const startOfDay = (day: Day): number => day * DAY_MS

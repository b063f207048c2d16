/** A day and a time as a language writes them. Made once for each language: making one costs more than drawing a row. */

export type Moments = { moment(at: number): string }

/** The last moment that there is for a machine: what stands after it was said by somebody who wanted to break something. */
const LAST = 8_640_000_000_000_000

export const withinTime = (at: number): number => Math.max(-LAST, Math.min(at, LAST))

export function createMoments(locale: string): Moments {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })
  return { moment: (at) => format.format(withinTime(at)) }
}

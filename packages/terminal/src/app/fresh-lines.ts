/** Which lines of a screen are to be said: those that the screen before did not have, in its order. Pure. */

/** Of what is selected. */
const MARK = '> '
/** Of what grows: only its words count. */
const DOT = '●'

/**
 * As few as can be. A line is the same as one before when both stand in one longest row of lines that the two screens have in
 * common: of two equal messages the second is therefore another one, and what has only moved up is not.
 */
export function freshIn(before: readonly string[], after: readonly string[]): readonly string[] {
  const old = before.map(sayingOf)
  const now = after.map(sayingOf)
  const common = lengthsOf(old, now)
  const fresh: string[] = []
  let place = 0
  for (const [index, line] of after.entries()) {
    while (
      place < old.length &&
      old[place] !== now[index] &&
      at(common, place + 1, index) >= at(common, place, index + 1)
    ) {
      place++
    }
    const isSame = place < old.length && old[place] === now[index]
    const isSelectedNow = line.startsWith(MARK) && before[place]?.startsWith(MARK) === false
    if (!isSame || isSelectedNow) fresh.push(line)
    if (isSame) place++
  }
  return fresh
}

function sayingOf(line: string): string {
  const words = line.startsWith(MARK) ? line.slice(MARK.length) : line
  return words.startsWith(DOT) ? words.replaceAll(/\d+/g, '') : words
}

type Lengths = readonly (readonly number[])[]

/** Of the longest common row of what is left from two places on. */
function lengthsOf(old: readonly string[], now: readonly string[]): Lengths {
  const lengths = Array.from({ length: old.length + 1 }, () => Array<number>(now.length + 1).fill(0))
  for (let place = old.length - 1; place >= 0; place--) {
    for (let index = now.length - 1; index >= 0; index--) {
      const row = lengths[place]
      if (!row) continue
      row[index] =
        old[place] === now[index]
          ? at(lengths, place + 1, index + 1) + 1
          : Math.max(at(lengths, place + 1, index), at(lengths, place, index + 1))
    }
  }
  return lengths
}

const at = (lengths: Lengths, place: number, index: number): number => lengths[place]?.[index] ?? 0

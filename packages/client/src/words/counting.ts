/** Numbers and lengths of time as each language has them: its plurals and units are known to the machine, not written by hand. */

/** 'one', 'few' and so on as the language has them; 'other' is for all that are not said. */
export type Plurals = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

export type Counting = {
  /** The form that fits a number, without the number. */
  form(count: number, forms: Plurals): string
  /** “3 letters”. */
  count(count: number, forms: Plurals): string
  /** A length of time, in the greatest unit in which it is whole. */
  time(seconds: number): string
  /** The same, rounded to hours or days. */
  roughly(seconds: number): string
}

const UNITS = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

export function createCounting(locale: string): Counting {
  const rules = onceNeeded(() => new Intl.PluralRules(locale))
  const numbers = onceNeeded(() => new Intl.NumberFormat(locale))
  const units = onceNeeded(
    () =>
      new Map(
        UNITS.map(([unit]) => [
          unit,
          new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
        ]),
      ),
  )
  const form = (count: number, forms: Plurals) => forms[rules().select(count)] ?? forms.other
  const time = (seconds: number) => {
    const [unit, length] = UNITS.find(([, length]) => seconds % length === 0) ?? ['second', 1]
    return (
      units()
        .get(unit)
        ?.format(seconds / length) ?? ''
    )
  }
  return {
    form,
    count: (count, forms) => `${numbers().format(count)} ${form(count, forms)}`,
    time,
    roughly(seconds) {
      const hours = Math.round(seconds / 3_600)
      if (hours < 48) return time(hours * 3_600 || 3_600)
      return (
        units()
          .get('day')
          ?.format(Math.round(hours / 24)) ?? ''
      )
    },
  }
}

/** The machine's tables of a language take milliseconds, and most programs say nothing in most languages. */
function onceNeeded<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

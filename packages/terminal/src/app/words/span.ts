/** A length of time in as little room as the language has for it, in the largest unit that says something. */
export function createSpan(locale: string): (milliseconds: number) => string {
  const unitOf = (unit: 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' })
  const units = { minute: unitOf('minute'), hour: unitOf('hour'), day: unitOf('day') }
  return (milliseconds) => {
    const minutes = Math.max(0, Math.round(milliseconds / 60_000))
    if (minutes < 60) return units.minute.format(minutes)
    const hours = Math.round(minutes / 60)
    return hours < 48 ? units.hour.format(hours) : units.day.format(Math.round(hours / 24))
  }
}

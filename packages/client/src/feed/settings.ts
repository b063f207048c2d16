/** What the feed leaves out, and whether images come with it. */
import type { Device } from '../device.ts'
import type { SquareSettings } from '../square.ts'

const USUAL: SquareSettings = { prefetchImages: false }

export function createSettings({ rows, sql, events }: Device) {
  return {
    settings(): SquareSettings {
      const stored = rows.facts.bytes('square-settings')
      return stored ? (JSON.parse(new TextDecoder().decode(stored)) as SquareSettings) : USUAL
    },
    change(settings: SquareSettings): void {
      const bytes = new TextEncoder().encode(JSON.stringify(settings))
      sql.transaction(() => rows.facts.set('square-settings', bytes))
      events.emit('change', undefined)
    },
  }
}

/** Every screen at three widths and in both themes, as PNGs whose names sort by what they show. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const WIDTHS = [
  { name: 'phone', width: 360, height: 740 },
  { name: 'tablet', width: 768, height: 1024 },
  { name: 'wide', width: 1440, height: 900 },
] as const
const THEMES = ['light', 'dark'] as const
/** The longest page that is looked at in one piece. */
const TALLEST = 3_000

export type Album = {
  /** What the page shows now, however it is looked at. */
  take(page: Page, name: string, options?: TakeOptions): Promise<void>
  count(): number
}

export type TakeOptions = {
  readonly themes?: readonly (typeof THEMES)[number][]
  /** What is below the edge too: the window becomes as high as the screen is long. */
  readonly whole?: boolean
}

export function createAlbum(directory: string, say: (line: string) => void): Album {
  let count = 0
  return {
    async take(page, name, { themes = THEMES, whole = false } = {}) {
      count++
      for (const { name: width, ...size } of WIDTHS) {
        await page.setViewportSize(size)
        const height = whole ? await lengthOf(page) : 0
        if (height > size.height) await page.setViewportSize({ ...size, height: Math.min(height, TALLEST) })
        for (const colorScheme of themes) {
          await page.emulateMedia({ colorScheme })
          await page.waitForTimeout(120)
          const file = `${String(count).padStart(2, '0')}-${name}-${width}-${colorScheme}.png`
          await page.screenshot({ path: join(directory, file), animations: 'disabled' })
        }
      }
      say(name)
    },
    count: () => count,
  }
}

/** Of everything on the page, what scrolls inside it among it. */
const LENGTH = `Math.max(document.documentElement.scrollHeight, innerHeight + (screenOf => screenOf
  ? screenOf.scrollHeight - screenOf.clientHeight : 0)(document.getElementById('screen')))`

const lengthOf = (page: Page): Promise<number> => page.evaluate(LENGTH)

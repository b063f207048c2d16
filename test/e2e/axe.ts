/** axe-core in a page whose policy runs no script but its own: it is put in from outside, as a debugger may. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

let source: Promise<string> | undefined

export const THEMES = ['light', 'dark'] as const

const COLOURS = ['color-contrast', 'link-in-text-block']

/** `colours`: only the rules about them. Another theme is other colours, and nothing else. */
export async function violationsOn(page: Page, which: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  const run = async (expression: string) => {
    const { result } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    return result.value as unknown
  }
  try {
    source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    if ((await run('typeof axe')) === 'undefined') await run(`${await source}; 0`)
    const options = { resultTypes: ['violations'], ...(which === 'colours' && { runOnly: COLOURS }) }
    const found =
      await run(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => JSON.stringify(
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(' | '))))`)
    return JSON.parse(String(found)) as readonly string[]
  } finally {
    await session.detach()
  }
}

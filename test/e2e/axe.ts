/** axe-core in a page whose policy runs no script but its own: it is put in from outside, as a debugger may. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

let source: Promise<string> | undefined

export async function violationsOn(page: Page): Promise<readonly string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('Runtime.evaluate', { expression: await source })
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(' | '))))`,
      awaitPromise: true,
      returnByValue: true,
    })
    return JSON.parse(String(result.value)) as readonly string[]
  } finally {
    await session.detach()
  }
}

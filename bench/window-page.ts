/** What is measured inside the page, where the clock is that a person would hold. Each is an expression for the browser. */
import type { Page } from 'playwright-core'

/** From a click until what is looked for is there and painted, in milliseconds. */
export const changeTo = (page: Page, button: string, shown: string): Promise<number> =>
  untilShown(page, { on: button, act: 'on.click()', shown })

/** From the moment that words stand in a field until what they bring is painted. The way in which React notices. */
export const typeTo = (
  page: Page,
  field: string,
  { words, shown }: { words: string; shown: string },
): Promise<number> =>
  untilShown(page, {
    on: field,
    act: `Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(on, ${JSON.stringify(words)})
      on.dispatchEvent(new Event('input', { bubbles: true }))`,
    shown,
  })

type Change = { readonly on: string; readonly act: string; readonly shown: string }

function untilShown(page: Page, { on, act, shown }: Change): Promise<number> {
  return page.evaluate(`new Promise((resolve, reject) => {
    const on = ${on}
    if (!on) return reject(new Error('not there: ' + ${JSON.stringify(on)}))
    const start = performance.now()
    const painted = () => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now() - start)
      port2.postMessage('')
    })
    const look = () => {
      if (!document.querySelector(${JSON.stringify(shown)})) return
      watching.disconnect()
      painted()
    }
    const watching = new MutationObserver(look)
    watching.observe(document.body, { childList: true, subtree: true, attributes: true })
    ${act}
    look()
    setTimeout(() => reject(new Error('never shown: ' + ${JSON.stringify(shown)})), 20_000)
  })`)
}

/** Every stretch of more than 50 ms in which the page could not answer, from now on. */
export const watchLongTasks = (page: Page): Promise<void> =>
  page.evaluate(`void (globalThis.longTasks = [], globalThis.longTaskObserver = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  })).observe({ entryTypes: ['longtask'] })`)

export const longTasks = (page: Page): Promise<number[]> =>
  page.evaluate('longTaskObserver.disconnect(), longTasks')

/** What each key costs from now on: until its handlers are done, and then until the next frame is laid out. */
export const watchKeys = (page: Page): Promise<void> =>
  page.evaluate(`void (globalThis.keyCosts = [], addEventListener('keydown', ({ timeStamp }) => {
    let handled = 0
    addEventListener('input', () => { queueMicrotask(() => { handled = performance.now() - timeStamp }) }, { once: true })
    requestAnimationFrame((frameAt) => {
      const frame = performance.now()
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => keyCosts.push({ work: handled + performance.now() - frame, painted: performance.now() - timeStamp })
      port2.postMessage('')
    })
  }, true))`)

export const keyCosts = (page: Page): Promise<{ work: number; painted: number }[]> =>
  page.evaluate('keyCosts')

/** With the wheel, a screen at a time and as fast as the page takes it, until nothing further comes. Answers how far, in pixels. */
export async function scrollToEnd(page: Page, scroller: string, step = 800): Promise<number> {
  let last = -1
  let same = 0
  await page.hover(scroller)
  while (same < 40) {
    await page.mouse.wheel(0, step)
    await page.waitForTimeout(12)
    const now: number = await page.evaluate(`document.querySelector(${JSON.stringify(scroller)}).scrollTop`)
    same = now === last ? same + 1 : 0
    last = now
  }
  return last
}

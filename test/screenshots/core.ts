/** The core behind a window, asked directly: what is already there when a screen is looked at. */
import type { Page } from 'playwright-core'
import { decodeJson, encodeJson } from '../../packages/gui/src/bridge/json.ts'
import type { WishArguments, WishName } from '../../packages/gui/src/bridge/wishes.ts'
import { untilSo } from '../e2e/patience.ts'

/** Where a window in a browser asks its core. */
export const CALLS = /\/call(\?|$)/

/** Throws what the window would have said. */
export async function ask<W extends WishName>(
  page: Page,
  wish: W,
  given: WishArguments<W>,
): Promise<unknown> {
  const call = encodeJson({ id: 1, wish, arguments: given })
  const text = await page.evaluate(
    async (body) =>
      (await fetch('call', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text(),
    call,
  )
  const answer = decodeJson(text) as { ok: boolean; value?: unknown; words?: { happened: string } }
  if (!answer.ok) throw new Error(`${wish}: ${answer.words?.happened}`)
  return answer.value
}

/** Until the core's answer is as it is waited for. */
export async function until<W extends WishName>(
  page: Page,
  [wish, given]: readonly [W, WishArguments<W>],
  isSo: (value: never) => boolean,
): Promise<unknown> {
  let value: unknown
  await untilSo(
    async () => {
      value = await ask(page, wish, given)
      return isSo(value as never)
    },
    `the answer to ${wish} that was waited for`,
    150,
  )
  return value
}

export type Instead =
  | { readonly value: unknown }
  | { readonly words: { readonly happened: string } }
  | 'silence'

/** From now on the page hears this instead of what the core would answer to some wishes. */
export async function answerInstead(
  page: Page,
  answers: { readonly [W in WishName]?: Instead },
): Promise<void> {
  await page.route(CALLS, async (route) => {
    const { id, wish } = JSON.parse(route.request().postData() ?? '{}') as { id: number; wish: WishName }
    const instead = answers[wish]
    if (instead === undefined) return route.continue()
    if (instead === 'silence') return
    const answer =
      'value' in instead
        ? { type: 'answer', id, ok: true, value: instead.value }
        : { type: 'answer', id, ok: false, error: { type: 'fault' }, words: instead.words }
    return route.fulfill({ contentType: 'application/json', body: encodeJson(answer) })
  })
}

export const answerAgain = (page: Page): Promise<void> => page.unroute(CALLS)

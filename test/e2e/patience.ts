/** Waiting for what comes when it comes: on a busy machine later. What never comes fails all the same. */
import assert from 'node:assert/strict'

/** As long as a page waits for what is to be in it. */
export const PATIENCE_MS = 120_000

export async function untilSo(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  everyMs = 50,
): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  assert.fail(`never: ${what}`)
}

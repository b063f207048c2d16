/** What a page complains of: its own policy, a script that broke, a request that failed. A test whose page complains fails at its end. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Ending } from './command.ts'

export type Complaints = {
  /** From now on the page may say this: the test is about it. Whatever was said before counts. */
  allow(pattern: RegExp): void
}

/** A window whose core is killed asks in vain. */
export const ASKED_IN_VAIN = /Failed to load resource: net::ERR_/

export function hearComplaints(ending: Ending, page: Pick<Page, 'on'>): Complaints {
  const heard: string[] = []
  const allowed: RegExp[] = []
  const hear = (said: string) => {
    if (!allowed.some((pattern) => pattern.test(said))) heard.push(said)
  }
  page.on('pageerror', ({ message }) => hear(message))
  page.on('crash', () => hear('the page has crashed'))
  page.on('console', (message) => {
    if (message.type() === 'error') hear(`${message.text()} ${message.location().url}`)
  })
  // What fails at the end of a test keeps what follows from being ended: this comes after everything that was begun.
  ending.after(() => ending.after(() => assert.deepEqual(heard, [], 'a page complained')))
  return { allow: (pattern) => void allowed.push(pattern) }
}

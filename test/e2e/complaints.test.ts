import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { withEnding } from './command.ts'
import { type Complaints, hearComplaints } from './complaints.ts'

const said = (type: string, text: string) => ({
  type: () => type,
  text: () => text,
  location: () => ({ url: 'http://127.0.0.1/app.js' }),
})

/** What was ended, and what the end of it all says. */
async function live(act: (page: EventEmitter, complaints: Complaints) => void) {
  const ended: string[] = []
  const end = withEnding(async (ending) => {
    const page = new EventEmitter()
    ending.after(() => ended.push('what was begun before'))
    const complaints = hearComplaints(ending, page as unknown as Page)
    ending.after(() => ended.push('what was begun after'))
    act(page, complaints)
  })
  const failure = await end.then(
    () => undefined,
    (error: Error) => error.message,
  )
  assert.equal(ended.length, 2, 'nothing is left running')
  return failure
}

test('a page that breaks, crashes or is held back by its policy fails its test, after all else has ended', async () => {
  assert.match(
    String(await live((page) => page.emit('pageerror', new Error('x is not a function')))),
    /x is not/,
  )
  assert.match(String(await live((page) => page.emit('crash'))), /crashed/)
  const refused = said('error', 'Refused to run the script')
  assert.match(String(await live((page) => page.emit('console', refused))), /Refused to run .*app\.js/)
  assert.equal(await live((page) => page.emit('console', said('log', 'hello'))), undefined)
})

test('what a test allows it allows from then on, and nothing else', async () => {
  const first = await live((page, complaints) => {
    page.emit('console', said('error', 'the server said 404'))
    complaints.allow(/404/)
  })
  assert.match(String(first), /404/)
  const later = await live((page, complaints) => {
    complaints.allow(/404/)
    page.emit('console', said('error', 'the server said 404'))
  })
  assert.equal(later, undefined)
  const another = await live((page, complaints) => {
    complaints.allow(/404/)
    page.emit('console', said('error', 'the server said 401'))
  })
  assert.match(String(another), /401/)
})

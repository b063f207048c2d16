/** A device as full as a busy year makes it: filled in its tables, since nobody waits for 100,000 letters to travel. */
import { join } from 'node:path'
import { type ComradStore, openComradStore } from '@comrad/client'
import { randomBytes } from '@comrad/keymaker'
import type { LetterId, Name, PostId } from '@comrad/protocol'
import type { Browser } from 'playwright-core'
import { createRows } from '../../packages/client/src/store/rows.ts'
import { ask } from '../screenshots/core.ts'
import { openWindow, PASSPHRASE } from './browser.ts'
import { type Ending, exitOf, temporaryDirectory } from './command.ts'

const DAY_MS = 86_400_000
const BATCH = 5_000
const WORDS = ['bread', 'strike', 'noon', 'river', 'assembly', 'garden', 'letter', 'night', 'coal', 'song']

export type Filling = { readonly posts: number; readonly messages: number; readonly conversations: number }

/** The home of somebody who is registered at this Operator, whose store is full, and whose Comrad does not run. */
export async function makeFullDevice(
  ending: Ending,
  browser: Browser,
  { name, operator, ...filling }: Filling & { readonly name: string; readonly operator: string },
): Promise<string> {
  const home = join(await temporaryDirectory(ending), 'home')
  const { page, child } = await openWindow(ending, browser, { operator, home })
  await ask(page, 'create', { passphrase: PASSPHRASE })
  await ask(page, 'register', { name })
  await page.close()
  const gone = exitOf(child)
  child.kill('SIGTERM')
  await gone
  const store = await openComradStore({ directory: home, passphrase: PASSPHRASE })
  if (!store.ok) throw new Error(`store: ${store.error.type}`)
  fillStore(store.value, filling, Date.now())
  store.value.close()
  return home
}

/** The account is registered and stopped. Messages are dealt to the conversations in turn, posts to their people. */
function fillStore({ sql }: ComradStore, { posts, messages, conversations }: Filling, now: number): void {
  const rows = createRows(sql)
  const people = Array.from({ length: conversations }, (_, index) => nameOf(index))
  inBatches(conversations, (index) => {
    const name = people[index] as Name
    const at = now - 30 * DAY_MS - index
    rows.contacts.setPhase(name, 'met', at)
  })
  inBatches(messages, (index) => {
    const contact = people[index % conversations] as Name
    const letter = randomBytes(16) as LetterId
    const content = { text: textOf(index) }
    const at = now - (messages - index) * 20_000
    if (index % 3 === 0) {
      rows.entries.addSent({ contact, letter, content, at, timer: 0 })
      rows.entries.setSent(contact, letter, 'delivered', at + 2_000)
      return
    }
    const sequence = Math.floor(index / conversations) + 1
    rows.entries.addReceived({
      from: contact,
      letter,
      run: 1,
      sequence,
      content,
      sentAt: at,
      receivedAt: at + 900,
    })
  })
  inBatches(conversations - 3, (index) => rows.entries.markRead(people[index] as Name, now))
  const ids: PostId[] = []
  inBatches(posts, (index) => {
    const id = randomBytes(16) as PostId
    ids.push(id)
    const writtenAt = now - (posts - index) * 30_000
    const replyTo = index % 10 === 9 ? ids[index - 9] : undefined
    const content = { text: textOf(index).repeat(1 + (index % 4)) }
    rows.posts.addWorld({
      ...{ id, author: people[index % Math.min(conversations, 150)] as Name, content, replyTo },
      ...{ writtenAt, expiresAt: writtenAt + 29 * DAY_MS },
      ...{ page: Math.floor(index / 64), sequence: index },
    })
    rows.posts.setTally(index, (index * 7) % 23, (index * 5) % 11)
    if (index < posts - 200) rows.posts.markRead(id)
  })
  // No page of any Operator holds them.
  sql.run('update posts set page = null, sequence = null')

  function inBatches(count: number, add: (index: number) => void): void {
    for (let first = 0; first < count; first += BATCH) {
      sql.transaction(() => {
        for (let index = first; index < Math.min(count, first + BATCH); index++) add(index)
      })
    }
  }
}

export const nameOf = (index: number): Name => `comrad-${String(index).padStart(5, '0')}` as Name

const textOf = (index: number): string =>
  [...WORDS.map((_, place) => WORDS[(index * 7 + place ** 2 * 3) % WORDS.length]), index, ''].join(' ')

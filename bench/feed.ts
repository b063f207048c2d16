/** A device reads a feed of 10,000 posts, opens it at any place, and finds words among 100,000 posts and messages. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Comrad, createComrad, systemClock } from '@comrad/client'
import { connectInMemory, createTemporaryStore, PLAIN_IMAGES, realProofs } from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import {
  connectInMemory as connectToOperator,
  createMemoryStore,
  createTestOperator,
  realProofPool,
} from '@comrad/operator/testing'
import { type LetterId, NOTES_PER_DAY, type PostId, parseName, startOfDay } from '@comrad/protocol'
import { createRows, type Rows } from '../packages/client/src/store/rows.ts'
import type { Sql } from '../packages/client/src/store/sql.ts'
import {
  type Ask,
  createComrad as createAuthor,
  createKeys,
  greet,
  register,
} from '../packages/operator/src/comrad-fixture.ts'
import { noteBy, postOf, publishOf } from '../packages/operator/src/square-fixture.ts'
import { ascending, type Measurement, percentile, type Section } from './report.ts'

const POSTS = 10_000
const AUTHORS = POSTS / NOTES_PER_DAY
const SEARCHED = 100_000
const WORDS = ['bread', 'strike', 'noon', 'river', 'assembly', 'garden', 'letter', 'night', 'coal', 'song']

export const feed: Section = {
  name: 'feed',
  measure: async () => {
    const operator = await createTestOperator({ store: createMemoryStore(), proofPool: realProofPool() })
    const files = createTemporaryStore()
    const store = await files.open()
    const transport = connectInMemory(operator, systemClock)
    const comrad = createComrad({
      ...{ store, transport, clock: systemClock, random: randomBytes },
      operator: { kind: 'local', port: 1, fingerprint: operator.fingerprint },
      proofs: realProofs(),
      images: PLAIN_IMAGES,
    })
    try {
      await fill(operator)
      const registered = await comrad.register('reader')
      if (!registered.ok) throw new Error(`register: ${registered.error.type}`)
      const rows = createRows(store.sql)
      return [
        ...(await measureSync(comrad)),
        ...measureOpening(comrad),
        ...measureSearch(comrad, rows, store.sql),
      ]
    } finally {
      await comrad.stop()
      await transport.close()
      store.close()
      files.remove()
      await operator.stop()
    }
  },
}

/** As many authors as 10,000 notes of one day need; a tenth of the notes are replies. */
async function fill(operator: Awaited<ReturnType<typeof createTestOperator>>): Promise<void> {
  const lane = connectToOperator(operator)
  const ask: Ask = (request) => lane.request(request)
  const { keys } = await greet(ask)
  const to = { keys, fingerprint: operator.fingerprint }
  let parent: PostId | undefined
  for (let index = 0; index < AUTHORS; index++) {
    const author = createAuthor(`author-${index}`, createKeys())
    await register(author, ask)
    for (let count = 0; count < NOTES_PER_DAY; count++) {
      const isReply = count % 10 === 9
      const note = noteBy(
        author,
        postOf(textOf(index * NOTES_PER_DAY + count), isReply ? parent : undefined),
        {
          // Spread over some days, as if they had come one after the other.
          now: systemClock.now() - (POSTS - index * NOTES_PER_DAY - count) * 30_000,
          days: 30,
        },
      )
      const { request, id } = publishOf(author, note, to)
      const answered = await ask(request)
      if (answered.type !== 'published') throw new Error(`not published: ${JSON.stringify(answered)}`)
      if (!isReply) parent = id
    }
  }
  lane.close()
}

const textOf = (index: number): string =>
  [
    ...WORDS.map((_, place) => WORDS[(index * 7 + place ** 2 * 3 + (index >> place)) % WORDS.length]),
    index,
  ].join(' ')

async function measureSync(comrad: Comrad): Promise<readonly Measurement[]> {
  const delays = monitorEventLoopDelay({ resolution: 5 })
  const start = performance.now()
  let firstScreenMs: number | undefined
  const stopListening = comrad.on('change', () => {
    if (firstScreenMs === undefined && comrad.feed({ limit: 20 }).posts.length === 20) {
      firstScreenMs = performance.now() - start
    }
  })
  delays.enable()
  comrad.start()
  while (comrad.feed({ limit: 1 }).sync.phase !== 'current') {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  delays.disable()
  stopListening()
  const seconds = (performance.now() - start) / 1_000
  return [
    {
      ...{
        name: `${POSTS.toLocaleString('en')} posts fetched, verified and stored`,
        value: seconds,
        unit: 's',
      },
      note: 'over real frames, the ticket and its proof among it',
    },
    { name: 'posts synced', value: POSTS / seconds, unit: 'posts/s' },
    { name: 'until the first screen of 20', value: (firstScreenMs ?? Number.NaN) / 1_000, unit: 's' },
    { name: 'longest time that nothing else had its turn', value: delays.max / 1e6, unit: 'ms' },
  ]
}

function measureOpening(comrad: Comrad): readonly Measurement[] {
  return [
    ...(['new', 'votes'] as const).map((order): Measurement => {
      const pages: number[] = []
      let before: string | undefined
      do {
        const start = performance.now()
        const view = comrad.feed({ order, limit: 50, ...(before !== undefined && { before }) })
        pages.push(performance.now() - start)
        before = view.older
      } while (before !== undefined)
      return {
        ...{ name: `opening the feed by ${order}, anywhere`, value: Math.max(...pages), unit: 'ms' },
        target: { atMost: 100 },
        note: `the slowest of ${pages.length} pages of 50; p50 ${percentile(ascending(pages), 0.5).toFixed(1)} ms`,
      }
    }),
    {
      ...{ name: 'a profile with its posts', value: msOf(() => comrad.profile('author-50')), unit: 'ms' },
      target: { atMost: 100 },
    },
    {
      name: 'a thread',
      value: msOf(() => comrad.thread(comrad.feed({ limit: 1 }).posts[0]?.post ?? '')),
      unit: 'ms',
      target: { atMost: 100 },
    },
  ]
}

function measureSearch(comrad: Comrad, rows: Rows, sql: Sql): readonly Measurement[] {
  const contact = parseName('author-1')
  if (!contact.ok) throw new Error('no name')
  const now = systemClock.now()
  sql.transaction(() => {
    for (let index = POSTS; index < SEARCHED; index++) {
      const text = textOf(index)
      if (index % 2 === 0) {
        const expiresAt = now + startOfDay(7)
        const place = { page: 1_000_000 + index, sequence: 1_000_000 + index, replyTo: undefined }
        const id = randomBytes(16) as PostId
        rows.posts.addWorld({
          id,
          author: contact.value,
          content: { text },
          writtenAt: now - index,
          expiresAt,
          ...place,
        })
      } else {
        const letter = randomBytes(16) as LetterId
        rows.entries.addSent({ contact: contact.value, letter, content: { text }, at: now - index, timer: 0 })
      }
    }
  })
  const status: Measurement = {
    ...{ name: 'what a screen asks at every change', value: msOf(() => comrad.status()), unit: 'ms' },
    target: { atMost: 10 },
    note: `the status, with ${comrad.status().square.unread.toLocaleString('en')} unread posts among those that are here`,
  }
  const looks = {
    'one word, in most of them': 'bread',
    'three words': 'bread strike river',
    'a beginning': 'coal 424',
  }
  return [
    status,
    ...Object.entries(looks).map(([name, words]) => ({
      name: `search: ${name}`,
      value: msOf(() => comrad.search(words)),
      unit: 'ms',
      target: { atMost: 50 },
      note: `among ${SEARCHED.toLocaleString('en')} posts and messages; ${comrad.search(words).found.length} shown`,
    })),
  ]
}

/** The slowest of some, the first among them. */
function msOf(act: () => unknown): number {
  const taken = Array.from({ length: 5 }, () => {
    const start = performance.now()
    act()
    return performance.now() - start
  })
  return Math.max(...taken)
}

/** Reading: pages through the handler and through a WebSocket, and what one more reader costs, however much was posted. */
import { createTicketKey } from '@comrad/keymaker'
import { type Bytes, dayOf, type Reply, slotScope, ticketPayload } from '@comrad/protocol'
import { type Member, prove } from '../packages/operator/src/comrad-fixture.ts'
import { frameOf, openHandlerCaller, timeCalls } from './handler-caller.ts'
import { readReply } from './operator-client.ts'
import { type Forked, forkFile, usageOf } from './operator-process.ts'
import type { Measurement } from './report.ts'
import { type Crowd, createCrowd, DAYS, fillFeed } from './square-crowd.ts'

const PAGES = 20_000
const MEMBERS = 40
const FEEDS = [100, 10_000]
const CALLERS = 32

export async function measurePages(): Promise<readonly Measurement[]> {
  const measured: Measurement[] = []
  const costs: number[] = []
  const sent: number[] = []
  for (const posts of FEEDS) {
    const crowd = await createCrowd(MEMBERS)
    try {
      await fillFeed(crowd.store, posts)
      if (posts === FEEDS.at(-1)) measured.push(await measureHandler(crowd))
      const reader = await measureReaders(crowd, posts)
      measured.push(...reader.measured)
      costs.push(reader.cost)
      sent.push(reader.sent)
    } finally {
      await crowd.stop()
    }
  }
  const [atFew = Number.NaN, atMany = Number.NaN] = costs
  const [sentAtFew = Number.NaN, sentAtMany = Number.NaN] = sent
  return [
    ...measured,
    {
      ...{ name: 'one more reader, at a hundred times the posts', value: atMany / atFew, unit: 'times' },
      ...{ target: { atMost: 1.5 }, note: 'the same work, but for noise' },
    },
    {
      ...{
        name: 'what it is sent, at a hundred times the posts',
        value: sentAtMany / sentAtFew,
        unit: 'times',
      },
      ...{ target: { atMost: 1 }, note: `of ${DAYS} days, whatever was said on each` },
    },
    ...(await measureWebSocket()),
  ]
}

async function measureHandler({ operator }: Crowd): Promise<Measurement> {
  const caller = openHandlerCaller(operator)
  const requests = Array.from({ length: 12 }, (_, index) => frameOf({ type: 'page', page: index * 40 }))
  const seconds = await timeCalls(caller, { requests, count: PAGES, expect: 'page' })
  caller.close()
  return {
    ...{ name: 'pages of 20 through the handler', value: PAGES / seconds, unit: 'pages/s' },
    ...{ target: { atLeast: 2_000 }, note: 'of 300 bytes a post; 12 pages of 500 in turn' },
  }
}

/** One ticket and one sealed list for each. The proofs are checked in processes beside, and cost the same at any size: they are not in here. */
async function measureReaders(
  { operator, members }: Crowd,
  posts: number,
): Promise<{ readonly cost: number; readonly sent: number; readonly measured: readonly Measurement[] }> {
  const tickets = await ticketsOf(members)
  const callers = tickets.map((_, index) => openHandlerCaller(operator, `reader ${index}`))
  const answers: Bytes[] = []
  const before = process.cpuUsage()
  for (const [index, ticket] of tickets.entries()) {
    const answered = await callers[index]?.call(ticket)
    if (answered) answers.push(answered)
  }
  const { user, system } = process.cpuUsage(before)
  for (const caller of callers) caller.close()
  const sizes = answers.map((answered) => sealedIn(readReply(answered).reply))
  const cost = (user + system) / answers.length
  const sent = Math.max(...sizes)
  const of = `at ${posts.toLocaleString('en')} posts`
  return {
    cost,
    sent,
    measured: [
      {
        ...{ name: `one more reader, ${of}`, value: cost, unit: 'µs' },
        note: `the Operator’s own work for a ticket, the mean of ${answers.length} readers with one each; the check of its proof not counted`,
      },
      {
        ...{ name: `what it is sent, ${of}`, value: sent, unit: 'bytes' },
        note: `the keys of ${DAYS} days, sealed`,
      },
    ],
  }
}

/** Everybody's first of the day. */
async function ticketsOf(members: readonly Member[]): Promise<readonly Bytes[]> {
  const tickets: Bytes[] = []
  for (const member of members) {
    const { publicKey: oneTimeKey } = createTicketKey()
    const slot = { day: dayOf(Date.now()), slot: 0 }
    const wish = { scope: slotScope('read', slot), payload: ticketPayload({ oneTimeKey }) }
    tickets.push(
      frameOf({ type: 'ticket', ticket: { ...slot, oneTimeKey, proof: await prove(member, wish) } }),
    )
  }
  return tickets
}

function sealedIn(reply: Reply): number {
  if (reply.type !== 'feed-keys') throw new Error(`no keys but ${reply.type}`)
  return reply.sealed.length
}

type Loaded = { readonly pages: number; readonly seconds: number }

async function measureWebSocket(): Promise<readonly Measurement[]> {
  const server = forkFile(new URL('./operator-server.ts', import.meta.url), { maxConnections: 1_000 })
  try {
    const { port } = await server.next<{ port: number }>()
    const load = forkFile(new URL('./page-load.ts', import.meta.url), { port, callers: CALLERS })
    await load.next()
    const short = await runLoad(server, load, { page: 0, pagesEach: 1_000 })
    const long = await runLoad(server, load, { page: 1, pagesEach: 100 })
    await load.stop()
    return [
      {
        ...{ name: 'pages of 20 through a WebSocket', value: short.perSecond, unit: 'pages/s' },
        ...{ target: { atLeast: 2_000 }, note: `posts of 140 characters; ${CALLERS} readers` },
      },
      { name: "Operator's work for such a page", value: short.microsecondsEach, unit: 'µs' },
      {
        ...{ name: 'pages of 20 long posts through a WebSocket', value: long.perSecond, unit: 'pages/s' },
        ...{ note: 'of 1,000 characters: a frame of 64 KiB each' },
      },
    ]
  } finally {
    await server.stop()
  }
}

async function runLoad(server: Forked, load: Forked, wish: { page: number; pagesEach: number }) {
  const before = await usageOf(server)
  load.say(wish)
  const { pages, seconds } = await load.next<Loaded>()
  const { cpu } = await usageOf(server)
  const worked = cpu.user + cpu.system - before.cpu.user - before.cpu.system
  return { perSecond: pages / seconds, microsecondsEach: worked / pages }
}

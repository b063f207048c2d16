/** A hostile Operator does something to one lane and looks which other one moves. docs/threat-model.md, docs/decisions/0008. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMRAD_OPTIONS, type ComradOptions } from '@comrad/client'
import { turn } from '@comrad/client/testing'
import { decodeFrame, decodeRequest, type Request } from '@comrad/protocol'
import { acquaint } from './acquaint.ts'
import { createPuppet } from './puppet.ts'
import {
  createWorld,
  nameOf,
  type Person,
  screen,
  send,
  settle,
  statesOf,
  until,
  type World,
} from './world.ts'

const DAY_MS = 86_400_000
const { lookUpMs, apartMs, ticketMs, quietReceiptMs, tokenSpreadMs, tokenHashMs } = COMRAD_OPTIONS

type Asked = {
  readonly lane: object
  readonly kind: string
  readonly type: Request['type']
  readonly to?: string
}

/** What this device has asked since, on which lanes. */
function watch({ network }: World, device: string): () => readonly Asked[] {
  const from = network.recorded.length
  return () =>
    network.recorded.slice(from).flatMap((one) => {
      if (one.device !== device || one.direction !== 'request') return []
      const frame = decodeFrame(one.frame)
      assert.ok(frame.ok)
      const request = decodeRequest(frame.value.body)
      assert.ok(request.ok)
      const { kind } = one.purpose
      const to = one.purpose.kind === 'recipient' && { to: one.purpose.name as string }
      return [{ lane: one.purpose, kind, type: request.value.type, ...to }]
    })
}

const linesOf = (asked: readonly Asked[]) => asked.map(({ kind, type }) => `${kind} ${type}`)
const of = (asked: readonly Asked[], type: Request['type']) => asked.filter((one) => one.type === type)

async function turns(): Promise<void> {
  for (let count = 0; count < 300; count++) await turn()
}

/** Kills this lane alone, with the next letter that it brings. */
async function cutNamedLane(person: Person, by: Person): Promise<void> {
  let isCut = false
  person.transport.intercept({
    onReply({ request, reply }) {
      if (isCut || request.type !== 'collect' || reply.type !== 'letters' || reply.items.length === 0) {
        return 'pass'
      }
      isCut = true
      return 'cut'
    },
  })
  await send(by, person, 'a letter that kills a lane')
  await until('the lane is dead', () => isCut)
  person.transport.intercept(undefined)
}

test('a register that one lane is shown, in whatever way, moves no other lane', async (t) => {
  const world = await createWorld(t)
  const [alice, bobby, carol] = [
    await world.comrad('alice'),
    await world.comrad('bobby'),
    await world.comrad('carol'),
  ]
  await acquaint(alice, bobby, carol)
  const posted = await bobby.comrad.post({ to: 'world', text: 'bread', expiresDays: 7 })
  assert.ok(posted.ok)
  await settle(bobby, alice, carol)
  const asked = watch(world, 'alice')
  const grow = async (name: string) => void (await world.comrad(name))

  await grow('david')
  await cutNamedLane(alice, carol)
  await until('it is open again', () => of(asked(), 'authenticate').length === 1)
  await turns()
  assert.deepEqual(of(asked(), 'checkpoint'), [], 'by the hello of the named lane')

  await grow('erika')
  alice.transport.cut()
  await send(alice, bobby, 'by the hello of a recipient')
  alice.comrad.refreshFeed()
  await until('it is there', () => screen(bobby, alice).includes('< by the hello of a recipient'))
  await turns()
  assert.deepEqual(of(asked(), 'checkpoint'), [], 'by the hello of any lane')

  await grow('frank')
  assert.ok((await bobby.comrad.checkLog()).ok)
  await send(bobby, alice, 'a newer checkpoint')
  await until('it is there', () => screen(alice, bobby).includes('< a newer checkpoint'))
  await turns()
  assert.deepEqual(of(asked(), 'checkpoint'), [], 'by a checkpoint inside a letter')

  await grow('grace')
  await world.clock.advance(30_000)
  assert.ok((await alice.comrad.vote(posted.value.post, 'up')).ok)
  await until('it is cast', () => of(asked(), 'vote').length === 1)
  const act = of(asked(), 'vote')[0]?.lane
  assert.deepEqual(
    linesOf(asked().filter(({ lane }) => lane === act)),
    ['act hello', 'act anchor', 'act leaves', 'act vote'],
    'what an act needs of the register is fetched on its own lane',
  )
  assert.deepEqual(of(asked(), 'checkpoint'), [])
  assert.deepEqual(alice.comrad.alarms(), [])

  assert.ok((await alice.comrad.checkLog()).ok)
  assert.ok((await alice.comrad.checkLog()).ok)
  const readings = asked().filter(({ kind }) => kind === 'directory')
  assert.equal(new Set(readings.map(({ lane }) => lane)).size, 2, 'each reading has a lane of its own')
})

test('a name that nobody knew makes a reading some time later, on a lane of its own', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice', { options: { lookUpMs } })
  await settle(alice)
  const asked = watch(world, 'alice')
  const mallory = await createPuppet(world, 'mallory')
  const request = { kind: 'meet-request', deliveryToken: mallory.token, greeting: 'new here' } as const
  await mallory.deposit('alice', mallory.letter(request))
  await turns()
  const before = asked().filter(({ kind }) => kind !== 'named')
  assert.deepEqual(before, [], 'nothing but the lane that brought the letter')
  await world.clock.advance(lookUpMs)
  await until('alice is asked', () => alice.comrad.inbox().requests.length === 1)
  assert.deepEqual(linesOf(asked().filter(({ kind }) => kind !== 'named')), [
    'directory hello',
    'directory checkpoint',
    'directory leaves',
  ])
})

test('a named lane that dies moves no lane but itself', async (t) => {
  const world = await createWorld(t)
  const [alice, bobby, carol] = [
    await world.comrad('alice'),
    await world.comrad('bobby'),
    await world.comrad('carol'),
  ]
  await acquaint(alice, bobby, carol)
  alice.transport.intercept({
    onReply: ({ request }) =>
      request.type === 'deposit'
        ? { instead: { type: 'refused', code: 'busy', retryAfterSeconds: 300 } }
        : 'pass',
  })
  // Or his receipt would settle it: the Operator has the letter, and only says that it has not.
  bobby.transport.setOnline(false)
  const first = watch(world, 'alice')
  await send(alice, bobby, 'which lane is it?')
  await until('it is refused', () => of(first(), 'deposit').length === 1)
  await turns()
  const asked = watch(world, 'alice')
  await cutNamedLane(alice, carol)
  await until('it is open again', () => screen(alice, carol).length === 1)
  await turns()
  const kinds = new Set(asked().map(({ kind }) => kind))
  assert.deepEqual([...kinds], ['named'])
  await world.clock.advance(300_000)
  await until('it goes at its own time', () => of(asked(), 'deposit').some(({ to }) => to === 'bobby'))
})

test('after a minute without a connection everything goes on by itself', async (t) => {
  const world = await createWorld(t)
  const patience = { apartMs, backoff: COMRAD_OPTIONS.backoff }
  const [alice, bobby] = [await world.comrad('alice', { options: patience }), await world.comrad('bobby')]
  await acquaint(alice, bobby)
  const posted = await bobby.comrad.post({ to: 'world', text: 'bread', expiresDays: 7 })
  assert.ok(posted.ok)
  await settle(bobby, alice)
  alice.transport.setOnline(false)
  await send(alice, bobby, 'held up')
  assert.ok((await alice.comrad.post({ to: 'world', text: 'roses', expiresDays: 7 })).ok)
  assert.ok((await alice.comrad.vote(posted.value.post, 'up')).ok)
  for (let second = 0; second < 65; second++) await world.clock.advance(1_000)
  const asked = watch(world, 'alice')
  alice.transport.setOnline(true)
  const gone = () => ['deposit', 'publish', 'vote'].map((type) => of(asked(), type as Request['type']).length)
  for (let second = 0; second < 30 && gone().includes(0); second++) await world.clock.advance(1_000)
  await until('all are gone', () => !gone().includes(0))
})

test('a certificate that is kept from a device does not show which letters waited for it', async (t) => {
  const world = await createWorld(t)
  const [alice, bobby, carol] = [
    await world.comrad('alice'),
    await world.comrad('bobby'),
    await world.comrad('carol'),
  ]
  await acquaint(alice, bobby, carol)
  await alice.close()
  await world.clock.advance(3 * DAY_MS)
  const again = await world.stranger('alice', { store: alice.files, options: { apartMs } })
  const release = Promise.withResolvers<'pass'>()
  again.transport.intercept({
    onReply: ({ request }) => (request.type === 'certificate' ? release.promise : 'pass'),
  })
  const asked = watch(world, 'alice')
  await again.comrad.send('bobby', 'late')
  await again.comrad.send('carol', 'late')
  again.comrad.start()
  await until('it is asked for', () => of(asked(), 'certificate').length > 0)
  await world.clock.advance(20_000)
  assert.equal(of(asked(), 'certificate').length, 1, 'nor how many')
  release.resolve('pass')
  await turns()
  assert.deepEqual(of(asked(), 'deposit'), [])
  await world.clock.advance(20_000)
  await until('both are gone', () => of(asked(), 'deposit').length === 2)
})

test('the ticket of a day that turns up is taken some time later; the first after a start at once', async (t) => {
  const world = await createWorld(t)
  const bobby = await world.comrad('bobby')
  const post = async (text: string) => {
    assert.ok((await bobby.comrad.post({ to: 'world', text, expiresDays: 7 })).ok)
    await settle(bobby)
  }
  await post('today')
  const asked = watch(world, 'alice')
  const alice = await world.comrad('alice', { options: { ticketMs } })
  await until('alice sees it', () => alice.comrad.feed().posts.length === 1)
  assert.equal(of(asked(), 'ticket').length, 1)

  await world.clock.advance(DAY_MS)
  await post('tomorrow')
  const pages = of(asked(), 'page').length
  alice.comrad.refreshFeed()
  await until('the page is there', () => of(asked(), 'page').length > pages)
  await turns()
  assert.equal(of(asked(), 'ticket').length, 1)
  await world.clock.advance(ticketMs)
  await until('alice sees it', () => alice.comrad.feed().posts.length === 2)
  assert.equal(of(asked(), 'ticket').length, 2)
})

test('whoever is shown an old envelope once more, or a trusted post, gives no receipt soon', async (t) => {
  const world = await createWorld(t)
  const options: Partial<ComradOptions> = { quietReceiptMs, receiptDelayMs: 1_000 }
  const [alice, bobby] = [await world.comrad('alice'), await world.comrad('bobby', { options })]
  await acquaint(alice, bobby)
  assert.ok((await alice.comrad.trust('bobby')).ok)
  await settle(alice, bobby)
  await world.clock.advance(quietReceiptMs.max)
  await settle(alice, bobby)
  const asked = watch(world, 'bobby')
  const to = (name: string) => of(asked(), 'deposit').filter((one) => one.to === name)
  assert.ok((await alice.comrad.post({ to: 'trusted', text: 'for you', expiresDays: 7 })).ok)
  await until('bobby has it', () => bobby.comrad.feed().posts.length === 1)
  await world.clock.advance(quietReceiptMs.min - 1_000)
  await settle(bobby)
  assert.deepEqual(to('alice'), [], 'not even when all that can be done is done')
  await world.clock.advance(quietReceiptMs.max)
  await until('the receipt goes', () => to('alice').length === 1)

  await send(alice, bobby, 'and you?')
  await until('bobby has it', () => screen(bobby, alice).length === 1)
  await world.clock.advance(2_000)
  await until('in a conversation it goes soon', () => to('alice').length === 2)
  await settle(alice)
  assert.deepEqual(statesOf(alice, bobby), ['delivered'])
})

test('a block shows nobody’s contacts: each is told at a time of their own, and the Operator hours later', async (t) => {
  const world = await createWorld(t)
  const options = { tokenSpreadMs, tokenHashMs }
  const alice = await world.comrad('alice', { options })
  const friends = [await world.comrad('bobby'), await world.comrad('carol'), await world.comrad('david')]
  const mallory = await world.comrad('mallory')
  await acquaint(alice, ...friends, mallory)
  const start = world.clock.now()
  const asked = watch(world, 'alice')
  assert.ok((await alice.comrad.block('mallory')).ok)
  await settle(alice)
  assert.deepEqual(of(asked(), 'deposit').length + of(asked(), 'set-delivery-token').length, 0)
  await send(mallory, alice, 'heard?')
  await settle(mallory, alice)
  assert.deepEqual(screen(alice, mallory), [], 'the device itself drops it at once')

  const told = new Map<string, number>()
  let given: number | undefined
  let current = alice
  for (let minute = 0; minute < 8 * 60 && given === undefined; minute++) {
    await world.clock.advance(60_000)
    await turns()
    for (const { to } of of(asked(), 'deposit'))
      if (to && !told.has(to)) told.set(to, world.clock.now() - start)
    // What it is for: the device looks each hour whether its time has come. Here it is killed half way, and asked often.
    if (minute === 30) {
      await current.close()
      current = await world.stranger('alice', { store: alice.files, options })
      current.comrad.start()
    }
    if (minute % 10 === 0) await settle(current)
    if (of(asked(), 'set-delivery-token').length > 0) given = world.clock.now() - start
  }
  assert.deepEqual([...told.keys()].sort(), friends.map(nameOf).sort())
  const times = [...told.values()]
  assert.ok(Math.max(...times) <= tokenSpreadMs + 60_000)
  assert.ok(new Set(times).size > 1, 'not together')
  assert.ok(given !== undefined && given - Math.max(...times) >= tokenHashMs.min - 60_000, `${given}`)
  await settle(mallory)
  await send(mallory, current, 'and now?')
  await settle(mallory)
  assert.deepEqual(statesOf(mallory, alice).at(-1), 'queued')
})

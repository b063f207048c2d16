/**
 * SIGKILL at the moments of a ballot, an upload, a note, a ticket and a page: once on the way there, once on the way back. Of the
 * device that asks, then of the Operator. Afterwards everything is there, whole, once.
 */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createComrad, systemClock } from '@comrad/client'
import {
  AT_ONCE,
  createMemoryNetwork,
  createTemporaryStore,
  type OperatorPort,
  PLAIN_IMAGES,
  testProofs,
} from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { createTestOperator } from '@comrad/operator/testing'
import {
  type Bytes,
  type Choice,
  encodeRequest,
  formatOperatorAddress,
  type OperatorAddress,
  type Request,
} from '@comrad/protocol'
import { createRandom } from '../../packages/operator/src/store/kill-fixture.ts'
import { createLanePort, type LaneMessage, serveLanes, type Way } from './child-lanes.ts'
import type { FromDevice, Shown, ToDevice, Wish } from './square-kill-device.ts'
import type { FromOperator } from './square-kill-operator.ts'

/** `nth`: of its kind, from when it is waited for. */
type Moment = { readonly type: Request['type']; readonly way: Way; readonly nth: number }

const moment = (type: Moment['type'], way: Way, nth = 1): Moment => ({ type, way, nth })
/** While the feed is read for the first time. */
const READING = [
  ...[moment('ticket', 'there'), moment('ticket', 'back')],
  ...[moment('page', 'there'), moment('page', 'back', 2)],
]
const VOTING = [
  ...[moment('anchor', 'there'), moment('anchor', 'back')],
  ...[moment('vote', 'there'), moment('vote', 'back')],
]
const POSTING = [
  ...[moment('open-blob', 'there'), moment('open-blob', 'back')],
  ...[moment('put-chunk', 'there', 2), moment('put-chunk', 'back'), moment('put-chunk', 'back', 2)],
  ...[moment('publish', 'there'), moment('publish', 'back')],
]
const CHOICES: readonly Choice[] = ['up', 'down', 'none']
/** Two chunks. */
const imageOf = (round: number): Bytes => new Uint8Array(70_000).fill(round + 1)
const QUICK = { ...AT_ONCE, receiptDelayMs: 5, backoff: { minMs: 10, maxMs: 50 }, feedEveryMs: 3_600_000 }
/** Ends a test that has failed already: it waits for what does not come. */
const HANGING = { timeout: 300_000 }
/** More than a page. */
const EARLIER = 22

/** What somebody has asked for, and so what everybody must see. */
function createPromises(post: string) {
  const texts: string[] = []
  let votes = 0
  return {
    vote: (): Wish => ({ type: 'vote', post, choice: CHOICES[votes++ % CHOICES.length] ?? 'none' }),
    post(): Wish {
      const text = `post ${texts.length}`
      return { type: 'post', text: texts[texts.push(text) - 1] ?? '', image: imageOf(texts.length - 1) }
    },
    texts: () => texts,
    choice: (): Choice | undefined => (votes === 0 ? undefined : CHOICES[(votes - 1) % CHOICES.length]),
  }
}

type Promises = ReturnType<typeof createPromises>

function assertShown(posts: readonly Shown[], promises: Promises, when: string) {
  const seen = posts.map(({ text }) => text).filter((text) => text.startsWith('post '))
  assert.deepEqual(seen.toSorted(), promises.texts().toSorted(), `${when}: every post, once`)
  assert.equal(posts.length, EARLIER + promises.texts().length, `${when}: and every post of the others`)
  const own = posts.filter(({ state }) => state !== undefined)
  assert.ok(
    own.every(({ state }) => state === 'published'),
    when,
  )
  const mine = posts.find(({ text }) => text === 'earlier 0')?.mine
  assert.equal(mine, promises.choice(), `${when}: the last vote`)
}

/** As alice sees it, who was not killed. */
async function assertSeenBy({ comrad }: Device, post: string, promises: Promises) {
  await settled(comrad)
  const { posts } = comrad.feed({ limit: 100 })
  assert.equal(posts.length, EARLIER + promises.texts().length)
  for (const text of promises.texts()) {
    const found = posts.filter((one) => one.text === text)
    assert.equal(found.length, 1, text)
    const image = await comrad.image(found[0]?.post ?? '')
    assert.ok(image.ok, `${text}: ${JSON.stringify(image)}`)
    assert.deepEqual(image.value, imageOf(Number(text.split(' ')[1])))
  }
  await assertCounted({ comrad }, post, promises)
}

/** One ballot, which says what was said last. */
async function assertCounted({ comrad }: Pick<Device, 'comrad'>, post: string, promises: Promises) {
  const audit = await comrad.audit(post)
  assert.ok(audit.ok, JSON.stringify(audit))
  const { counted, agrees } = audit.value
  const one = (choice: Choice) => Number(promises.choice() === choice)
  assert.deepEqual([counted, agrees], [{ up: one('up'), down: one('down'), taken: one('none') }, true])
}

type Comrad = ReturnType<typeof createComrad>
type Device = Awaited<ReturnType<typeof createDevice>>

type To = { readonly port: OperatorPort; readonly address: OperatorAddress }

/** Registered, and not started: it has read nothing. */
async function createDevice(t: TestContext, name: string, { port, address }: To) {
  const files = createTemporaryStore()
  const store = await files.open()
  const network = createMemoryNetwork(systemClock, port)
  const transport = network.transport(name)
  const deps = { store, transport, clock: systemClock, random: randomBytes, operator: address }
  const comrad = createComrad({ ...deps, proofs: testProofs(), images: PLAIN_IMAGES }, QUICK)
  const faults: unknown[] = []
  comrad.on('fault', ({ error }) => faults.push(error))
  const registered = await comrad.register(name)
  assert.ok(registered.ok, JSON.stringify(registered))
  let closed = false
  async function close() {
    if (closed) return
    closed = true
    await comrad.stop()
    await transport.close()
    store.close()
  }
  t.after(async () => {
    await close()
    files.remove()
    assert.deepEqual(faults, [])
  })
  return { comrad, transport, network, directory: files.directory, close }
}

/** So that there are pages to read and something to vote on. */
async function speak({ comrad }: Device): Promise<string> {
  const posts: string[] = []
  for (let number = 0; number < EARLIER; number++) {
    const made = await comrad.post({ to: 'world', text: `earlier ${number}` })
    assert.ok(made.ok)
    posts.push(made.value.post)
  }
  comrad.start()
  await settled(comrad)
  return posts[0] ?? ''
}

const shownBy = (comrad: Comrad): readonly Shown[] =>
  comrad.feed({ limit: 100 }).posts.map(({ text, state, votes }) => {
    const mine = votes?.mine
    return { text, state: state?.phase, mine: mine && mine.phase !== 'none' ? mine.choice : undefined }
  })

async function settled(comrad: Comrad) {
  const isSettled = () =>
    comrad
      .feed({ limit: 100 })
      .posts.every(({ state, votes }) => state?.phase !== 'waiting' && votes?.mine.phase !== 'casting')
  do {
    const synced = await comrad.sync()
    if (!synced.ok) await new Promise((resolve) => setTimeout(resolve, 10))
  } while (!isSettled() || comrad.feed().sync.phase !== 'current')
}

test(
  'a device that is killed while it reads, votes, uploads or publishes loses nothing and does nothing twice',
  HANGING,
  async (t) => {
    const operator = await createTestOperator()
    t.after(() => operator.stop())
    const address: OperatorAddress = { kind: 'local', port: 1, fingerprint: operator.fingerprint }
    const to = { port: operator, address }
    const alice = await createDevice(t, 'alice', to)
    const voted = await speak(alice)
    const bob = await createDevice(t, 'bob', to)
    await bob.close()
    const promises = createPromises(voted)
    const tickets = new Set<string>()
    const note = (request: Request) => {
      if (request.type === 'ticket') tickets.add(Buffer.from(encodeRequest(request)).toString('hex'))
    }
    const start = () => startDevice(t, { ...to, directory: bob.directory, note })

    for (const when of READING) await start().killedAt(when)
    for (const when of [...VOTING, ...POSTING]) {
      const device = start()
      assertShown(await device.show(), promises, `before ${when.type} ${when.way}`)
      await assertCounted(alice, voted, promises)
      const killed = device.killedAt(when)
      await device.wish(VOTING.includes(when) ? promises.vote() : promises.post())
      await killed
    }
    const last = start()
    assertShown(await last.show(), promises, 'at last')
    await last.kill()
    await assertSeenBy(alice, voted, promises)
    assert.equal(tickets.size, 1, 'one ticket, however often it was shown')
  },
)

test(
  'an Operator that is killed while it is read, voted, uploaded or published to loses nothing and counts nothing twice',
  HANGING,
  async (t) => {
    const seed = new DataView(randomBytes(4).buffer).getUint32(0)
    t.diagnostic(`seed ${seed}`)
    const random = createRandom(seed)
    const directory = mkdtempSync(join(tmpdir(), 'comrad-square-kill-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    let operator = await startOperator(t, directory)
    const { address } = operator
    const alice = await createDevice(t, 'alice', operator)
    const voted = await speak(alice)
    const bob = await createDevice(t, 'bob', operator)
    const promises = createPromises(voted)

    const serve = (port: OperatorPort | undefined) => {
      for (const { network } of [alice, bob]) network.serve(port)
    }
    async function restart() {
      serve(undefined)
      operator = await startOperator(t, directory)
      assert.deepEqual(operator.address, address)
      serve(operator.port)
    }
    /** On the way there it may be killed before, in or behind its work: nobody hears of it any more. */
    function killAt({ type, way, nth }: Moment): Promise<void> {
      let left = nth
      let isOver = false
      return new Promise((resolve) => {
        const pass = (request: Request, on: Way) => {
          if (isOver || on !== way || request.type !== type || --left > 0) return !isOver
          isOver = true
          setTimeout(kill, way === 'there' ? random() * 20 : 0)
          return way === 'there'
        }
        const kill = async () => {
          await operator.kill()
          bob.transport.intercept(undefined)
          resolve()
        }
        bob.transport.intercept({
          onRequest: ({ request }) => (pass(request, 'there') ? 'pass' : 'drop'),
          onReply: ({ request }) => (pass(request, 'back') ? 'pass' : 'drop'),
        })
      })
    }

    let killed = killAt(READING[0] ?? moment('ticket', 'there'))
    bob.comrad.start()
    for (const when of READING.slice(1)) {
      await killed
      killed = killAt(when)
      await restart()
    }
    await killed
    await restart()
    for (const when of [...VOTING, ...POSTING]) {
      await settled(bob.comrad)
      assertShown(shownBy(bob.comrad), promises, `before ${when.type} ${when.way}`)
      await assertCounted(alice, voted, promises)
      killed = killAt(when)
      const wish = VOTING.includes(when) ? promises.vote() : promises.post()
      const granted =
        wish.type === 'vote'
          ? await bob.comrad.vote(wish.post, wish.choice)
          : await bob.comrad.post({ ...wish, to: 'world' })
      assert.ok(granted.ok)
      await killed
      await restart()
    }
    await settled(bob.comrad)
    assertShown(shownBy(bob.comrad), promises, 'at last')
    await assertSeenBy(alice, voted, promises)
  },
)

type DeviceOptions = To & { readonly directory: string; note(request: Request): void }

function startDevice(t: TestContext, { port, address, directory, note }: DeviceOptions) {
  const child = fork(
    new URL('square-kill-device.ts', import.meta.url),
    [directory, formatOperatorAddress(address)],
    { serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'] },
  )
  t.after(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stored = Promise.withResolvers<void>()
  const shown = Promise.withResolvers<readonly Shown[]>()
  let trap: { readonly when: Moment; left: number } | undefined
  const tell = (message: ToDevice) => {
    if (child.connected) child.send(message, () => {})
  }
  const lanes = serveLanes(port, tell, (request, way) => {
    if (way === 'there') note(request)
    if (trap?.when.type !== request.type || trap.when.way !== way || --trap.left > 0) return 'pass'
    child.kill('SIGKILL')
    return 'stop'
  })
  child.on('message', (message: FromDevice) => {
    if (message.type === 'stored') stored.resolve()
    else if (message.type === 'shown') shown.resolve(message.posts)
    else lanes.take(message)
  })
  void ended.then((code) => {
    lanes.closeAll()
    if (code !== null) shown.reject(new Error(`it ended by itself: ${code}`))
    stored.resolve()
  })
  async function gone() {
    assert.equal(await ended, null, 'it ended by itself')
  }
  return {
    show() {
      tell({ type: 'show' })
      return shown.promise
    },
    /** Stored, or killed before it could say so. */
    wish(wish: Wish) {
      tell(wish)
      return stored.promise
    },
    killedAt(when: Moment) {
      trap = { when, left: when.nth }
      return gone()
    },
    kill() {
      child.kill('SIGKILL')
      return gone()
    },
  }
}

async function startOperator(t: TestContext, directory: string) {
  const child = fork(new URL('square-kill-operator.ts', import.meta.url), [directory], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  t.after(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = Promise.withResolvers<OperatorAddress>()
  const lanes = createLanePort((message: LaneMessage) => {
    if (child.connected) child.send(message, () => {})
  })
  child.on('message', (message: FromOperator) => {
    if (message.type !== 'ready') lanes.take(message)
    else ready.resolve({ kind: 'local', port: 1, fingerprint: message.fingerprint })
  })
  void ended.then((code) => ready.reject(new Error(`it ended by itself: ${code}`)))
  return {
    address: await ready.promise,
    port: lanes.port,
    async kill() {
      child.kill('SIGKILL')
      assert.equal(await ended, null, 'it ended by itself')
    },
  }
}

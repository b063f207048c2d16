/** The running part of a device: everything that happens by itself between `start` and `stop`. */
import { dayOf, EXPIRY_DAYS, type Name, RETENTION_DAYS, type Result } from '@comrad/protocol'
import type { Account } from './account/account.ts'
import type { Readiness } from './account/readiness.ts'
import type { Registration } from './account/registration.ts'
import type { SquareParts } from './create-square.ts'
import type { Device } from './device.ts'
import type { NetworkFailure } from './failure.ts'
import { compareNotes, writeReceipts, writeRepairs } from './inbox/answers.ts'
import { createCollector } from './inbox/collector.ts'
import { createOpener } from './inbox/opener.ts'
import type { Link } from './link.ts'
import { type Courier, createCourier } from './outbox/courier.ts'
import { keepRetention } from './outbox/retention.ts'
import { createForgetting } from './peace/forgetting.ts'
import type { TrustedFace } from './peace/trusted-face.ts'
import type { Monitor } from './register/monitor.ts'
import type { OutgoingLetter } from './store/outgoing-rows.ts'
import type { Outcome, Task } from './task.ts'
import type { Trust } from './trust.ts'

export type Engine = {
  readonly courier: Courier
  /** The named lane is open, or open again. */
  onConnected(): void
  onNewerRegister(): void
  /** What the Operator must hold for this device has changed. */
  prepare(): void
  /** There is something to upload, to publish or to cast. */
  carrySquare(): void
  readFeed(): void
  /** Resolves when nothing more can be done now. */
  settled(): Promise<void>
  /** Tries at once what was pausing. */
  hurry(): void
  collected(): number
  stop(): Promise<void>
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly trust: Trust
  readonly monitor: Monitor
  readonly readiness: Readiness
  readonly registration: Registration
  readonly face: TrustedFace
  readonly square: SquareParts
  onFault(error: unknown): void
}

/** Envelopes that were dealt with are remembered for longer than the Operator can keep them. */
const SEEN_DAYS = RETENTION_DAYS + 7

export function createEngine(deps: Deps): Engine {
  const { device, account, link, trust, monitor, readiness, registration, face, square } = deps
  const { rows, sql, clock, options } = device
  const courier = createCourier({
    ...{ device, account, readiness, link, trust, onDeposited },
    actor: square.actor,
  })
  const keys = () => link.greeting()?.keys
  const onHurry = (contact: Name) => courier.poke(contact, { now: true })
  const opener = createOpener({
    ...{ device, account, trust, keys, onHurry },
    onFeedHead: square.reader.compare,
  })
  const readRegister = async () => (await monitor.read()).ok
  const collector = createCollector({ device, link, opener, readRegister, onBatch, onFault: deps.onFault })

  const task = (run: () => Promise<Outcome>) =>
    device.createTask(async () => (trust.isHalted() ? 'done' : run()))
  const collecting = task(async () => (account.self() ? collector.run() : 'done'))
  const preparing = task(async () => (account.self() ? outcomeOf(await readiness.ensure()) : 'done'))
  const reading = task(async () => outcomeOf(await monitor.read()))
  const gossiping = task(async () => outcomeOf(await compareNotes(device, monitor)))
  const receipting = task(async () => carry(writeReceipts(device)))
  const repairing = task(repair)
  const keeping = task(upkeep)
  const claiming = task(resumeClaim)
  const ofComrad = (run: () => Promise<Outcome>) => task(async () => (account.self() ? run() : 'done'))
  const feeding = ofComrad(readFeed)
  const uploading = ofComrad(square.uploader.run)
  const publishing = ofComrad(square.publisher.run)
  const casting = ofComrad(square.voting.cast)
  const checking = ofComrad(square.voting.check)
  const ofSquare: readonly Task[] = [feeding, uploading, publishing, casting, checking]
  /** All but collecting, which never rests. */
  const tasks: readonly Task[] = [
    ...[preparing, reading, gossiping, receipting, repairing, keeping, claiming],
    ...ofSquare,
  ]
  const timers = new Set<() => void>()

  const forgetting = createForgetting(device)
  timers.add(forgetting.watch(deps.onFault))

  if (account.self()) link.named()
  collecting.poke()
  claiming.poke()
  keeping.poke()
  reading.poke()
  gossiping.poke()
  repairing.poke()
  receipting.poke()
  courier.pokeAll()
  for (const one of ofSquare) one.poke()
  every(options.feedEveryMs, () => feeding.poke())
  every(options.registerEveryMs, () => reading.poke())
  every(options.upkeepEveryMs, () => keeping.poke())

  return {
    courier,
    onConnected() {
      preparing.poke({ now: true })
      collecting.poke({ now: true })
      for (const one of ofSquare) one.poke({ now: true })
      courier.pokeAll({ now: true })
    },
    onNewerRegister: () => reading.poke(),
    prepare: () => preparing.poke({ now: true }),
    readFeed: () => feeding.poke(),
    carrySquare() {
      for (const one of [uploading, publishing, casting]) one.poke({ now: true })
    },
    async settled() {
      if (account.self() && !trust.isHalted()) await collector.catchUp()
      receipting.poke({ now: true })
      do {
        await Promise.all([courier.rest(), ...tasks.map((one) => one.rest())])
      } while (!courier.isResting() || !tasks.every((one) => one.isResting()))
    },
    hurry() {
      for (const one of [...tasks, collecting]) one.poke({ now: true })
      courier.pokeAll({ now: true })
    },
    collected: collector.collected,
    async stop() {
      for (const callOff of timers) callOff()
      timers.clear()
      link.close()
      await collector.stop()
      await Promise.all([courier.stop(), collecting.stop(), ...tasks.map((one) => one.stop())])
    },
  }

  /** Once everybody's letter with the new delivery token is there, the Operator is given it too. */
  function onDeposited({ kind }: OutgoingLetter): void {
    if (kind === 'token' && !rows.outgoing.isWaiting('token')) preparing.poke({ now: true })
  }

  function onBatch(): void {
    // Never after the same pause: a letter that leaves just so long after one came would tell whose it is.
    after(varied(options.receiptDelayMs), () => receipting.poke())
    repairing.poke()
    gossiping.poke()
    courier.pokeAll()
  }

  async function repair(): Promise<Outcome> {
    const { asked, againInMs } = writeRepairs(device)
    await carry(asked)
    return againInMs === undefined ? 'done' : { retryInMs: againInMs }
  }

  async function upkeep(): Promise<Outcome> {
    await carry(keepRetention(device))
    forgetting.forget()
    face.renew()
    square.posting.renew()
    forgetSquare()
    sql.transaction(() => {
      rows.seen.forgetBefore(dayOf(clock.now()) - SEEN_DAYS)
      rows.trustedPosts.forgetStrayReaders()
    })
    link.closeUnusedSince(clock.now() - options.laneIdleMs)
    preparing.poke()
    return 'done'
  }

  /** First what is one's own, so that it is in what is read. */
  async function readFeed(): Promise<Outcome> {
    await Promise.all([uploading.rest(), publishing.rest(), casting.rest()])
    const outcome = await square.reader.run()
    checking.poke()
    if (outcome === 'done' && square.settings.settings().prefetchImages) await square.pictures.prefetch()
    return outcome
  }

  function forgetSquare(): void {
    const now = clock.now()
    sql.transaction(() => {
      rows.posts.removeExpired(now)
      rows.faces.removeExpired(now)
      rows.uploads.forgetExpired(now)
      rows.letterImages.forgetExpired(now)
      rows.slots.forgetBefore(dayOf(now) - 2)
      rows.feed.forgetKeysBefore(dayOf(now) - EXPIRY_DAYS.max - 2)
    })
  }

  async function resumeClaim(): Promise<Outcome> {
    const view = account.view()
    if (view.phase !== 'claiming') return 'done'
    const registered = await registration.register(view.name)
    if (registered.ok) collecting.poke({ now: true })
    return registered.ok || registered.error.type === 'name-taken' ? 'done' : 'retry'
  }

  async function carry(contacts: readonly Name[]): Promise<Outcome> {
    for (const contact of contacts) courier.poke(contact)
    return 'done'
  }

  function outcomeOf(result: Result<void, NetworkFailure>): Outcome {
    if (result.ok || result.error.type === 'halted') return 'done'
    return result.error.type === 'busy' ? { retryInMs: result.error.retryAfterSeconds * 1000 } : 'retry'
  }

  function after(ms: number, call: () => void): void {
    const callOff = clock.after(ms, () => {
      timers.delete(callOff)
      call()
    })
    timers.add(callOff)
  }

  function every(ms: number, call: () => void): void {
    after(varied(ms), () => {
      call()
      every(ms, call)
    })
  }

  /** From half to one and a half times as long: devices that started together do not go on together. */
  function varied(ms: number): number {
    const [share = 0] = device.random(1)
    return Math.round(ms * (0.5 + share / 255))
  }
}

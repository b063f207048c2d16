/** The running part of a device: everything that happens by itself between `start` and `stop`. */
import { dayOf, EXPIRY_DAYS, type Name, RETENTION_DAYS, type Result } from '@comrad/protocol'
import type { Account } from './account/account.ts'
import type { Readiness } from './account/readiness.ts'
import type { Registration } from './account/registration.ts'
import type { SquareParts } from './create-square.ts'
import type { Device } from './device.ts'
import type { NetworkFailure } from './failure.ts'
import { compareCheckpoints, owedCheckpoints, writeReceipts, writeRepairs } from './inbox/answers.ts'
import { createCollector } from './inbox/collector.ts'
import { createOpener } from './inbox/opener.ts'
import type { Link } from './link.ts'
import { type Courier, createCourier } from './outbox/courier.ts'
import { keepRetention } from './outbox/retention.ts'
import { within } from './pauses.ts'
import { createForgetting } from './peace/forgetting.ts'
import type { TrustedFace } from './peace/trusted-face.ts'
import type { Monitor } from './register/monitor.ts'
import type { Outcome, Task } from './task.ts'
import type { Trust } from './trust.ts'

export type Engine = {
  readonly courier: Courier
  /** The named lane is open, or open again: what needs a name goes on. The rest has lanes and pauses of its own. */
  onNamedOpen(): void
  onFeedOpen(): void
  /** The register is to be read before the next act. */
  onBehind(): void
  /** An image is at the Operator. */
  onUploaded(): void
  /** There are letters for many, some of which wait for their time. */
  dispatch(): void
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
export const SEEN_DAYS = RETENTION_DAYS + 7

export function createEngine(deps: Deps): Engine {
  const { device, account, link, trust, monitor, readiness, registration, face, square } = deps
  const { rows, sql, clock, options } = device
  const courier = createCourier({
    ...{ device, account, readiness, link, trust },
    actor: square.actor,
    onPhotoReplaced: () => apart(() => uploading.poke()),
  })
  const keys = () => link.greeting()?.keys
  /** What came on the named lane lets them go on another: not at once. */
  const onHurry = (contact: Name) => apart(() => courier.onToken(contact))
  const opener = createOpener({
    ...{ device, account, trust, keys, onHurry },
    onFeedHead: square.reader.compare,
  })
  const readRegister = async () => (await monitor.readSoon()).ok
  const collector = createCollector({ device, link, opener, readRegister, onBatch, onFault: deps.onFault })

  const task = (run: () => Promise<Outcome>) =>
    device.createTask(async () => (trust.isHalted() ? 'done' : run()))
  const collecting = task(async () => (account.self() ? collector.run() : 'done'))
  const preparing = task(async () => (account.self() ? outcomeOf(await readiness.ensure()) : 'done'))
  const reading = task(readToCompare)
  const catchingUp = task(async () => outcomeOf(await monitor.readSoon()))
  const gossiping = task(async () => {
    compareCheckpoints(device, monitor, owedCheckpoints(device), { registerIsFresh: false })
    return 'done'
  })
  const receipting = task(async () => {
    await carry(writeReceipts(device))
    return until(rows.due.receipts.nextDue(clock.now()))
  })
  /** What waits for its time to leave. */
  const dispatching = task(async () => {
    courier.pokeAll()
    return until(rows.outgoing.nextDue(clock.now()))
  })
  const repairing = task(repair)
  const keeping = task(upkeep)
  const claiming = task(resumeClaim)
  const ofComrad = (run: () => Promise<Outcome>) => task(async () => (account.self() ? run() : 'done'))
  const feeding = ofComrad(readFeed)
  const deleting = ofComrad(square.deletions.run)
  const uploading = ofComrad(square.uploader.run)
  const publishing = ofComrad(square.publisher.run)
  const casting = ofComrad(square.voting.cast)
  const checking = ofComrad(square.voting.check)
  const ofSquare: readonly Task[] = [feeding, deleting, uploading, publishing, casting, checking]
  /** All but collecting, which never rests. */
  const tasks: readonly Task[] = [
    ...[preparing, reading, catchingUp, gossiping, receipting, dispatching],
    ...[repairing, keeping, claiming],
    ...ofSquare,
  ]
  const timers = new Set<() => void>()
  let isStopped = false

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
  dispatching.poke()
  for (const one of ofSquare) one.poke()
  every(options.feedEveryMs, () => feeding.poke())
  every(options.registerEveryMs, () => reading.poke())
  every(options.upkeepEveryMs, () => keeping.poke())

  return {
    courier,
    onNamedOpen() {
      preparing.poke({ now: true })
      collecting.poke({ now: true })
    },
    onFeedOpen: () => feeding.wake(),
    onBehind: () => catchingUp.poke(),
    onUploaded: () => apart(() => courier.pokeAll()),
    dispatch: () => dispatching.poke({ now: true }),
    readFeed: () => feeding.poke(),
    carrySquare() {
      for (const one of [deleting, uploading, publishing, casting]) one.poke({ now: true })
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
      isStopped = true
      for (const callOff of timers) callOff()
      timers.clear()
      link.close()
      await device.pauses.without(async () => {
        await collector.stop()
        await Promise.all([courier.stop(), collecting.stop(), ...tasks.map((one) => one.stop())])
      })
    },
  }

  function onBatch(): void {
    // Never after the same pause: a letter that leaves just so long after one came would tell whose it is.
    after(varied(options.receiptDelayMs), () => receipting.poke({ now: true }))
    gossiping.poke()
    apart(() => {
      repairing.poke()
      courier.pokeAll()
    })
  }

  async function readToCompare(): Promise<Outcome> {
    const owed = owedCheckpoints(device)
    const read = await monitor.read()
    if (read.ok) compareCheckpoints(device, monitor, owed, { registerIsFresh: true })
    return outcomeOf(read)
  }

  function until(due: number | undefined): Outcome {
    return due === undefined ? 'done' : { retryInMs: Math.max(0, due - clock.now()) }
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

  async function readFeed(): Promise<Outcome> {
    // First what is one's own, so that it is in what is read. Else the lanes of acts would hold up that of the feed.
    if (device.pauses.isHurried()) {
      await Promise.all([uploading.rest(), publishing.rest(), casting.rest()])
    }
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
      rows.images.forgetUnnamed()
      rows.uploads.forgetExpired(now)
      // By the earlier of both clocks: a day that comes again because one was wrong finds its slots taken.
      const said = link.greeting()?.time
      if (said !== undefined) rows.slots.forgetBefore(dayOf(Math.min(now, said)) - 2)
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
    if (result.error.type === 'offline') return 'offline'
    return result.error.type === 'busy' ? { retryInMs: result.error.retryAfterSeconds * 1000 } : 'retry'
  }

  /** Not together with what lets it go, so that who causes the one does not know the other by it. */
  function apart(call: () => void): void {
    if (options.apartMs === 0 || device.pauses.isHurried()) {
      call()
      return
    }
    device.pauses
      .pause(options.apartMs)
      .then(() => {
        if (!isStopped) call()
      })
      .catch(deps.onFault)
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
    return within({ min: ms / 2, max: 1.5 * ms }, device.random)
  }
}

/**
 * Fetches letters from the mailbox: first everything that waits, then each as it comes, with one question always open.
 * What was stored is acknowledged; what could not be judged yet stays and is looked at again.
 */
import type { EnvelopeId, WaitingLetter } from '@comrad/protocol'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import { StoreFailure } from '../store/store-error.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'
import { wakeLane } from '../wake-lane.ts'
import type { Opened, Opener } from './opener.ts'

type Deps = {
  readonly device: Device
  readonly link: Link
  readonly opener: Opener
  /** Answers whether it was read to its end. */
  readRegister(): Promise<boolean>
  /** After each batch: there may be receipts to write. */
  onBatch(): void
  onFault(error: unknown): void
}

export type Collector = {
  /** Ends only when the connection does. */
  run(): Promise<Outcome>
  /** Asks once more; resolves when nothing more waits at the Operator. */
  catchUp(): Promise<void>
  collected(): number
  /** Waits for what is under way. */
  stop(): Promise<void>
}

const OPEN_TIMEOUT_MS = 60_000
/** The transport notices a dead connection long before. */
const WAIT_TIMEOUT_MS = 6 * 3_600_000
/** How long a letter that could not be judged is left alone. */
const LATER_MS = 60_000

export function createCollector({ device, link, opener, readRegister, onBatch, onFault }: Deps): Collector {
  const { clock } = device
  /** Acknowledgements, and letters whose senders are being looked up. */
  const underWay = new Set<Promise<void>>()
  let waiters: (() => void)[] = []
  let isCaughtUp = false
  let collected = 0
  let stopped = false
  let callOff = () => {}

  return {
    run,
    async catchUp() {
      while (!stopped) {
        if (!isCaughtUp) await new Promise<void>((resolve) => waiters.push(resolve))
        const isDone = stopped || (await drain(link.named().request)) !== undefined
        await Promise.all(underWay)
        if (isDone) return
        isCaughtUp = false
      }
    },
    collected: () => collected,
    async stop() {
      stopped = true
      callOff()
      release()
      await Promise.all(underWay)
    },
  }

  async function run(): Promise<Outcome> {
    isCaughtUp = false
    try {
      const lane = link.named()
      if (!(await wakeLane(lane, OPEN_TIMEOUT_MS))) return 'retry'
      const position = await drain(lane.request)
      return position === undefined ? 'retry' : await follow(lane.request, position)
    } finally {
      isCaughtUp = false
      release()
    }
  }

  /** Everything from the beginning; answers where the mailbox ends. */
  async function drain(send: SendRequest): Promise<number | undefined> {
    let after = 0
    while (!stopped) {
      const reply = await ask(send, { type: 'collect', after, wait: false })
      if (!reply.ok) return undefined
      after = await handle(send, reply.value.items, after)
      if (!reply.value.more) {
        isCaughtUp = true
        release()
        return after
      }
    }
    return undefined
  }

  async function follow(send: SendRequest, position: number): Promise<Outcome> {
    let after = position
    while (!stopped) {
      const reply = await ask(send, { type: 'collect', after, wait: true }, { timeoutMs: WAIT_TIMEOUT_MS })
      if (!reply.ok) return reply.error.type === 'offline' ? { retryInMs: 0 } : 'retry'
      after = await handle(send, reply.value.items, after)
    }
    return 'done'
  }

  /** Answers the position of the last one. */
  async function handle(send: SendRequest, items: readonly WaitingLetter[], after: number): Promise<number> {
    const unknown = await openAll(send, items, { registerIsFresh: false })
    // Not waited for: the letters behind it need not wait until the register is read.
    if (unknown.length > 0) track(openUnknown(send, unknown))
    return items.reduce((last, { position }) => Math.max(last, position), after)
  }

  async function openUnknown(send: SendRequest, items: readonly WaitingLetter[]): Promise<void> {
    // In any case: the register may not be there to read, and the disk may fail.
    lookAgainLater(send)
    if (await readRegister()) await openAll(send, items, { registerIsFresh: true })
  }

  /** Answers those whose senders are not known. */
  async function openAll(
    send: SendRequest,
    items: readonly WaitingLetter[],
    options: { readonly registerIsFresh: boolean },
  ): Promise<readonly WaitingLetter[]> {
    const done: EnvelopeId[] = []
    const unknown: WaitingLetter[] = []
    for (const item of items) {
      if (stopped) break
      const opened = await openOne(item, options)
      if (opened === 'acknowledge') done.push(item.id)
      else if (opened === 'unknown-sender') unknown.push(item)
      else lookAgainLater(send)
    }
    if (done.length > 0) {
      collected += done.length
      // Not waited for either. If it is lost, the letters come again and are known.
      track(ask(send, { type: 'acknowledge', ids: done }).then(() => undefined))
      onBatch()
    }
    return unknown
  }

  async function openOne(
    item: WaitingLetter,
    options: { readonly registerIsFresh: boolean },
  ): Promise<Opened> {
    try {
      return await opener.open(item, options)
    } catch (error) {
      if (error instanceof StoreFailure) throw error
      // A bug of ours must not keep back the letters behind this one, nor delete it.
      onFault(error)
      return 'later'
    }
  }

  function track(work: Promise<void>): void {
    const done = work.catch(onFault).finally(() => underWay.delete(done))
    underWay.add(done)
  }

  function lookAgainLater(send: SendRequest): void {
    callOff()
    callOff = clock.after(LATER_MS, () => {
      drain(send).catch(onFault)
    })
  }

  /** Whoever waits looks again: all is collected, or this attempt is over. */
  function release(): void {
    for (const resolve of waiters) resolve()
    waiters = []
  }
}

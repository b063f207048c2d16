/**
 * Fetches letters from the mailbox: first everything that waits, then each as it comes, with one question always open.
 * What was stored is acknowledged; what could not be judged yet stays and is looked at again.
 */
import { ACKNOWLEDGE_IDS, type EnvelopeId, type WaitingLetter } from '@comrad/protocol'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import { StoreFailure } from '../store/store-error.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'
import { wakeLane } from '../wake-lane.ts'
import type { Opened } from './opener.ts'

type Deps = {
  readonly device: Device
  readonly link: Link
  open(item: WaitingLetter): Promise<Opened>
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
  /** Waits for acknowledgements that are under way. */
  stop(): Promise<void>
}

const OPEN_TIMEOUT_MS = 60_000
/** The transport notices a dead connection long before. */
const WAIT_TIMEOUT_MS = 6 * 3_600_000
/** How long a letter that could not be judged is left alone. */
const LATER_MS = 60_000

export function createCollector({ device, link, open, onBatch, onFault }: Deps): Collector {
  const { clock } = device
  const acknowledging = new Set<Promise<void>>()
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
        if (stopped || (await drain(link.named().request)) !== undefined) return
        isCaughtUp = false
      }
    },
    collected: () => collected,
    async stop() {
      stopped = true
      callOff()
      release()
      await Promise.all(acknowledging)
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
    const done: EnvelopeId[] = []
    for (const item of items) {
      if (stopped) break
      if ((await openOne(item)) === 'acknowledge') done.push(item.id)
      else lookAgainLater(send)
    }
    if (done.length > 0) {
      collected += done.length
      acknowledge(send, done)
      onBatch()
    }
    return items.reduce((last, { position }) => Math.max(last, position), after)
  }

  async function openOne(item: WaitingLetter): Promise<Opened> {
    try {
      return await open(item)
    } catch (error) {
      if (error instanceof StoreFailure) throw error
      // A bug of ours must not keep back the letters behind this one, nor delete it.
      onFault(error)
      return 'later'
    }
  }

  /** Not waited for: the next letter need not wait for it. If it is lost, the letters come again and are known. */
  function acknowledge(send: SendRequest, ids: readonly EnvelopeId[]): void {
    const done = ask(send, { type: 'acknowledge', ids: ids.slice(0, ACKNOWLEDGE_IDS) }).then(() => {
      acknowledging.delete(done)
    })
    acknowledging.add(done)
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

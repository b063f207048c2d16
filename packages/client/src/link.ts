/**
 * The lanes to the Operator. Each fresh connection begins with hello: whoever answers must hold the key whose fingerprint
 * is in the Operator's address, and what it says of the time and of the register is looked at before anything else is asked.
 */
import { signChallenge, verifyOperatorKeys } from '@comrad/keymaker'
import {
  type Bytes,
  type Challenge,
  err,
  type Name,
  type OperatorKeys,
  ok,
  type ProofOfWorkParams,
  type Result,
} from '@comrad/protocol'
import type { Account } from './account/account.ts'
import { ask } from './ask.ts'
import type { Device } from './device.ts'
import type { Lane, LaneError, LanePurpose, SendRequest, Transport } from './transport.ts'
import type { Trust } from './trust.ts'
import type { ConnectionView } from './views/status-view.ts'

export type Greeting = {
  readonly keys: OperatorKeys
  readonly claimPow: ProofOfWorkParams
  /** By the Operator's clock, when it was said. */
  readonly time: number
  /** How far this device's clock is ahead of the Operator's. */
  readonly aheadMs: number
}

export type Link = {
  named(): Lane
  recipient(name: Name): Lane
  feed(): Lane
  /** A circuit for this act alone, closed behind it. */
  once<T>(use: (request: SendRequest) => Promise<T>): Promise<T>
  /** A circuit for one reading of the register, closed behind it. */
  reading<T>(use: (request: SendRequest) => Promise<T>): Promise<T>
  greeting(): Greeting | undefined
  connection(): ConnectionView
  /** Whoever answered last could not prove the Operator's key. */
  isWrongOperator(): boolean
  /** Time by the Operator's clock, which judges proofs of work and dates certificates. */
  operatorNow(): number
  /**
   * How far this device's clock is ahead by what was said on this very lane, one of `recipient` or `once`. What an act does must
   * not depend on what was said on another one: it would join the two.
   */
  aheadOn(lane: SendRequest): number | undefined
  /** Closes lanes to recipients that were not used since. */
  closeUnusedSince(time: number): void
  /** Closes every lane; what is asked for then is dead, until `reopen`. */
  close(): void
  reopen(): void
}

type Deps = {
  readonly device: Device
  readonly transport: Transport
  readonly account: Account
  readonly trust: Trust
  /**
   * `sizeBefore` is what was seen of the register before the question was put. No other lane may be moved by it: whoever shows
   * something to one lane alone would know the lane that moves.
   */
  onCheckpoint(note: Bytes, sizeBefore: number, keys: OperatorKeys): void
  onNamedOpen(): void
  onRecipientOpen(name: Name): void
  onFeedOpen(): void
}

const GREET_TIMEOUT_MS = 60_000

export function createLink(deps: Deps): Link {
  const { device, transport, account, trust, onCheckpoint } = deps
  const { clock, rows, operator, events, random, speech } = device
  let greeting: Greeting | undefined
  let refused: 'wrong-operator' | 'authentication-failed' | undefined
  let named: Lane | undefined
  let feed: Lane | undefined
  /** Closed behind what they are for. */
  const brief = new Set<Lane>()
  const aheads = new WeakMap<SendRequest, number>()
  let isClosed = false
  const recipients = new Map<Name, { readonly lane: Lane; usedAt: number }>()

  return {
    named() {
      if (isClosed) return DEAD_LANE
      if (!named) {
        named = transport.lane({ kind: 'named' }, introduce)
        named.onState((state) => {
          if (state.phase === 'open') deps.onNamedOpen()
          events.emit('change', undefined)
        })
      }
      return named
    },
    recipient(name) {
      if (isClosed) return DEAD_LANE
      const entry = recipients.get(name) ?? {
        lane: opening({ kind: 'recipient', name }, () => deps.onRecipientOpen(name)),
        usedAt: 0,
      }
      entry.usedAt = clock.now()
      recipients.set(name, entry)
      return entry.lane
    },
    feed() {
      if (isClosed) return DEAD_LANE
      feed ??= opening({ kind: 'feed' }, deps.onFeedOpen)
      return feed
    },
    once: (use) => alone({ kind: 'act', label: labelOf(random(8)) }, use),
    reading: (use) => alone({ kind: 'directory' }, use),
    greeting: () => greeting,
    connection,
    isWrongOperator: () => refused === 'wrong-operator',
    operatorNow: () => clock.now() - (greeting?.aheadMs ?? 0),
    aheadOn: (lane) => aheads.get(lane),
    closeUnusedSince(time) {
      for (const [name, { lane, usedAt }] of recipients) {
        if (usedAt >= time) continue
        lane.close()
        recipients.delete(name)
      }
    },
    reopen() {
      isClosed = false
    },
    close() {
      isClosed = true
      closeAnonymous()
      named?.close()
      named = undefined
    },
  }

  function nameless(purpose: LanePurpose): Lane {
    const lane = transport.lane(purpose, async (send) => {
      const hello = await sayHello(send)
      if (!hello.ok) return hello
      aheads.set(lane.request, hello.value.aheadMs)
      return ok(undefined)
    })
    return lane
  }

  function closeAnonymous(): void {
    for (const { lane } of recipients.values()) lane.close()
    recipients.clear()
    feed?.close()
    feed = undefined
    for (const lane of brief) lane.close()
    brief.clear()
  }

  function opening(purpose: LanePurpose, onOpen: () => void): Lane {
    const lane = nameless(purpose)
    lane.onState(({ phase }) => {
      if (phase === 'open') onOpen()
    })
    return lane
  }

  async function alone<T>(purpose: LanePurpose, use: (request: SendRequest) => Promise<T>): Promise<T> {
    if (isClosed) return use(DEAD_LANE.request)
    const lane = nameless(purpose)
    brief.add(lane)
    try {
      return await use(lane.request)
    } finally {
      brief.delete(lane)
      lane.close()
    }
  }

  function connection(): ConnectionView {
    if (trust.isHalted()) return { phase: 'halted' }
    if (!named) return { phase: 'stopped' }
    if (refused) return { phase: 'refused', reason: refused, words: speech().connection[refused] }
    const state = named.state()
    switch (state.phase) {
      case 'open':
        return { phase: 'connected' }
      case 'closed':
        return { phase: 'stopped' }
      default:
        return state
    }
  }

  /** The named lane: hello, then proof of the account's key. */
  async function introduce(send: SendRequest): Promise<Result<void, LaneError>> {
    const hello = await sayHello(send)
    if (!hello.ok) return hello
    const { challenge, keys } = hello.value
    const self = account.self()
    if (!self) return err({ type: 'protocol', reason: 'no account' })
    const signature = signChallenge(self.identity, { challenge, address: self.address, logKey: keys.logKey })
    const authenticated = await ask(send, { type: 'authenticate', address: self.address, signature })
    if (authenticated.ok) {
      setRefused(undefined)
      return ok(undefined)
    }
    if (authenticated.error.type !== 'refused') return err(laneErrorOf(authenticated.error))
    if (authenticated.error.code === 'authentication-failed') setRefused('authentication-failed')
    return err({ type: 'protocol', reason: authenticated.error.code })
  }

  async function sayHello(
    send: SendRequest,
  ): Promise<Result<{ challenge: Challenge; keys: OperatorKeys; aheadMs: number }, LaneError>> {
    if (trust.isHalted()) return err({ type: 'protocol', reason: 'halted' })
    const sizeBefore = rows.register.checkpoint()?.size ?? 0
    const hello = await ask(send, { type: 'hello' }, { timeoutMs: GREET_TIMEOUT_MS })
    if (!hello.ok) {
      return err(
        hello.error.type === 'refused'
          ? { type: 'protocol', reason: hello.error.code }
          : laneErrorOf(hello.error),
      )
    }
    const { keys, challenge, time, claimPow, checkpoint } = hello.value
    if (!verifyOperatorKeys(keys, operator.fingerprint)) {
      setRefused('wrong-operator')
      // What waits on these lanes would wait for nothing; the named one goes on trying.
      closeAnonymous()
      return err({ type: 'protocol', reason: 'wrong operator' })
    }
    if (refused === 'wrong-operator') setRefused(undefined)
    const aheadMs = clock.now() - time
    greeting = { keys, claimPow, time, aheadMs }
    onCheckpoint(checkpoint, sizeBefore, keys)
    if (trust.isHalted()) return err({ type: 'protocol', reason: 'halted' })
    return ok({ challenge, keys, aheadMs })
  }

  function setRefused(reason: typeof refused) {
    if (refused === reason) return
    refused = reason
    events.emit('change', undefined)
  }
}

const labelOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const DEAD_LANE: Lane = {
  state: () => ({ phase: 'closed' }),
  request: async () => err({ type: 'closed' }),
  onState: () => () => {},
  close: () => {},
}

function laneErrorOf(error: { type: 'offline' } | { type: 'protocol'; reason: string }): LaneError {
  return error.type === 'offline' ? { type: 'closed' } : error
}

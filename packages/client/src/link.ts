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
import type { Lane, LaneError, SendRequest, Transport } from './transport.ts'
import type { Trust } from './trust.ts'
import type { ConnectionView } from './views/status-view.ts'

export type Greeting = {
  readonly keys: OperatorKeys
  readonly claimPow: ProofOfWorkParams
  /** How far this device's clock is ahead of the Operator's. */
  readonly aheadMs: number
}

export type Link = {
  named(): Lane
  directory(): Lane
  recipient(name: Name): Lane
  feed(): Lane
  /** A circuit for this alone, closed behind it. */
  once<T>(use: (request: SendRequest) => Promise<T>): Promise<T>
  greeting(): Greeting | undefined
  connection(): ConnectionView
  /** Whoever answered last could not prove the Operator's key. */
  isWrongOperator(): boolean
  /** Time by the Operator's clock, which judges proofs of work and dates certificates. */
  operatorNow(): number
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
  /** `sizeBefore` is what was seen of the register before the question was put. */
  onCheckpoint(note: Bytes, sizeBefore: number, keys: OperatorKeys): void
  onNamedOpen(): void
}

const GREET_TIMEOUT_MS = 60_000

export function createLink({ device, transport, account, trust, onCheckpoint, onNamedOpen }: Deps): Link {
  const { clock, rows, operator, events, random } = device
  let greeting: Greeting | undefined
  let refused: 'wrong-operator' | 'authentication-failed' | undefined
  let named: Lane | undefined
  let directory: Lane | undefined
  let feed: Lane | undefined
  const acts = new Set<Lane>()
  let isClosed = false
  const recipients = new Map<Name, { readonly lane: Lane; usedAt: number }>()

  return {
    named() {
      if (isClosed) return DEAD_LANE
      if (!named) {
        named = transport.lane({ kind: 'named' }, introduce)
        named.onState((state) => {
          if (state.phase === 'open') onNamedOpen()
          events.emit('change', undefined)
        })
      }
      return named
    },
    directory() {
      if (isClosed) return DEAD_LANE
      directory ??= transport.lane({ kind: 'directory' }, greet)
      return directory
    },
    recipient(name) {
      if (isClosed) return DEAD_LANE
      const entry = recipients.get(name) ?? {
        lane: transport.lane({ kind: 'recipient', name }, greet),
        usedAt: 0,
      }
      entry.usedAt = clock.now()
      recipients.set(name, entry)
      return entry.lane
    },
    feed() {
      if (isClosed) return DEAD_LANE
      feed ??= transport.lane({ kind: 'feed' }, greet)
      return feed
    },
    async once(use) {
      if (isClosed) return use(DEAD_LANE.request)
      const lane = transport.lane({ kind: 'act', label: labelOf(random(8)) }, greet)
      acts.add(lane)
      try {
        return await use(lane.request)
      } finally {
        acts.delete(lane)
        lane.close()
      }
    },
    greeting: () => greeting,
    connection,
    isWrongOperator: () => refused === 'wrong-operator',
    operatorNow: () => clock.now() - (greeting?.aheadMs ?? 0),
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

  function closeAnonymous(): void {
    for (const { lane } of recipients.values()) lane.close()
    recipients.clear()
    directory?.close()
    directory = undefined
    feed?.close()
    feed = undefined
    for (const lane of acts) lane.close()
    acts.clear()
  }

  function connection(): ConnectionView {
    if (trust.isHalted()) return { phase: 'halted' }
    if (!named) return { phase: 'stopped' }
    if (refused) return { phase: 'refused', reason: refused }
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

  async function greet(send: SendRequest): Promise<Result<void, LaneError>> {
    const hello = await sayHello(send)
    return hello.ok ? ok(undefined) : hello
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
  ): Promise<Result<{ challenge: Challenge; keys: OperatorKeys }, LaneError>> {
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
    greeting = { keys, claimPow, aheadMs: clock.now() - time }
    onCheckpoint(checkpoint, sizeBefore, keys)
    if (trust.isHalted()) return err({ type: 'protocol', reason: 'halted' })
    return ok({ challenge, keys })
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

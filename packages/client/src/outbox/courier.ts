/**
 * Carries the outbox to the Operator: for each contact one letter at a time, in order, again and again until the
 * Operator has it. docs/spec/delivery.md.
 */
import {
  type Authorization,
  DEVICE,
  type DeliveryToken,
  err,
  type Name,
  ok,
  type Result,
} from '@comrad/protocol'
import type { Actor } from '../acts/actor.ts'
import { type AskError, ask } from '../ask.ts'
import { noteDeposited } from '../peace/deposited.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import type { Outcome, Task } from '../task.ts'
import type { Lane } from '../transport.ts'
import { type LetterKey, letterKeyOf, type WaitReason } from '../views/conversation-view.ts'
import type { MeetingProgress } from '../views/meeting-view.ts'
import { wakeLane } from '../wake-lane.ts'
import { type Attempt, type Wait, waitAfter } from './attempt.ts'
import { permitFor } from './permit.ts'
import { createPreparation, type PreparationDeps } from './preparation.ts'

export type Courier = {
  /** There is something for this contact. */
  poke(contact: Name, options?: { readonly now?: boolean }): void
  /** Begins with everything that waits. */
  pokeAll(options?: { readonly now?: boolean }): void
  /** The lane to this recipient is open: what waited for that, and for nothing else, goes. */
  onOpen(contact: Name): void
  /** So does what waited for their token. */
  onToken(contact: Name): void
  deposited(): number
  isResting(): boolean
  rest(): Promise<void>
  /** Asked of the Operator, and not answered yet. */
  isInFlight(letter: LetterKey): boolean
  /** Until the next deposit for this contact. */
  onProgress(contact: Name, listener: (progress: MeetingProgress) => void): void
  stop(): Promise<void>
}

const OPEN_TIMEOUT_MS = 60_000
const DEPOSIT_TIMEOUT_MS = 60_000

export type CourierDeps = PreparationDeps & {
  readonly actor: Actor
  /** The next photo of one's face is on its way to everybody: the old one can go. */
  onPhotoReplaced(): void
}

export function createCourier(deps: CourierDeps): Courier {
  const { device, account, link, trust, onPhotoReplaced } = deps
  const { rows, sql, events, clock } = device
  const { prepare } = createPreparation(deps)
  const tasks = new Map<Name, Task>()
  const inFlight = new Set<LetterKey>()
  const listeners = new Map<Name, Set<(progress: MeetingProgress) => void>>()
  const stopping = new AbortController()
  let deposited = 0

  return {
    poke,
    pokeAll(options) {
      for (const contact of rows.outgoing.contactsWaiting(clock.now())) poke(contact, options)
    },
    onOpen: (contact) => resume(contact, 'offline'),
    onToken(contact) {
      // What is under way with the old one may be refused for that.
      if (tasks.get(contact)?.isResting()) resume(contact, 'token-refused')
      else poke(contact, { now: true })
      poke(contact)
    },
    deposited: () => deposited,
    isResting: () => [...tasks.values()].every((task) => task.isResting()),
    async rest() {
      await Promise.all([...tasks.values()].map((task) => task.rest()))
    },
    isInFlight: (letter) => inFlight.has(letter),
    onProgress(contact, listener) {
      const set = listeners.get(contact) ?? new Set()
      listeners.set(contact, set.add(listener))
    },
    async stop() {
      stopping.abort()
      await Promise.all([...tasks.values()].map((task) => task.stop()))
    },
  }

  function poke(contact: Name, options?: { readonly now?: boolean }) {
    if (stopping.signal.aborted) return
    const task = tasks.get(contact) ?? device.createTask(() => carry(contact))
    tasks.set(contact, task)
    task.poke(options)
  }

  function resume(contact: Name, reason: WaitReason): void {
    if (rows.outgoing.next(contact, clock.now())?.reason === reason) tasks.get(contact)?.wake()
  }

  async function carry(contact: Name): Promise<Outcome> {
    while (!stopping.signal.aborted && !trust.isHalted() && account.self()) {
      const letter = rows.outgoing.next(contact, clock.now())
      if (!letter) return 'done'
      const attempt = await attemptOne(letter)
      if (attempt === 'next') continue
      setReason(letter, attempt.wait)
      if (attempt.retryInMs !== undefined) return { retryInMs: attempt.retryInMs }
      return attempt.wait === 'offline' ? 'offline' : 'retry'
    }
    return 'done'
  }

  async function attemptOne(letter: OutgoingLetter): Promise<Attempt> {
    const { contact } = letter
    const token = rows.contacts.find(contact)?.token
    if (letter.kind !== 'meet-request' && !token) return { wait: 'token-refused' }
    const lane = link.recipient(contact)
    if (!(await isOpen(lane, letter))) return { wait: 'offline' }
    const sealed = await prepare(lane, letter)
    if (!sealed.ok) return sealed.error
    const authorization = await authorize(lane, sealed.value, token)
    if (!authorization.ok) return authorization.error
    return deposit(lane, sealed.value, authorization.value)
  }

  /** While there is no connection a letter stays unsealed, and can be cancelled. */
  async function isOpen(lane: Lane, letter: OutgoingLetter): Promise<boolean> {
    if (lane.state().phase === 'open') return true
    setReason(letter, 'offline')
    tell(letter.contact, { step: 'connecting' })
    return wakeLane(lane, OPEN_TIMEOUT_MS)
  }

  async function authorize(
    lane: Lane,
    letter: OutgoingLetter,
    token: DeliveryToken | undefined,
  ): Promise<Result<Authorization, Wait>> {
    if (letter.kind !== 'meet-request') {
      return token ? ok({ type: 'token', token }) : err({ wait: 'token-refused' })
    }
    tell(letter.contact, { step: 'proving' })
    return permitFor(device, deps.actor, lane, letter)
  }

  async function deposit(lane: Lane, letter: OutgoingLetter, authorization: Authorization): Promise<Attempt> {
    const { contact, sealed } = letter
    if (!sealed) return 'next'
    const key = letterKeyOf(letter.letter)
    tell(contact, { step: 'depositing' })
    inFlight.add(key)
    const answered = await ask(
      lane.request,
      {
        type: 'deposit',
        envelope: {
          recipient: { name: contact, device: DEVICE },
          id: sealed.envelope,
          authorization,
          ciphertext: sealed.ciphertext,
        },
      },
      { timeoutMs: DEPOSIT_TIMEOUT_MS },
    ).finally(() => inFlight.delete(key))
    if (!answered.ok) return refusedDeposit(letter, answered.error)
    const isPhotoReplaced = sql.transaction(() => {
      // Asking again for what an asking letter said would go round in circles.
      if (letter.kind === 'retry') rows.outgoing.remove(letter.letter)
      else rows.outgoing.deposited(letter.letter, clock.now())
      rows.entries.setSent(contact, letter.letter, 'deposited', clock.now())
      return noteDeposited(device, letter)
    })
    deposited++
    tell(contact, { step: 'deposited' })
    listeners.delete(contact)
    events.emit('change', undefined)
    if (isPhotoReplaced) onPhotoReplaced()
    return 'next'
  }

  function refusedDeposit(letter: OutgoingLetter, error: AskError): Attempt {
    // Its permit has ended: the next try asks for another.
    if (error.type === 'refused' && error.code === 'token-refused' && letter.sealed?.permit) {
      sql.transaction(() => rows.outgoing.permit(letter.letter, undefined))
    }
    return waitAfter(error)
  }

  function setReason({ letter, reason }: OutgoingLetter, wait: WaitReason): void {
    if (reason === wait) return
    sql.transaction(() => rows.outgoing.wait(letter, wait))
    events.emit('change', undefined)
  }

  function tell(contact: Name, progress: MeetingProgress): void {
    for (const listener of listeners.get(contact) ?? []) listener(progress)
  }
}

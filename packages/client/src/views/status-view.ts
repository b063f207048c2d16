/** One glance: who am I, is it connected, does my mail move, is anything wrong. */
import { MINIMUM_MEMBERS } from '@comrad/protocol'
import type { Speech } from '../words/speech.ts'
import type { AccountView } from './account-view.ts'
import type { AlarmView } from './alarm-view.ts'
import type { FeedSyncView } from './feed-view.ts'
import { type Words, wordsOfClock, wordsOfMail, wordsOfStorage } from './words.ts'

export type ConnectionView =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'connected' }
  | { readonly phase: 'waiting'; readonly retryInMs: number }
  | {
      readonly phase: 'refused'
      readonly reason: 'wrong-operator' | 'authentication-failed'
      readonly words: Words
    }
  /** An alarm ended trust: nothing is sent or collected. */
  | { readonly phase: 'halted' }

export type ClockView =
  | { readonly phase: 'unknown' }
  | { readonly phase: 'right' }
  /** Positive when this device is ahead of the Operator. */
  | { readonly phase: 'wrong'; readonly aheadMs: number }

export type StorageView =
  | { readonly phase: 'working' }
  | { readonly phase: 'full' }
  | { readonly phase: 'failed' }

export type MailView = {
  /** Written and not yet deposited. */
  readonly queued: number
  /** Of those, how many wait because the recipient's mailbox is full. */
  readonly mailboxFull: number
  /** Deposited, and no receipt yet. */
  readonly sent: number
  readonly undelivered: number
  readonly unread: number
  /** Letters that no key here opens: random bytes, or not meant for this device. */
  readonly undecipherable: number
  /** Forged, expired or foreign certificates. */
  readonly badCertificates: number
  /** Opened, but what was inside was not a letter, or not one that its sender may send. */
  readonly hostile: number
  /** From people whom one has not met on this device. */
  readonly strangers: number
}

/** Anonymous acts and the feed. */
export type SquareView = {
  /** Comrads among whom one's acts are hidden, and how many the Operator asks for at least; undefined before the first anchor. */
  readonly members: number | undefined
  readonly minimumMembers: number | undefined
  /** So few hide nobody well. */
  readonly few: boolean
  readonly posts: number
  readonly unread: number
  readonly sync: FeedSyncView
}

export type StatusView = {
  readonly account: AccountView
  readonly operator: { readonly address: string; readonly anonymity: 'tor' | 'none' }
  readonly connection: ConnectionView
  readonly clock: ClockView
  readonly storage: StorageView
  readonly register: { readonly size: number; readonly root: string; readonly checkedAt: number | undefined }
  readonly mail: MailView
  readonly square: SquareView
  readonly requests: number
  readonly alarms: readonly AlarmView[]
  /** Everything above that a person should know now, in words, the gravest first. Empty when all is well. */
  readonly words: readonly Words[]
}

export const isFew = (members: number): boolean => members < MINIMUM_MEMBERS

/** An hour: less does no harm, and honest clocks differ by minutes. */
export const CLOCK_TOLERANCE_MS = 3_600_000

export function clockViewOf(aheadMs: number | undefined): ClockView {
  if (aheadMs === undefined) return { phase: 'unknown' }
  return Math.abs(aheadMs) > CLOCK_TOLERANCE_MS ? { phase: 'wrong', aheadMs } : { phase: 'right' }
}

export function statusViewOf(facts: Omit<StatusView, 'words'>, speech: Speech): StatusView {
  const { alarms, storage, connection, clock, mail } = facts
  const lines = [
    ...alarms.map(({ words }) => words),
    wordsOfStorage(storage, speech),
    connection.phase === 'refused' ? connection.words : undefined,
    wordsOfClock(clock, speech),
    ...wordsOfMail(mail, speech),
  ]
  return { ...facts, words: lines.filter((line) => line !== undefined) }
}

/**
 * A comrad's place on a machine, from the first start to the last: empty, locked, or open with a `Comrad` inside. What a window
 * or a terminal application opens with; the commands open a store by themselves.
 */
import type { Phrase } from '@comrad/keymaker'
import type { Result } from '@comrad/protocol'
import type { Comrad } from '../comrad.ts'
import type { StorageFailure } from '../failure.ts'
import type { ExportStoreError, ImportStoreError } from '../store/backup.ts'
import type { CreateStoreError, OpenStoreError } from '../store/store-error.ts'
import type { Language } from '../words/languages.ts'
import type { Speech, Words } from '../words/speech.ts'

export type HouseView =
  /** Nothing is here: an account is made, recovered, or brought from a backup. */
  | { readonly phase: 'empty' }
  | { readonly phase: 'locked' }
  /** Argon2id is at work. */
  | { readonly phase: 'opening' }
  | { readonly phase: 'open' }

/** What Tor is at while it connects, as far as a person can follow it. */
export type LineStep = 'starting' | 'reaching' | 'greeting' | 'listing' | 'joining' | 'publishing'
export type LineTrouble = 'no-progress' | 'network-down' | 'clock-skew'
export type LineFailure =
  | 'binary-missing'
  | 'configuration-refused'
  | 'clock-skew'
  | 'network-down'
  | 'exited'
  | 'stopped'
  /** The one that runs on this machine. */
  | 'operator-ended'

/** How the way to the Operator comes up, as whoever carries it knows it. */
export type LineState =
  /** `torFailed`: it was to be reached through Tor, which did not connect. */
  | { readonly phase: 'local'; readonly torFailed?: true }
  | {
      readonly phase: 'starting'
      readonly percent: number
      /** Tor's own word for it; or `publishing`, of an Operator that begins on this machine. */
      readonly step: string
      readonly trouble?: LineTrouble
    }
  | { readonly phase: 'ready'; readonly since: number; readonly version?: string }
  | { readonly phase: 'failed'; readonly reason: LineFailure }
  /** An Operator of this machine that did not begin, in its own words. */
  | { readonly phase: 'failed'; readonly words: Words }

/** The same for a screen. Visible from the first second. */
export type LineView =
  | { readonly phase: 'local'; readonly words?: Words }
  | { readonly phase: 'starting'; readonly percent: number; readonly words: Words }
  | { readonly phase: 'ready'; readonly since: number; readonly version?: string }
  | { readonly phase: 'failed'; readonly words: Words }

/** The port to whatever carries this device's lanes. */
export type HouseLine = {
  state(): LineState
  onChange(listener: () => void): () => void
  /** Where Tor is used, or was to be: the bridges that it goes through, and others in their place. */
  readonly bridges?: LineBridges | undefined
}

export type LineBridges = {
  view(): BridgesView
  change(text: string): Promise<Result<void, BridgesError>>
}

export type BridgesView = {
  /** As they are given out, a line each; empty: none. */
  readonly text: string
  readonly count: number
  /** The kinds of bridges for which there is a program here. Bridges without a kind need none. */
  readonly kinds: readonly string[]
}

export type BridgesError =
  | { readonly type: 'bridge-line'; readonly line: number }
  | { readonly type: 'bridge-program-missing'; readonly transport: string }
  /** The Operator is on this machine. */
  | { readonly type: 'no-tor' }
  | StorageFailure

export type PassphraseStrength = {
  /** 0 (guessed at once) to 4. */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly words: Words | undefined
}

export type Preferences = {
  readonly language: Language
  readonly theme: 'system' | 'light' | 'dark'
  readonly notifications: 'off' | 'without-content' | 'with-names'
}

export type OpenHouseError =
  | OpenStoreError
  | CreateStoreError
  | { readonly type: 'passphrase-too-short' }
  /** None could be begun on this machine: the line says why. */
  | { readonly type: 'no-operator' }
export type BackupError = ImportStoreError | ExportStoreError

export type House = {
  view(): HouseView
  line(): LineView
  /** Undefined where Tor is not used. */
  bridges(): BridgesView | undefined
  /** Kept on this device, in the open: Tor needs them before anything is unlocked. Tor connects anew, or at the next start; what waits to be sent goes on waiting. */
  changeBridges(text: string): Promise<Result<void, BridgesError>>
  /** In the language that was chosen. */
  speech(): Speech
  /** While the house is open. */
  comrad(): Comrad | undefined
  strengthOf(passphrase: string): PassphraseStrength

  create(passphrase: string): Promise<Result<void, OpenHouseError>>
  /** The second passphrase, if there is one, wipes and then answers as if nothing had ever been here. */
  unlock(passphrase: string): Promise<Result<'open' | 'empty', OpenHouseError>>
  lock(): Promise<void>
  /** Everything that is kept of this account is gone from this device. The name stays in the register. */
  wipe(): Promise<void>
  changePassphrase(from: string, to: string): Promise<Result<void, OpenHouseError>>
  /** At unlock it wipes. Undefined takes it away. Whether there is one cannot be seen in the files. */
  setWipingPassphrase(
    passphrase: string | undefined,
  ): Promise<Result<void, OpenHouseError | { readonly type: 'passphrase-same' }>>

  /** The 24 words of whoever is inside, once more: whoever finds the device open does not have them without the passphrase. */
  phrase(passphrase: string): Promise<Result<Phrase | undefined, OpenStoreError>>

  /** One file, as encrypted as the store itself, under the same passphrase. */
  /** A new file at this path; answers its length in bytes. */
  exportBackup(path: string): Promise<Result<number, OpenStoreError | BackupError>>
  importBackup(path: string): Promise<Result<void, BackupError>>

  preferences(): Preferences
  changePreferences(preferences: Partial<Preferences>): Promise<void>

  /** Unsent words of a screen: they survive a crash. Empty deletes. */
  draft(place: string): string
  keepDraft(place: string, text: string): Promise<void>

  on(event: 'change', listener: () => void): () => void
  close(): Promise<void>
}

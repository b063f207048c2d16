/**
 * A comrad's place on a machine, from the first start to the last: empty, locked, or open with a `Comrad` inside. What a window
 * or a terminal application opens with; the commands open a store by themselves.
 */
import type { Bytes, Result } from '@comrad/protocol'
import type { Comrad } from '../comrad.ts'
import type { ImportStoreError } from '../store/backup.ts'
import type { CreateStoreError, OpenStoreError } from '../store/store-error.ts'
import type { Words } from '../views/words.ts'

export type HouseView =
  /** Nothing is here: an account is made, recovered, or brought from a backup. */
  | { readonly phase: 'empty' }
  | { readonly phase: 'locked' }
  /** Argon2id is at work. */
  | { readonly phase: 'opening' }
  | { readonly phase: 'open' }

/** How the way to the Operator comes up. Visible from the first second. */
export type LineView =
  | { readonly phase: 'local' }
  | { readonly phase: 'starting'; readonly percent: number; readonly words: Words }
  | { readonly phase: 'ready' }
  | { readonly phase: 'failed'; readonly words: Words }

export type PassphraseStrength = {
  /** 0 (guessed at once) to 4. */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly words: Words | undefined
}

export type Preferences = {
  readonly language: 'en' | 'es'
  readonly theme: 'system' | 'light' | 'dark'
  readonly notifications: 'off' | 'without-content' | 'with-names'
}

export type OpenHouseError = OpenStoreError | CreateStoreError | { readonly type: 'passphrase-too-short' }
export type BackupError = ImportStoreError

export type House = {
  view(): HouseView
  line(): LineView
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

  /** One file, as encrypted as the store itself, under the same passphrase. */
  exportBackup(): Promise<Result<Bytes, OpenStoreError>>
  importBackup(file: Bytes): Promise<Result<void, BackupError>>

  preferences(): Preferences
  changePreferences(preferences: Partial<Preferences>): Promise<void>

  /** Unsent words of a screen: they survive a crash. Empty deletes. */
  draft(place: string): string
  keepDraft(place: string, text: string): Promise<void>

  on(event: 'change', listener: () => void): () => void
  close(): Promise<void>
}

/** A comrad's device, as the rooms that draw it see it. Everything a screen shows is a view; everything it does is here. */
import type { Phrase } from '@comrad/keymaker'
import type { Bytes, Name, NameError, Result } from '@comrad/protocol'
import type { Failure, StorageFailure } from './failure.ts'
import type { ImageError } from './images.ts'
import type { Peace } from './peace.ts'
import type { Square } from './square.ts'
import type { AccountProgress, AccountView } from './views/account-view.ts'
import type { AlarmView } from './views/alarm-view.ts'
import type { ContactsView, ContactView, PeoplePage, PeopleView } from './views/contacts-view.ts'
import type { ConversationPage, ConversationView, LetterKey } from './views/conversation-view.ts'
import type { PostKey } from './views/feed-view.ts'
import type { InboxView } from './views/inbox-view.ts'
import type { MeetingProgress, MeetingView } from './views/meeting-view.ts'
import type { SafetyNumberView, ScannedNumber } from './views/safety-number-view.ts'
import type { StatusView } from './views/status-view.ts'

export type Registered = { readonly name: Name; readonly index: number }

export type RegisterError =
  | { readonly type: 'name-invalid'; readonly reason: NameError }
  /** Somebody else has it. The key is kept: choose another name. */
  | { readonly type: 'name-taken' }
  | { readonly type: 'already-registered'; readonly name: Name }
  | Failure

export type RecoverError =
  | {
      readonly type: 'phrase-invalid'
      readonly reason: 'word-count' | 'unknown-word' | 'checksum'
      readonly word?: number
    }
  | { readonly type: 'account-exists' }
  /** The register has no name with this phrase's key. The key is kept: register a name with it. */
  | { readonly type: 'no-such-account' }
  | Failure

export type NameProblem =
  | { readonly type: 'name-invalid'; readonly reason: NameError }
  | { readonly type: 'not-registered' }

export type MeetError =
  | NameProblem
  | { readonly type: 'yourself' }
  | { readonly type: 'unknown-name' }
  | { readonly type: 'greeting-invalid' }
  | { readonly type: 'already-met' }
  | { readonly type: 'blocked' }
  | Failure

export type AnswerError =
  | NameProblem
  | { readonly type: 'no-request' }
  | { readonly type: 'blocked' }
  | Failure

export type SendError =
  | NameProblem
  | { readonly type: 'not-met' }
  /** By oneself. */
  | { readonly type: 'blocked' }
  | { readonly type: 'text-invalid'; readonly reason: 'empty' | 'too-long' | 'characters' }
  | { readonly type: 'image-refused'; readonly reason: ImageError['type'] }
  | Failure

export type LetterImageError =
  | { readonly type: 'unknown-letter' }
  | { readonly type: 'no-image' }
  /** It has expired, was deleted, or is not what the letter says it is. */
  | { readonly type: 'image-gone' }
  | Failure

export type CancelError = { readonly type: 'too-late' } | { readonly type: 'unknown-letter' } | StorageFailure

export type ContactError = NameProblem | { readonly type: 'unknown-contact' }

export type SendAgainError =
  | { readonly type: 'unknown-letter' }
  /** Only what was taken back, or could not be delivered, is sent again. */
  | { readonly type: 'under-way' }
  /** Its image is not on this device any more: it is not sent without. */
  | { readonly type: 'own-image-gone' }
  | { readonly type: 'not-met' }
  | { readonly type: 'blocked' }
  | StorageFailure

/** What one pass over the mail did. */
export type SyncReport = { readonly collected: number; readonly deposited: number; readonly waiting: number }

export type ComradEvents = {
  /** Some view changed: read again what is on the screen. */
  readonly change: undefined
  readonly letter: { readonly from: Name; readonly letter: LetterKey }
  readonly request: { readonly from: Name }
  readonly met: { readonly with: Name }
  /** A post came that was not here. */
  readonly post: { readonly post: PostKey }
  readonly delivered: { readonly to: Name; readonly letter: LetterKey }
  readonly alarm: AlarmView
  /** A bug: caught at the top of the sync loop, which goes on. */
  readonly fault: { readonly error: unknown }
}

export type Comrad = Square &
  Peace & {
    account(): AccountView
    /** Saves the key before it answers. The phrase can be shown again while the store is open. */
    createAccount(): Promise<Result<Phrase, { readonly type: 'account-exists' } | StorageFailure>>
    recoveryPhrase(): Phrase | undefined
    /** Creates the account if there is none; an interrupted registration resumes. */
    register(
      name: string,
      onProgress?: (progress: AccountProgress) => void,
    ): Promise<Result<Registered, RegisterError>>
    recover(
      phrase: string,
      onProgress?: (progress: AccountProgress) => void,
    ): Promise<Result<Registered, RecoverError>>

    /** Connects, collects and delivers until `stop`. Calling it twice is the same as once. */
    start(): void
    stop(): Promise<void>
    /** Waits until everything that waits at the Operator is collected and everything that can be sent is deposited. */
    sync(options?: { readonly timeoutMs?: number }): Promise<Result<SyncReport, Failure>>
    /** Reads the register and verifies it against what was seen before. */
    checkLog(): Promise<Result<StatusView['register'], Failure>>

    meet(
      name: string,
      greeting?: string,
      onProgress?: (progress: MeetingProgress) => void,
    ): Promise<Result<MeetingView, MeetError>>
    meeting(name: string): Result<MeetingView, ContactError>
    accept(name: string): Promise<Result<void, AnswerError>>
    /** Silent unless `tell`: who asks cannot know whether you declined, were away, or never looked. */
    decline(name: string, options?: { readonly tell?: boolean }): Promise<Result<void, AnswerError>>

    /** Answers once the letter is in the store, not when it is sent. */
    send(
      name: string,
      text: string,
      image?: Bytes,
    ): Promise<Result<{ readonly letter: LetterKey }, SendError>>
    cancel(letter: LetterKey): Promise<Result<void, CancelError>>
    /** The same words and image once more, as a new letter. */
    sendAgain(letter: LetterKey): Promise<Result<{ readonly letter: LetterKey }, SendAgainError>>
    /** A message's image as WebP bytes: from this device, or fetched now on a lane of its own. Hostile: decode it without keys. */
    letterImage(letter: LetterKey): Promise<Result<Bytes, LetterImageError>>
    markRead(name: string): Promise<Result<void, ContactError | StorageFailure>>
    verify(name: string): Result<SafetyNumberView, ContactError>
    /** Compares with what was scanned from the other's device; the same number verifies, and nothing else does. */
    compareScanned(
      name: string,
      scanned: Bytes,
    ): Promise<Result<ScannedNumber, ContactError | StorageFailure>>
    markVerified(name: string): Promise<Result<void, ContactError | StorageFailure>>

    status(): StatusView
    contacts(): ContactsView
    /** One group, a page at a time: where there may be thousands. */
    people(page: PeoplePage): PeopleView
    contact(name: string): Result<ContactView, ContactError>
    conversation(name: string, page?: ConversationPage): Result<ConversationView, ContactError>
    inbox(): InboxView
    alarms(): readonly AlarmView[]

    on<E extends keyof ComradEvents>(event: E, listener: (value: ComradEvents[E]) => void): () => void
  }

/** Whom one trusts, and what one does not want to hear. Part of `Comrad`. */
import type { Result } from '@comrad/protocol'
import type { ContactError, NameProblem } from './comrad.ts'
import type { Failure, StorageFailure } from './failure.ts'

export type TimerError =
  | ContactError
  | { readonly type: 'not-met' }
  /** Neither 0 nor from a minute to four weeks. */
  | { readonly type: 'timer-invalid' }
  | Failure

export type Peace = {
  /** They are shown one's trusted face, and the trusted posts written from now on. */
  trust(name: string): Promise<Result<void, ContactError | { readonly type: 'not-met' } | StorageFailure>>
  /** The trusted face and the trusted posts that they have are withdrawn. */
  untrust(name: string): Promise<Result<void, ContactError | StorageFailure>>
  /** Anybody, met or not: their posts are not shown, their messages make no noise. They learn nothing. */
  mute(name: string): Promise<Result<void, NameProblem | StorageFailure>>
  unmute(name: string): Promise<Result<void, NameProblem | StorageFailure>>
  /** A contact's letters do not come any more: everybody else is given another delivery token. They learn nothing. */
  block(name: string): Promise<Result<void, NameProblem | StorageFailure>>
  /** Whom one had met may write again, and what waits at their device comes; anybody else may ask to meet. */
  unblock(name: string): Promise<Result<void, NameProblem | StorageFailure>>
  /** Messages of this conversation, from both sides, disappear so many seconds after they were read; 0: they stay. */
  setTimer(name: string, seconds: number): Promise<Result<void, TimerError>>
  /** Here only: what the other side has is theirs. */
  deleteConversation(name: string): Promise<Result<void, ContactError | StorageFailure>>
  muted(): readonly string[]
  blocked(): readonly string[]
}

/** Every way in which a wish of a person can fail, and the saying for it. */
import type {
  AnswerError,
  CancelError,
  ContactError,
  MeetError,
  RecoverError,
  RegisterError,
  SendAgainError,
  SendError,
} from '../comrad.ts'
import type { BackupError, BridgesError, OpenHouseError } from '../house/house.ts'
import type { TimerError } from '../peace.ts'
import type {
  AuditError,
  DeletePostError,
  PictureError,
  PostError,
  ProfileEditError,
  ProfileError,
  VoteError,
} from '../square.ts'
import type { CreateStoreError, OpenStoreError } from '../store/store-error.ts'
import { EN } from '../words/en.ts'
import type { Speech, Words } from '../words/speech.ts'

export type ComradError =
  | RegisterError
  | RecoverError
  | MeetError
  | AnswerError
  | SendError
  | CancelError
  | SendAgainError
  | ContactError
  | OpenStoreError
  | CreateStoreError
  | { readonly type: 'account-exists' }
  | PostError
  | DeletePostError
  | VoteError
  | AuditError
  | PictureError
  | ProfileError
  | ProfileEditError
  | TimerError
  | OpenHouseError
  | BackupError
  | BridgesError
  | { readonly type: 'passphrase-same' }

export function wordsOfError(error: ComradError, speech: Speech = EN): Words {
  const { errors } = speech
  switch (error.type) {
    case 'name-invalid':
      return speech.names[error.reason.type]
    case 'text-invalid':
      return speech.texts[error.reason]
    case 'image-refused':
      return speech.images[error.reason]
    case 'phrase-invalid':
      return error.reason === 'unknown-word'
        ? speech.phrases['unknown-word']({ number: (error.word ?? 0) + 1 })
        : speech.phrases[error.reason]
    case 'already-registered':
      return errors[error.type](error)
    case 'busy':
      return errors[error.type](error)
    case 'protocol':
      return errors[error.type](error)
    case 'store-too-new':
      return errors[error.type](error)
    case 'damaged':
      return errors[error.type](error)
    case 'bridge-line':
      return errors[error.type](error)
    case 'bridge-program-missing':
      return errors[error.type](error)
    default:
      return errors[error.type]
  }
}

/** Every way in which a wish of a person can fail, in words: what happened, what was kept, what to do. */
import type {
  AnswerError,
  CancelError,
  ContactError,
  MeetError,
  RecoverError,
  RegisterError,
  SendError,
} from '../comrad.ts'
import type { CreateStoreError, OpenStoreError } from '../store/store-error.ts'
import type { Words } from './words.ts'

export type ComradError =
  | RegisterError
  | RecoverError
  | MeetError
  | AnswerError
  | SendError
  | CancelError
  | ContactError
  | OpenStoreError
  | CreateStoreError
  | { readonly type: 'account-exists' }

export function wordsOfError(error: ComradError): Words {
  switch (error.type) {
    case 'name-invalid':
      return NAME_WORDS[error.reason.type]
    case 'phrase-invalid':
      return phraseWords(error)
    case 'text-invalid':
      return TEXT_WORDS[error.reason]
    case 'already-registered':
      return {
        happened: `This device already has an account, in the name of ${error.name}.`,
        todo: 'use another --home for another account.',
      }
    case 'busy':
      return {
        happened: 'The Operator has too much to do right now.',
        kept: 'everything.',
        todo: `try again in ${Math.max(1, error.retryAfterSeconds)} s.`,
      }
    case 'protocol':
      return {
        happened: `The Operator's answer makes no sense (${error.reason}).`,
        kept: 'everything.',
        todo: 'try again; if it stays so, the Operator is broken or has another version of Comrad.',
      }
    case 'store-too-new':
      return {
        happened: `Your store was written by a newer Comrad (version ${error.version}; this one knows ${error.supported}).`,
        kept: 'the store, untouched.',
        todo: 'use the newer Comrad.',
      }
    case 'damaged':
      return {
        happened: `The ${error.part === 'header' ? 'header file' : 'database'} of your store is damaged.`,
        kept: 'the files, untouched.',
        todo: 'bring them back from a copy, or recover your account with its 24 words in another --home.',
      }
    default:
      return WORDS[error.type]
  }
}

type PlainType = Exclude<
  ComradError['type'],
  | 'name-invalid'
  | 'phrase-invalid'
  | 'text-invalid'
  | 'already-registered'
  | 'busy'
  | 'protocol'
  | 'store-too-new'
  | 'damaged'
>

const WORDS: Readonly<Record<PlainType, Words>> = {
  'name-taken': {
    happened: 'Somebody else has that name, for ever.',
    kept: 'your keys.',
    todo: 'choose another name.',
  },
  'account-exists': {
    happened: 'This device already has an account.',
    kept: 'the account, untouched.',
    todo: 'use another --home for another account.',
  },
  'no-such-account': {
    happened: "No name in this Operator's register has the keys of these 24 words.",
    kept: 'the keys.',
    todo: 'check the Operator; or register a name with these keys.',
  },
  'not-registered': {
    happened: 'You have no name with this Operator yet.',
    todo: 'register one: comrad register NAME',
  },
  yourself: { happened: 'That is you.' },
  'unknown-name': {
    happened: 'Nobody of that name stands in the register.',
    todo: 'check the spelling with them; a name that is new appears within seconds.',
  },
  'greeting-invalid': {
    happened: 'The greeting is too long, or holds characters that cannot be sent.',
    kept: 'nothing was sent.',
    todo: 'at most 200 characters, on one line or several.',
  },
  'already-met': { happened: 'You have met already.', todo: 'write: comrad send NAME TEXT' },
  'no-request': { happened: 'Nobody of that name has asked to meet you.' },
  'unknown-contact': {
    happened: 'You have not met anybody of that name.',
    todo: 'ask to meet: comrad meet NAME',
  },
  'not-met': {
    happened: 'You can write only to people whom you have met.',
    kept: 'nothing was sent.',
    todo: 'ask to meet: comrad meet NAME',
  },
  blocked: {
    happened: 'You have blocked that person.',
    kept: 'nothing was sent.',
    todo: 'comrad unblock NAME',
  },
  'too-late': { happened: 'The letter has left already.' },
  'unknown-letter': { happened: 'There is no such letter.' },
  offline: {
    happened: 'The Operator does not answer.',
    kept: 'everything; what waits to be sent goes with the next connection.',
    todo: 'try again; through Tor a connection can take half a minute.',
  },
  'wrong-operator': {
    happened: 'Whoever answered is not the Operator of that address: it could not prove its key.',
    kept: 'everything; nothing was sent to it.',
    todo: 'compare the address with whoever runs the Operator.',
  },
  halted: {
    happened: 'An alarm has ended trust in this Operator: nothing is sent or collected.',
    kept: 'everything on this device.',
    todo: 'read the alarm: comrad status',
  },
  stopped: { happened: 'It was stopped before it was done.', kept: 'everything.', todo: 'say it again.' },
  'storage-full': {
    happened: 'The disk is full.',
    kept: 'everything that was there before.',
    todo: 'make room, then say it again.',
  },
  'storage-failed': {
    happened: 'The disk cannot be written or read.',
    kept: 'everything that was there before, as far as the disk keeps it.',
    todo: 'check the disk and the rights on the files.',
  },
  'not-found': {
    happened: 'There is no account on this device yet.',
    todo: 'comrad register NAME, or comrad recover',
  },
  'wrong-passphrase': {
    happened: 'That is not the passphrase.',
    kept: 'everything, locked.',
    todo: 'try again. Without the passphrase only the 24 words bring the account back.',
  },
  'store-in-use': {
    happened: 'Comrad is open already, in another window or by another command.',
    kept: 'everything.',
    todo: 'use that one, or close it first.',
  },
  exists: {
    happened: 'This device already has an account.',
    kept: 'the account, untouched.',
    todo: 'use another --home for another account.',
  },
}

const NAME_WORDS = {
  length: { happened: 'A name has 3 to 30 characters.', todo: 'choose another.' },
  characters: {
    happened: 'A name is made of a to z, 0 to 9, _ and -, and begins with a letter.',
    todo: 'choose another.',
  },
  reserved: {
    happened: "That name belongs to Comrad's own cast, or sounds as if it did.",
    todo: 'choose another.',
  },
} as const

const TEXT_WORDS = {
  empty: { happened: 'There is nothing in the letter.', todo: 'write something.' },
  'too-long': {
    happened: 'A letter has at most 1,000 characters.',
    kept: 'nothing was sent.',
    todo: 'shorten it, or send two.',
  },
  characters: {
    happened: 'The letter holds control characters, or halves of characters.',
    kept: 'nothing was sent.',
    todo: 'take them out.',
  },
} as const

function phraseWords(error: Extract<RecoverError, { type: 'phrase-invalid' }>): Words {
  switch (error.reason) {
    case 'word-count':
      return { happened: 'A recovery phrase has exactly 24 words.', todo: 'enter all of them, in order.' }
    case 'unknown-word':
      return {
        happened: `Word ${(error.word ?? 0) + 1} is not a word of any recovery phrase.`,
        todo: 'check its spelling.',
      }
    case 'checksum':
      return {
        happened: 'Each of the words exists, but they do not belong together.',
        todo: 'check their order, and for a word that was mistaken for another.',
      }
  }
}

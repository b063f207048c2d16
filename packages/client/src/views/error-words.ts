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
import type { BackupError, OpenHouseError } from '../house/house.ts'
import type { ImageError } from '../images.ts'
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
  | { readonly type: 'passphrase-same' }

export function wordsOfError(error: ComradError): Words {
  switch (error.type) {
    case 'name-invalid':
      return NAME_WORDS[error.reason.type]
    case 'phrase-invalid':
      return phraseWords(error)
    case 'text-invalid':
      return TEXT_WORDS[error.reason]
    case 'image-refused':
      return IMAGE_WORDS[error.reason]
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
  | 'image-refused'
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
  'expiry-invalid': {
    happened: 'A post disappears after 1 to 30 days.',
    kept: 'nothing was posted.',
    todo: 'choose a number of days between them.',
  },
  'unknown-post': {
    happened: 'There is no such post on this device.',
    todo: 'look at the feed; a post that was deleted or has expired is gone.',
  },
  'ambiguous-post': {
    happened: 'More than one post begins like that.',
    todo: 'give more of its letters and digits.',
  },
  expired: { happened: 'That post has expired.', kept: 'nothing of it.' },
  'other-audience': {
    happened: 'A reply goes where its post went: to the world, or to those who are trusted.',
    kept: 'nothing was posted.',
  },
  'nobody-trusted': {
    happened: 'You trust nobody yet, so nobody would see it.',
    kept: 'nothing was posted.',
    todo: 'trust somebody whom you have met: comrad trust NAME',
  },
  'not-yours': { happened: 'That post is not yours.', kept: 'the post, untouched.' },
  'not-public': {
    happened: 'Only posts to the world are voted on.',
    kept: 'nothing was changed.',
  },
  'no-image': { happened: 'There is no image.' },
  'image-gone': {
    happened: 'The image is gone, or is not the one that was promised.',
    kept: 'the rest of the post.',
  },
  'timer-invalid': {
    happened: 'Messages disappear after a minute at least, and four weeks at most.',
    kept: 'the timer, as it was.',
    todo: 'say off, or something like 5m, 1h, 1d, 4w.',
  },
  'passphrase-too-short': {
    happened: 'A passphrase has at least 8 characters.',
    kept: 'everything as it was.',
    todo: 'four or more words are better.',
  },
  'passphrase-same': {
    happened: 'That is the passphrase that opens Comrad.',
    kept: 'everything as it was.',
    todo: 'choose another one for wiping.',
  },
  'backup-damaged': {
    happened: 'That file is no backup of Comrad, or it is damaged.',
    kept: 'everything that is here.',
    todo: 'choose another copy of it.',
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

const IMAGE_WORDS: Readonly<Record<ImageError['type'], Words>> = {
  'not-an-image': {
    happened: 'That file is no image.',
    kept: 'your text.',
    todo: 'choose a JPEG, PNG or WebP.',
  },
  unsupported: {
    happened: 'Images of that kind cannot be sent.',
    kept: 'your text.',
    todo: 'save it as JPEG, PNG or WebP first.',
  },
  truncated: {
    happened: 'The image is not whole.',
    kept: 'your text.',
    todo: 'copy it again from where it came.',
  },
  'too-large': {
    happened: 'The file is too large.',
    kept: 'your text.',
    todo: 'choose one of at most 30 MB.',
  },
  'too-many-pixels': {
    happened: 'The image has too many pixels.',
    kept: 'your text.',
    todo: 'make it smaller first: at most 50 megapixels.',
  },
  timeout: {
    happened: 'The image took too long to read.',
    kept: 'your text.',
    todo: 'make it smaller first.',
  },
  failed: { happened: 'The image could not be read.', kept: 'your text.', todo: 'try another one.' },
  busy: { happened: 'Too many images wait already.', kept: 'your text.', todo: 'try again in a moment.' },
}

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

/** What can go wrong before or around a comrad's own wishes: settings, files, Tor. In words, like the rest. */
import { type ComradError, type Words, wordsOfError } from '@comrad/client'
import { PASSPHRASE_TOO_SHORT } from '@comrad/terminal'

export type ProgramError =
  | ComradError
  | { readonly type: 'no-operator' }
  | { readonly type: 'operator-address-invalid'; readonly part: string }
  /** The account of this home stands in the register of another Operator. */
  | { readonly type: 'another-operator'; readonly address: string }
  | { readonly type: 'passphrase-needed' | 'passphrase-too-short' | 'phrase-needed' | 'interaction-ended' }
  | { readonly type: 'file-unreadable'; readonly what: string }
  | { readonly type: 'tor-missing' | 'tor-stalled' | 'tor-failed'; readonly detail?: string }
  | { readonly type: 'operator-not-started'; readonly words: Words }
  /** This home uses an Operator elsewhere, and nobody is there to use it. */
  | { readonly type: 'nothing-to-run' }
  | { readonly type: 'setting'; readonly setting: string; readonly expected: string }
  | { readonly type: 'operator-store-in-use' | 'operator-store-damaged' | 'port-taken' }

export function wordsOf(error: ProgramError): Words {
  switch (error.type) {
    case 'no-operator':
      return {
        happened: 'No Operator is known yet.',
        todo: 'get the address of one and say: comrad --operator ADDRESS. Or run one: comrad operator. Or both: comrad start.',
      }
    case 'operator-address-invalid':
      return {
        happened: `That is not an Operator's address (its ${error.part}).`,
        todo: 'copy all of the line: comrad://….onion/… or, on this machine, comrad://127.0.0.1:PORT/…',
      }
    case 'another-operator':
      return {
        happened: "This home's account stands in the register of another Operator.",
        kept: `the address in use, ${error.address}`,
        todo: 'use another --home for an account with this Operator.',
      }
    case 'passphrase-needed':
      return {
        happened: 'A passphrase is needed, and there is no terminal to ask.',
        todo: 'hand it over by a file descriptor: --passphrase-fd 0 <FILE',
      }
    case 'passphrase-too-short':
      return { happened: PASSPHRASE_TOO_SHORT, todo: 'choose a longer one.' }
    case 'phrase-needed':
      return {
        happened: 'The 24 words are needed, and there is no terminal to ask.',
        todo: 'hand them over by a file descriptor: --phrase-fd 0 <FILE',
      }
    case 'interaction-ended':
      return { happened: 'The input ended before everything was asked.', kept: 'nothing was changed.' }
    case 'file-unreadable':
      return { happened: `${error.what} cannot be read.`, todo: 'check that it is there, and its rights.' }
    case 'tor-missing':
      return {
        happened: 'The program “tor” was not found, and without Tor Comrad connects to nothing.',
        kept: 'everything.',
        todo: 'install it (apt install tor), then say it again.',
      }
    case 'tor-stalled':
      return {
        happened: `Tor could not connect to its network${detail(error.detail)}.`,
        kept: 'everything; nothing was sent in another way.',
        todo: 'check the connection and the clock. Where Tor is blocked: --bridges FILE.',
      }
    case 'tor-failed':
      return {
        happened: `Tor ended by itself${detail(error.detail)}.`,
        kept: 'everything; nothing was sent in another way.',
        todo: 'say it again; if another Comrad uses this home, close it first.',
      }
    case 'operator-not-started':
      return error.words
    case 'nothing-to-run':
      return {
        happened: 'This home uses an Operator elsewhere, and there is no terminal to ask a person anything.',
        todo: 'use the commands (comrad --help), or another --home to run an Operator here.',
      }
    case 'setting':
      return { happened: `${error.setting} takes ${error.expected}.` }
    case 'operator-store-in-use':
      return {
        happened: 'Another Operator runs on these files.',
        kept: 'the files.',
        todo: 'stop it, or use another --data.',
      }
    case 'operator-store-damaged':
      return {
        happened: "The Operator's files are damaged, or come from a newer version.",
        kept: 'the files, untouched.',
        todo: 'bring them back from a copy, or use the newer version.',
      }
    case 'port-taken':
      return { happened: 'Another program listens on that port.', todo: 'choose another --port, or none.' }
    default:
      return wordsOfError(error)
  }
}

function detail(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`
}

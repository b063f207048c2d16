/** The recovery phrase: 24 English words of BIP39 that stand for 256 bits. docs/spec/keys.md §Recovery phrase. */
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { randomBytes, toBytes } from './primitives.ts'

/** 24 words, lower case, one space between two of them. */
export type Phrase = string & { readonly brand: 'Phrase' }
/** The 32 bytes behind a phrase. Every long-lived key of an account is derived from them. */
export type Seed = Bytes & { readonly brand: 'Seed' }

export type PhraseError =
  | { readonly type: 'word-count'; readonly count: number }
  /** `index` counts from 0. */
  | { readonly type: 'unknown-word'; readonly index: number }
  | { readonly type: 'checksum' }

export const PHRASE_WORDS = 24
const SEED_BYTES = 32
const WORDS: ReadonlySet<string> = new Set(wordlist)

export const createPhrase = (): Phrase => phraseOf(randomBytes(SEED_BYTES) as Seed)

export const phraseOf = (seed: Seed): Phrase => entropyToMnemonic(seed, wordlist) as Phrase

/** Takes what a person types: any case, any white space. */
export function parsePhrase(text: string): Result<Phrase, PhraseError> {
  const words = text.normalize('NFKD').toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length !== PHRASE_WORDS) return err({ type: 'word-count', count: words.length })
  const index = words.findIndex((word) => !WORDS.has(word))
  if (index >= 0) return err({ type: 'unknown-word', index })
  const phrase = words.join(' ') as Phrase
  try {
    seedOf(phrase)
    return ok(phrase)
  } catch {
    // Count and words are right: only the checksum is left to be wrong.
    return err({ type: 'checksum' })
  }
}

export const seedOf = (phrase: Phrase): Seed => toBytes(mnemonicToEntropy(phrase, wordlist)) as Seed

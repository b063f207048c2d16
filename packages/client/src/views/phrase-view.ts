/**
 * Whether the recovery phrase is on paper: two of its words are asked for, at places that nobody can prepare for. Nothing is
 * imported: a browser runs it too.
 */

export type PhraseCheck =
  | {
      readonly phase: 'asked'
      /** Of the word that is asked for now, counted from 1; and of those that come after it. */
      readonly number: number
      readonly next: readonly number[]
      readonly isWrong: boolean
    }
  | { readonly phase: 'passed' }

const ASKED = 2

export function beginPhraseCheck(phrase: string, random: (length: number) => Uint8Array): PhraseCheck {
  const { length } = phrase.split(' ')
  const numbers = new Set<number>()
  while (numbers.size < Math.min(ASKED, length)) numbers.add(((random(1)[0] ?? 0) % length) + 1)
  return ask([...numbers].sort((a, b) => a - b))
}

export function answerPhraseCheck(check: PhraseCheck, phrase: string, answer: string): PhraseCheck {
  if (check.phase === 'passed') return check
  const isRight = answer.trim().toLowerCase() === phrase.split(' ')[check.number - 1]
  return isRight ? ask(check.next) : { ...check, isWrong: true }
}

function ask([number, ...next]: readonly number[]): PhraseCheck {
  return number === undefined ? { phase: 'passed' } : { phase: 'asked', number, next, isWrong: false }
}

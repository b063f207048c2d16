/** A terminal for tests: answers from a list, and the whole exchange as lines to compare. */
import { createPen, type Terminal } from './terminal.ts'

export type ScriptedTerminal = Terminal & { readonly transcript: string[] }

/** Each answer is given once, in order; after the last the input has ended. A function is asked when its turn comes. */
export function createScriptedTerminal(
  answers: readonly (string | (() => string | Promise<string>))[] = [],
  options: { columns?: number; styled?: boolean } = {},
): ScriptedTerminal {
  const { columns = 80, styled = false } = options
  const transcript: string[] = []
  const left = [...answers]

  return {
    transcript,
    interactive: true,
    pen: createPen({ columns, styled }),
    print: (lines) => void transcript.push(...lines),
    say: (lines) => void transcript.push(...lines),
    status: (line) => {
      if (line !== undefined) transcript.push(`… ${line}`)
    },
    ask: (question) => answer(question, (text) => text),
    askHidden: (question) => answer(question, () => '(hidden)'),
    close: () => {},
  }

  async function answer(question: string, shown: (text: string) => string): Promise<string | undefined> {
    const next = left.shift()
    const text = typeof next === 'function' ? await next() : next
    transcript.push(`${question}${text === undefined ? '(end)' : shown(text)}`)
    return text
  }
}

/**
 * The application for a screen reader: what was not there before is written below, a line each, and nothing is ever drawn
 * again. The last line of a screen is what stands before what one types; what is typed follows it as it would at any prompt.
 */
import { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { graphemesOf } from '../safe-text.ts'
import type { PlainVoice } from './deps.ts'
import { freshIn } from './fresh-lines.ts'

export function createPlainVoice(out: Pick<WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>) {
  let said: readonly string[] = []
  let prompt = ''
  let typed = ''

  const frames = new Writable({
    decodeStrings: false,
    write(frame: string, _encoding, done) {
      // How pasting is announced is the terminal's; a frame without anything is none.
      if (PASTING.test(frame)) out.write(frame)
      else if (frame !== '' && !MODES.test(frame)) hear(frame)
      done()
    },
  })
  Object.defineProperty(frames, 'columns', { get: () => out.columns })
  Object.defineProperty(frames, 'rows', { get: () => out.rows })
  out.on('resize', () => frames.emit('resize'))

  return { frames: frames as unknown as WriteStream, echo, turn } satisfies PlainVoice & {
    frames: WriteStream
  }

  function hear(frame: string) {
    const lines = frame
      .split('\n')
      .map(tidied)
      .filter((one) => one !== '')
    const next = lines.at(-1) ?? ''
    const above = lines.slice(0, -1)
    const fresh = freshIn(said, above)
    said = above
    if (fresh.length === 0 && next === prompt) return
    // Before another prompt stands something else: whoever shows it says what.
    if (next !== prompt) typed = ''
    prompt = next
    out.write([...fresh, prompt].map((one) => `\n${one}`).join(''))
    if (typed !== '') out.write(` ${typed}`)
  }

  function turn(around: readonly string[]) {
    const kept = new Set(around.map(tidied))
    said = said.filter((one) => kept.has(one))
  }

  function echo(text: string) {
    const before = typed
    typed = text
    if (text === before) return
    if (text.startsWith(before)) out.write(`${before === '' ? ' ' : ''}${text.slice(before.length)}`)
    else if (before.startsWith(text)) out.write('\b \b'.repeat(graphemesOf(before.slice(text.length)).length))
    else out.write(`\n${prompt} ${text}`)
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Ink writes them beside its frames
const MODES = /^(\x1b\[[?>][\d;]*[a-zA-Z])+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: bracketed paste
const PASTING = /^\x1b\[\?2004[hl]$/
const GAPS = / {2,}/g
const tidied = (line: string): string => line.trim().replaceAll(GAPS, '  ')

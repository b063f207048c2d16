/**
 * The real terminal: one readline over standard input, whose echo is on only while a question is open, so that nothing
 * typed between questions and no passphrase is ever shown. Lines that arrive while one types go above what is typed.
 */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import { Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { safeLine, widthOf } from './safe-text.ts'
import { createPen, type Terminal } from './terminal.ts'

export type TerminalStreams = {
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
}

export type TerminalOptions = {
  /** No colours and weights, whatever the terminal can do (NO_COLOR). */
  readonly plain?: boolean
  /** Ctrl-C, which reaches us as a key while a question is open. */
  readonly onInterrupt?: () => void
}

type Question = { readonly prompt: string; readonly hidden: boolean; answer(line: string | undefined): void }

const COLUMNS_OF_A_PIPE = 100
const COLUMNS_AT_MOST = 120

export function createTerminal(streams: TerminalStreams, options: TerminalOptions = {}): Terminal {
  const { stdin, stdout, stderr } = streams
  const interactive = stdin.isTTY === true && stderr.isTTY === true
  const styled = stdout.isTTY === true && options.plain !== true
  const typedAhead: string[] = []
  let reader: Interface | undefined
  let question: Question | undefined
  let ended = false
  let statusShown = ''
  const statusesSaid = new Set<string>()

  return {
    interactive,
    get pen() {
      const columns = Math.min((stdout.columns || COLUMNS_OF_A_PIPE) - 1, COLUMNS_AT_MOST)
      return createPen({ columns, styled })
    },
    print: (lines) => write(stdout, lines),
    say: (lines) => write(stderr, lines),
    status,
    ask: (prompt) => ask(prompt, false),
    askHidden: (prompt) => ask(prompt, true),
    close() {
      status()
      ended = true
      reader?.close()
    },
  }

  function write(stream: Writable, lines: readonly string[]) {
    if (lines.length === 0) return
    status()
    clearQuestion()
    stream.write(lines.map((line) => `${line}\n`).join(''))
    if (question?.hidden) stderr.write(question.prompt)
    else if (question) reader?.prompt(true)
  }

  /** Where a line cannot be replaced, only its words count: a number that grows is not worth a line. */
  function status(line?: string) {
    if (stderr.isTTY !== true) {
      const words = line?.replace(/\d+/g, '')
      if (words !== undefined && !statusesSaid.has(words)) stderr.write(`${line}\n`)
      if (words !== undefined) statusesSaid.add(words)
      return
    }
    if (question !== undefined || (line === undefined && statusShown === '')) return
    statusShown = line ?? ''
    stderr.write(`\r\x1b[K${fit(statusShown, (stderr.columns || COLUMNS_OF_A_PIPE) - 1)}`)
  }

  async function ask(prompt: string, hidden: boolean): Promise<string | undefined> {
    if (!interactive || ended) return undefined
    status()
    reader ??= open()
    const input = reader
    const ready = hidden ? undefined : typedAhead.shift()
    if (ready !== undefined) {
      stderr.write(`${prompt}${safeLine(ready)}\n`)
      return ready
    }
    return new Promise((resolve) => {
      question = { prompt, hidden, answer: resolve }
      if (hidden) stderr.write(prompt)
      input.setPrompt(hidden ? '' : prompt)
      input.prompt()
    })
  }

  function open(): Interface {
    const echo = new Writable({
      write(chunk, _encoding, done) {
        if (question && !question.hidden) stderr.write(chunk)
        done()
      },
    })
    Object.defineProperty(echo, 'columns', { get: () => stderr.columns })
    stderr.on('resize', () => echo.emit('resize'))
    const created = createInterface({ input: stdin, output: echo, terminal: true, historySize: 0 })
    created.on('line', (line) => {
      if (question === undefined) typedAhead.push(line)
      else settle(line)
    })
    created.on('SIGINT', () => options.onInterrupt?.())
    created.on('close', () => {
      ended = true
      settle(undefined)
    })
    return created
  }

  function settle(line: string | undefined) {
    const answered = question
    question = undefined
    if (answered === undefined) return
    if (answered.hidden || line === undefined) stderr.write('\n')
    answered.answer(line)
  }

  /** What is being typed may have grown over several rows. */
  function clearQuestion() {
    if (!question) return
    moveCursor(stderr, 0, question.hidden ? 0 : -(reader?.getCursorPos().rows ?? 0))
    cursorTo(stderr, 0)
    clearScreenDown(stderr)
  }
}

function fit(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line
  let fitted = ''
  for (const character of line) {
    if (widthOf(fitted) + widthOf(character) >= columns) break
    fitted += character
  }
  return `${fitted}…`
}

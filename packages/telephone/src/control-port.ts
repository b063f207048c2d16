/** One authenticated connection to a Tor's control port. It owns that Tor: when it closes, Tor ends. */
import { createConnection, type Socket } from 'node:net'
import { CONTROL_LINE_BYTES, type ControlLine, parseControlLine } from './control-protocol.ts'

export type ControlPort = {
  /** Rejects with `ControlRefusedError` if Tor does not say 250. */
  command(line: string): Promise<readonly string[]>
  close(): void
}

class ControlRefusedError extends Error {}
/** The other side is not, or no longer, a Tor that can be talked to. */
class ControlClosedError extends Error {}

type Waiting = { lines: string[]; resolve(lines: readonly string[]): void; reject(error: Error): void }

const EVENT = 650

export async function openControlPort(options: {
  readonly port: number
  readonly cookie: Uint8Array
  readonly onEvent: (text: string) => void
  readonly onClosed: () => void
}): Promise<ControlPort> {
  const waiting: Waiting[] = []
  const socket = createConnection({ host: '127.0.0.1', port: options.port })
  socket.setEncoding('latin1')
  readLines(socket, onLine)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    for (const one of waiting.splice(0)) one.reject(new ControlClosedError('control port closed'))
    options.onClosed()
  })
  const port: ControlPort = { command, close: () => socket.destroy() }
  await command(`AUTHENTICATE ${Buffer.from(options.cookie).toString('hex')}`)
  await command('TAKEOWNERSHIP')
  await command('SETEVENTS STATUS_CLIENT STATUS_GENERAL HS_DESC')
  return port

  function command(line: string): Promise<readonly string[]> {
    if (/[\r\n]/.test(line)) throw new TypeError('a control command is one line')
    return new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(new ControlClosedError('control port closed'))
      waiting.push({ lines: [], resolve, reject })
      socket.write(`${line}\r\n`)
    })
  }

  function onLine(text: string) {
    const line = parseControlLine(text)
    if (!line.ok) return void socket.destroy()
    if (line.value.code === EVENT) options.onEvent(line.value.text)
    else onReply(line.value)
  }

  function onReply({ code, separator, text }: ControlLine) {
    const first = waiting[0]
    if (!first) return void socket.destroy()
    first.lines.push(text)
    if (separator === '-') return
    waiting.shift()
    if (code === 250) first.resolve(first.lines)
    else first.reject(new ControlRefusedError(`tor refused: ${code}`))
  }
}

function readLines(socket: Socket, onLine: (line: string) => void) {
  let held = ''
  socket.on('data', (chunk) => {
    const lines = (held + chunk).split('\r\n')
    held = lines.pop() ?? ''
    if (held.length > CONTROL_LINE_BYTES) return void socket.destroy()
    for (const line of lines) onLine(line)
  })
}

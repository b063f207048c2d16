/**
 * Chromium's DevTools protocol over a pair of pipes: no port, so nobody else on the machine can join in.
 * https://chromedevtools.github.io/devtools-protocol/ ; messages are JSON, each ended by a zero byte.
 */
import type { Readable, Writable } from 'node:stream'
import { CALL_LENGTH_MAX } from './shell.ts'

export type PipeEvent = {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly session: string | undefined
}

export type DebuggingPipe = {
  /** Rejects when Chromium refuses, or is gone. */
  send(method: string, params?: object, session?: string): Promise<Readonly<Record<string, unknown>>>
  on(listener: (event: PipeEvent) => void): void
  close(): void
}

type Waiting = {
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void
  readonly reject: (error: Error) => void
}

/** Longer is no message of Chromium's: the longest call, and what JSON makes of it twice. */
const MESSAGE_LENGTH_MAX = 4 * CALL_LENGTH_MAX

/** `onNonsense`: what came is not the protocol, or a listener could make nothing of it. Nothing more is taken or sent. */
export function createDebuggingPipe(to: Writable, from: Readable, onNonsense: () => void): DebuggingPipe {
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: PipeEvent) => void>()
  let parts: Buffer[] = []
  let length = 0
  let last = 0
  let isClosed = false
  to.on('error', close)
  from.on('error', close)
  from.on('close', close)
  from.on('data', (chunk: Buffer) => {
    let rest = chunk
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      parts.push(rest.subarray(0, end))
      const message = Buffer.concat(parts).toString('utf8')
      parts = []
      length = 0
      rest = rest.subarray(end + 1)
      if (!receive(message)) return refuse()
    }
    if (rest.length > 0) parts.push(rest)
    length += rest.length
    if (length > MESSAGE_LENGTH_MAX) refuse()
  })

  return {
    send(method, params = {}, session) {
      if (isClosed) return Promise.reject(new Error('the browser is gone'))
      const id = ++last
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        to.write(`${JSON.stringify({ id, method, params, ...(session && { sessionId: session }) })}\0`)
      })
    },
    on: (listener) => void listeners.add(listener),
    close,
  }

  /** False: it is no message. */
  function receive(text: string): boolean {
    const message = parseMessage(text)
    if (message === undefined) return false
    if (message.id === undefined) {
      const { method, params = {}, sessionId: session } = message
      return tell({ method, params, session })
    }
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) asked?.reject(new Error(`the browser refused: ${message.error.message}`))
    else asked?.resolve(message.result ?? {})
    return true
  }

  function tell(event: PipeEvent): boolean {
    try {
      for (const listener of listeners) listener(event)
      return true
    } catch {
      return false
    }
  }

  function refuse() {
    close()
    onNonsense()
  }

  function close() {
    if (isClosed) return
    isClosed = true
    for (const { reject } of waiting.values()) reject(new Error('the browser is gone'))
    waiting.clear()
    to.destroy()
    from.destroy()
  }
}

type Message =
  | {
      readonly id: number
      readonly result?: Readonly<Record<string, unknown>>
      readonly error?: { readonly message: string }
    }
  | {
      readonly id: undefined
      readonly method: string
      readonly params?: Readonly<Record<string, unknown>>
      readonly sessionId?: string
    }

function parseMessage(text: string): Message | undefined {
  try {
    const message = JSON.parse(text)
    return typeof message?.id === 'number' || typeof message?.method === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/**
 * Chromium's DevTools protocol over a pair of pipes: no port, so nobody else on the machine can join in.
 * https://chromedevtools.github.io/devtools-protocol/ ; messages are JSON, each ended by a zero byte.
 */
import type { Readable, Writable } from 'node:stream'

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

export function createDebuggingPipe(to: Writable, from: Readable): DebuggingPipe {
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: PipeEvent) => void>()
  let parts: Buffer[] = []
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
      rest = rest.subarray(end + 1)
      receive(message)
    }
    if (rest.length > 0) parts.push(rest)
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

  function receive(text: string) {
    const message = JSON.parse(text)
    if (typeof message.id === 'number') {
      const asked = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error) asked?.reject(new Error(`the browser refused: ${message.error.message}`))
      else asked?.resolve(message.result ?? {})
      return
    }
    const event = { method: message.method, params: message.params ?? {}, session: message.sessionId }
    for (const listener of listeners) listener(event)
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

/** The window's side of the bridge: asks the core, hears what it says unasked. Holds no key and decides nothing. */
import { encodeJson } from '../bridge/json.ts'
import { type Answer, type Notice, parseMessage } from '../bridge/messages.ts'
import type { WishArguments, WishName } from '../bridge/wishes.ts'
import { CALL_LENGTH_MAX } from '../shell/shell.ts'
import type { WishValues } from './wish-values.ts'
import { wordsOfPage } from './words/use-words.ts'

export type Words = { readonly happened: string; readonly kept?: string; readonly todo?: string }
export type Refusal = { readonly error: { readonly type: string }; readonly words: Words }
export type Answered<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refusal)

export type Core = {
  ask<W extends WishName>(
    wish: W,
    given: WishArguments<W>,
    onProgress?: (progress: unknown) => void,
  ): Promise<Answered<WishValues[W]>>
  onNotice(listener: (notice: Notice) => void): () => void
}

type Carrier = { send(call: string): void }

const noCore = (): Refusal => ({
  error: { type: 'core-gone' },
  words: { happened: wordsOfPage().coreGone },
})

const tooLong = (): Refusal => ({
  error: { type: 'call-too-long' },
  words: { happened: wordsOfPage().callTooLong },
})

export function createCore(): Core {
  const waiting = new Map<number, (answer: Answer | undefined) => void>()
  const progress = new Map<number, (progress: unknown) => void>()
  const listeners = new Set<(notice: Notice) => void>()
  let last = 0
  const carrier = carry(receive, lose)

  return {
    ask(wish, given, onProgress) {
      const id = ++last
      if (onProgress) progress.set(id, onProgress)
      return new Promise((resolve) => {
        waiting.set(id, (answer) => {
          progress.delete(id)
          if (!answer) return resolve({ ok: false, ...noCore() })
          // What the core answers is its own views: the types of both sides are one.
          if (answer.ok) resolve({ ok: true, value: answer.value as never })
          else resolve({ ok: false, error: answer.error, words: answer.words })
        })
        const call = encodeJson({ id, wish, arguments: given })
        if (call.length <= CALL_LENGTH_MAX) return carrier.send(call)
        waiting.delete(id)
        progress.delete(id)
        resolve({ ok: false, ...tooLong() })
      })
    },
    onNotice(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function receive(text: string) {
    const message = parseMessage(text)
    if (message === undefined) return
    switch (message.type) {
      case 'answer':
        waiting.get(message.id)?.(message)
        waiting.delete(message.id)
        return
      case 'progress':
        progress.get(message.id)?.(message.progress)
        return
      default:
        for (const listener of listeners) listener(message)
    }
  }

  /** Nobody will answer what was asked. */
  function lose() {
    for (const settle of waiting.values()) settle(undefined)
    waiting.clear()
    for (const listener of listeners) listener({ type: 'end' })
  }
}

type Pipe = typeof globalThis & {
  comradCall?: (call: string) => void
  comradReceive?: (message: string) => void
}

/** The pipe of a window of its own, or loopback HTTP in a browser. */
function carry(receive: (message: string) => void, lose: () => void): Carrier {
  const { comradCall } = globalThis as Pipe
  if (comradCall) {
    ;(globalThis as Pipe).comradReceive = receive
    return { send: comradCall }
  }
  // One of several that are open: what a call is told meanwhile comes to this one. No two are opened at the same moment.
  const window = `window=${performance.timeOrigin}`
  const events = new EventSource(`events?${window}`)
  let isLost = false
  events.onmessage = ({ data }) => receive(JSON.parse(data))
  // For good: whoever answers at this address later need not be Comrad.
  const loseAll = () => {
    isLost = true
    events.close()
    lose()
  }
  events.onerror = loseAll
  return {
    send(call) {
      if (isLost) return lose()
      void fetch(`call?${window}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: call,
      })
        .then((response) =>
          response.ok || response.status === 413 ? response.text().then(receive) : loseAll(),
        )
        .catch(loseAll)
    },
  }
}

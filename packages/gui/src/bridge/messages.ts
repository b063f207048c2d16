/** What crosses the bridge, as JSON. */
import type { Words } from '@comrad/client'
import { decodeJson } from './json.ts'

/** A wish that failed says why in words; `error` is the client's own error, for those who must choose. */
export type Answer =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly type: 'answer'
      readonly id: number
      readonly ok: false
      readonly error: { readonly type: string }
      readonly words: Words
    }

/** Unasked. 'change': something that may be on the screen is not what it was. */
export type Notice =
  | { readonly type: 'change' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | {
      readonly type: 'event'
      readonly event: 'letter' | 'request' | 'met' | 'post' | 'fault'
      readonly name?: string
    }
  /** Whoever is asked has ended: nothing will answer any more. */
  | { readonly type: 'end' }

const EVENTS = ['letter', 'request', 'met', 'post', 'fault']

/** The window's side: what it hears is one of these, or is not heard. The end comes from nobody: the window sees it itself. */
export function parseMessage(text: string): Answer | Notice | undefined {
  const message = parse(text)
  if (!isRecord(message)) return undefined
  return isMessage(message) ? (message as Answer | Notice) : undefined
}

function isMessage(message: Readonly<Record<string, unknown>>): boolean {
  switch (message['type']) {
    case 'change':
      return true
    case 'progress':
      return Number.isSafeInteger(message['id'])
    case 'event':
      return EVENTS.includes(message['event'] as string) && isTextOrNothing(message['name'])
    case 'answer': {
      const { id, ok, error, words } = message
      if (!Number.isSafeInteger(id)) return false
      return ok === true || (ok === false && isRecord(error) && isText(error['type']) && isWords(words))
    }
    default:
      return false
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isTextOrNothing = (value: unknown): boolean => value === undefined || isText(value)
const isWords = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value['happened']) &&
  isTextOrNothing(value['kept']) &&
  isTextOrNothing(value['todo'])

function parse(text: string): unknown {
  try {
    return decodeJson(text)
  } catch {
    return undefined
  }
}

/** Who hears a key: whoever lies on top, and below it whoever is left by those above. */
import { useInput, usePaste } from 'ink'
import { createContext, useContext, useEffect, useMemo, useRef } from 'react'
import { safeText } from '../safe-text.ts'
import { type Act, actOf, type Place, type Pressed, pressedOf } from './shortcuts.ts'

/** True: heard, and nobody below needs to. */
export type Hear = (pressed: Pressed) => boolean

type Listener = { readonly layer: number; hear: Hear }
type Keyboard = {
  add(listener: Listener): () => void
  /** Whether anybody has heard it. */
  press(pressed: Pressed): boolean
}

function createKeyboard(): Keyboard {
  let listeners: readonly Listener[] = []
  return {
    add(listener) {
      listeners = [...listeners, listener].sort((a, b) => b.layer - a.layer)
      return () => {
        listeners = listeners.filter((one) => one !== listener)
      }
    },
    press(pressed) {
      return listeners.some(({ hear }) => hear(pressed))
    },
  }
}

const KeyboardContext = createContext<Keyboard>(createKeyboard())
const LayerContext = createContext(0)
export const KeyboardProvider = KeyboardContext.Provider
/** Everything inside lies on top of everything outside. */
export const Layer = LayerContext.Provider
export const LAYERS = { screen: 10, dialog: 20, trouble: 25, panic: 30 } as const

/** At the root, once: keys come from the terminal here and nowhere else. */
export function useKeyboard(): Keyboard {
  const keyboard = useMemo(createKeyboard, [])
  useInput((input, key) => {
    for (const pressed of pressesIn(input, pressedOf(input, key))) {
      if (!keyboard.press(pressed) && HELD_DOWN.test(pressed.text)) {
        for (const one of pressed.text) keyboard.press({ key: one, text: one })
      }
    }
  })
  usePaste((text) => keyboard.press({ key: 'paste', text: cleaned(text) }))
  return keyboard
}

/** One key again and again, faster than it is read: where nobody writes, it is that key so many times. */
const HELD_DOWN = /^(.)\1+$/u

/** Quick typing arrives in one piece: a text with its Enter is a text and then an Enter, and so with a Ctrl key behind it. */
function pressesIn(input: string, pressed: Pressed): readonly Pressed[] {
  if (pressed.text.length < 2) return [pressed]
  return input.split(CONTROL).flatMap((piece): readonly Pressed[] => {
    if (piece === '') return []
    if (CONTROL.test(piece))
      return [{ key: `ctrl+${String.fromCharCode(piece.charCodeAt(0) + 96)}`, text: '' }]
    const isEntered = /[^\r\n]\r$/.test(piece)
    const text = cleaned(isEntered ? piece.slice(0, -1) : piece)
    return [{ key: 'paste', text }, ...(isEntered ? [{ key: 'enter', text: '' }] : [])]
  })
}

/** What Ctrl and a letter send; a tab and the ends of lines may be part of a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are keys
const CONTROL = /([\x01-\x08\x0b\x0c\x0e-\x1a])/

const cleaned = (text: string): string => safeText(text.replace(/\r\n?/g, '\n'))

/** `lift`: above the others of the same layer. */
export function useHear(hear: Hear, lift = 0): void {
  const keyboard = useContext(KeyboardContext)
  const layer = useContext(LayerContext) + lift
  const latest = useRef(hear)
  latest.current = hear
  useEffect(() => keyboard.add({ layer, hear: (pressed) => latest.current(pressed) }), [keyboard, layer])
}

/** Acts of one place of the shortcut table. An act without a handler is not heard; one that answers false is left to those below. */
export function useActs<P extends Place>(
  place: P,
  acts: { readonly [A in Act<P>]?: (() => unknown) | false | undefined },
  lift = 0,
): void {
  useHear(({ key }) => {
    const act = actOf(place, key)
    const run = act && acts[act]
    return run ? run() !== false : false
  }, lift)
}

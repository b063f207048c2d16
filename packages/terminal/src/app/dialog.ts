/** The one dialog: a title, what there is to say, a form or a few keys. Nothing below it hears a key. */
import { Box } from 'ink'
import type { ReactNode } from 'react'
import { Lines } from './canvas.ts'
import { drawHints } from './draw.ts'
import { FormRoom } from './form.ts'
import { h } from './h.ts'
import { useHear } from './keyboard.ts'
import { accent, type Line, line, strong } from './line.ts'
import { Reading } from './list.ts'
import { keyNameOf } from './shortcuts.ts'
import { useSurroundings } from './surroundings.ts'

export type DialogAct = { readonly key: string; readonly words: string; run(): unknown }

export type DialogProps = {
  readonly title: string
  /** May be longer than the screen. */
  readonly lines?: readonly Line[]
  readonly acts?: readonly DialogAct[]
  onClose(): void
  /** A form, below the lines, which give way to it: whatever does not fit is scrolled. */
  readonly children?: ReactNode
}

const AROUND = 3

export function Dialog({ title, lines = [], acts = [], onClose, children }: DialogProps): ReactNode {
  const { columns, rows, plain, say } = useSurroundings()
  useHear(({ key }) => {
    const act = acts.find((one) => one.key === key)
    if (act) act.run()
    else if (key === 'escape') onClose()
    return true
  }, -1)
  const close = [keyNameOf('form', 'cancel'), say.acts.form.cancel] as const
  const hints = h(Lines, {
    lines: [drawHints([...acts.map(({ key, words }) => [keyShown(key), words] as const), close], columns)],
  })
  const height = rows - AROUND
  const body =
    children === undefined
      ? h(Reading, { lines, height })
      : h(FormRoom, { value: { rows: height, text: lines } }, children)
  return h(
    Box,
    { flexDirection: 'column', height: plain ? undefined : rows },
    h(Lines, { lines: [line(!plain && accent('■ '), strong(title)), []] }),
    plain && children !== undefined ? hints : null,
    body,
    plain && children !== undefined ? null : h(Box, { flexGrow: 1 }),
    plain && children !== undefined ? null : hints,
  )
}

type EitherProps = { readonly over: ReactNode; readonly children?: ReactNode }

/** What lies over something for a while: what is below stays as it was, unseen. */
export function Either({ over, children }: EitherProps): ReactNode {
  return h(
    Box,
    { flexDirection: 'column' },
    over,
    h(Box, { flexDirection: 'column', display: over ? 'none' : 'flex' }, children),
  )
}

const keyShown = (key: string): string =>
  key === 'enter' ? 'Enter' : key.startsWith('ctrl+') ? `Ctrl-${key.slice(5).toUpperCase()}` : key

/** Asked before what cannot be taken back. */
export function Sure(given: {
  readonly title: string
  readonly why: readonly Line[]
  readonly yes: string
  /** The key that says yes. */
  readonly chord?: string
  onYes(): unknown
  onClose(): void
}): ReactNode {
  const { title, why, yes, chord = 'enter', onYes, onClose } = given
  const run = () => {
    onClose()
    onYes()
  }
  return h(Dialog, { title, lines: why, acts: [{ key: chord, words: yes, run }], onClose })
}

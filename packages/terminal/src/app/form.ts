/**
 * The one form: fields above each other, one of which is typed at. Enter goes on and, from the last field, does it; what is
 * written in a field with a place is kept as it is typed, and survives a crash.
 */
import type { Words } from '@comrad/client'
import { Box } from 'ink'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { Lines } from './canvas.ts'
import { drawHints, drawWordsBox } from './draw.ts'
import { atEnd, type Edited, edited, rowMoved } from './editing.ts'
import { drawField, FIELD_INDENT, type Field, helpOf } from './field-lines.ts'
import { within } from './form-window.ts'
import { h } from './h.ts'
import { useHear } from './keyboard.ts'
import { type Line, paragraph, progressLine } from './line.ts'
import { Reading } from './list.ts'
import { actOf, keyNameOf, type Pressed } from './shortcuts.ts'
import { useSurroundings } from './surroundings.ts'
import { useDrafts } from './use-drafts.ts'
import type { Catalogue } from './words/en.ts'

export type Values = Readonly<Record<string, string>>

type Room = {
  /** How many a form may take. */
  readonly rows: number
  /** To be read above it; what of it there is no room for is scrolled. */
  readonly text?: readonly Line[]
}

const RoomContext = createContext<Room>({ rows: Number.POSITIVE_INFINITY })
export const FormRoom = RoomContext.Provider

export type FormProps = {
  readonly fields: readonly Field[]
  /** What Enter does from the last field. */
  readonly action: string
  readonly isBusy?: boolean
  readonly busyWords?: string | undefined
  readonly trouble?: Words | undefined
  /** True: done. What was kept of it is forgotten. */
  onSubmit(values: Values): Promise<boolean> | boolean
  onCancel?(values: Values): void
  /** Below the field of this name, while it is typed at. */
  under?(name: string, values: Values): readonly Line[]
  onValues?(values: Values): void
  readonly isActive?: boolean
  /** Without a line between fields, where room is short. */
  readonly isTight?: boolean
  /** Of the line below that says what keys do; `usual` unless said. */
  readonly hints?: readonly (readonly [string, string])[]
}

export function Form(props: FormProps): ReactNode {
  const { fields, action, isBusy = false, busyWords, trouble, isActive = true, isTight = false } = props
  const { columns, plain, say } = useSurroundings()
  const { rows, text = [] } = useContext(RoomContext)
  const [place, setPlace] = useState(0)
  const kept = useDrafts(fields)
  const [texts, setTexts] = useState<Readonly<Record<string, Edited>>>(() => kept.read())
  const latest = useRef(texts)
  const field = fields[Math.min(place, fields.length - 1)]
  const width = columns - FIELD_INDENT.length - 1

  const write = (name: string, next: Edited) => {
    latest.current = { ...latest.current, [name]: next }
    setTexts(latest.current)
    kept.keep(name, next.text)
    props.onValues?.(valuesOf(fields, latest.current))
  }
  const submit = async () => {
    if (isBusy) return
    if (await props.onSubmit(valuesOf(fields, latest.current))) {
      kept.forget()
      latest.current = Object.fromEntries(fields.map((one) => [one.name, atEnd(one.value ?? '')]))
      setTexts(latest.current)
      setPlace(0)
    }
  }
  const move = (by: number) => setPlace((now) => Math.max(0, Math.min(fields.length - 1, now + by)))
  const type = (pressed: Pressed): boolean => {
    if (!field) return false
    const now = latest.current[field.name] ?? atEnd('')
    if (field.kind === 'choice')
      return chosen(field, now.text, pressed, (text) => write(field.name, atEnd(text)))
    const next = edited(now, pressed, field.kind === 'area')
    if (next) write(field.name, next)
    return next !== undefined
  }

  useHear((pressed) => {
    if (!isActive || !field) return false
    const act = actOf('form', pressed.key)
    const now = latest.current[field.name] ?? atEnd('')
    const isArea = field.kind === 'area'
    if (act === 'cancel') {
      if (!props.onCancel) return false
      void kept.flush()
      props.onCancel(valuesOf(fields, latest.current))
      return true
    }
    if (act === 'go') {
      if (place + 1 < fields.length) move(1)
      else void submit()
      return true
    }
    if (act === 'submit') {
      void submit()
      return true
    }
    if (act === 'newLine') return type({ key: 'paste', text: '\n' })
    if (act === 'next' || act === 'previous') {
      if (fields.length === 1) return false
      setPlace((now) => (now + (act === 'next' ? 1 : fields.length - 1)) % fields.length)
      return true
    }
    if (pressed.key === 'up' || pressed.key === 'down') {
      const by = pressed.key === 'up' ? -1 : 1
      const moved = isArea ? rowMoved(now, by, width) : undefined
      if (moved) write(field.name, moved)
      else if (fields.length === 1) return false
      else move(by)
      return true
    }
    return type(pressed)
  }, 1)

  const shown = field && field.kind !== 'secret' ? (texts[field.name]?.text ?? '') : ''
  useEffect(() => {
    if (plain && isActive) plain.echo(field?.kind === 'choice' ? '' : shown)
  }, [plain, isActive, field, shown])

  const values = valuesOf(fields, texts)
  const below = [
    ...[trouble ?? kept.trouble].flatMap((words) => (words ? drawWordsBox(words, columns, say) : [])),
    ...(isBusy && busyWords !== undefined
      ? paragraph(progressLine(busyWords, plain !== undefined), { columns, style: { color: 'yellow' } })
      : []),
  ]
  const hints = props.hints ?? hintsOf({ isLast: place + 1 >= fields.length, action, say })
  const how = isActive && hints.length > 0 ? [...(isTight ? [] : [[]]), drawHints(hints, columns)] : []
  const rowsMost = Math.max(1, rows - below.length - how.length - 1)
  const drawn = fields.map((one) => {
    const now = texts[one.name] ?? atEnd('')
    const isHere = isActive && one === field
    const drawing = { isHere, columns, width, rowsMost, say, isPlain: plain !== undefined }
    const help = isHere ? [...helpOf(one, columns), ...(props.under?.(one.name, values) ?? [])] : []
    return { isHere, lines: drawField(one, now, drawing), help }
  })
  if (plain) {
    const others = drawn.filter(({ isHere }) => !isHere).flatMap(({ lines }) => lines)
    const here = drawn.filter(({ isHere }) => isHere)
    const help = here.flatMap((one) => one.help)
    return h(Lines, {
      lines: [...text, ...others, ...below, ...help, ...here.flatMap(({ lines }) => lines)],
    })
  }
  const groups = drawn.map(({ isHere, lines, help }, index) => ({
    isHere,
    lines: [...(index > 0 && !isTight ? [[]] : []), ...lines, ...help],
  }))
  const shownNow = within({ rows, columns, text: text.length, groups, below, how })
  return h(
    Box,
    { flexDirection: 'column' },
    shownNow.textRows > 0 && h(Reading, { lines: text, height: shownNow.textRows }),
    h(Lines, { lines: shownNow.lines }),
  )
}

type Hinting = { readonly isLast: boolean; readonly action: string; readonly say: Catalogue }

function hintsOf({ isLast, action, say }: Hinting): readonly (readonly [string, string])[] {
  const go = keyNameOf('form', 'go')
  return isLast
    ? [[go, action]]
    : [
        [go, say.acts.form.go],
        [keyNameOf('form', 'submit'), action],
      ]
}

function chosen({ choices = [] }: Field, now: string, { key }: Pressed, choose: (value: string) => void) {
  const by = key === 'left' ? -1 : key === 'right' || key === 'space' ? 1 : 0
  if (by === 0) return false
  const place = choices.findIndex(([value]) => value === now)
  const next = choices[(place + by + choices.length) % choices.length]
  if (next) choose(next[0])
  return true
}

const valuesOf = (fields: readonly Field[], texts: Readonly<Record<string, Edited>>): Values =>
  Object.fromEntries(fields.map(({ name }) => [name, texts[name]?.text ?? '']))

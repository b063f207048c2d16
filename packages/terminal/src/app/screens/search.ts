/** Looks only on this device. */
import type { Found } from '@comrad/client'
import { Box } from 'ink'
import { type ReactNode, useState } from 'react'
import { Lines } from '../canvas.ts'
import { ageOf } from '../draw.ts'
import { Form, FormRoom } from '../form.ts'
import { h } from '../h.ts'
import { useActs, useHear } from '../keyboard.ts'
import { barOf, fit, type Line, line, paragraph, soft, strong } from '../line.ts'
import { List, MARK_COLUMNS } from '../list.ts'
import { useRoom } from '../room.ts'
import { useStretch } from '../stretch.ts'
import { useSurroundings } from '../surroundings.ts'

/** The field with what is said of it, and how much was found. */
const FIELD_ROWS = 4
const FOUND = 60
const ROWS_EACH = 2

export function Search({ height }: { readonly height: number }): ReactNode {
  const { say, house, plain } = useSurroundings()
  const room = useRoom()
  const fieldRows = Math.max(2, Math.min(FIELD_ROWS, height - 4))
  const [words, setWords] = useState('')
  const [isTyping, setTyping] = useState(true)
  const [selected, setSelected] = useState<string>()
  const { items, before, further } = useStretch(
    (from: number | undefined, limit) => {
      const comrad = house.comrad()
      if (!comrad || words.trim() === '') return { items: [], next: undefined }
      const { found, more } = comrad.search(words, { limit, ...(from !== undefined && { before: from }) })
      return { items: found, next: more ? found.at(-1)?.at : undefined }
    },
    FOUND,
    [house, words],
  )
  const open = (one: Found | undefined) => {
    if (!one) return false
    room.go(one.type === 'post' ? { screen: 'thread', post: one.post } : { screen: 'talk', name: one.with })
    return true
  }
  useActs('posts', { open: () => open(items.find((one) => keyOf(one) === selected)) })
  useHear(({ key }) => {
    if (isTyping && items.length > 0 && (key === 'enter' || key === 'down' || key === 'tab')) setTyping(false)
    else if (!isTyping && (key === 'tab' || key === '/')) setTyping(true)
    else return false
    return true
  }, 2)
  const isAsked = words.trim() !== ''
  const told =
    isAsked && (items.length === 0 ? say.nothingFound : say.found(items.length, further !== undefined))
  const form = h(Form, {
    fields: [{ name: 'words', label: say.searchFor, kind: 'text', help: say.searchHelp }],
    action: say.search,
    isTight: true,
    hints: [],
    isActive: isTyping,
    onValues: ({ words: typed = '' }) => setWords(typed),
    onSubmit: () => false,
    onCancel: room.back,
  })
  const field = h(FormRoom, { key: 'field', value: { rows: fieldRows } }, form)
  const found = h(
    Box,
    { key: 'found', flexDirection: 'column' },
    h(Lines, { lines: [line(told && soft(told))] }),
    h(FoundList, {
      items,
      height: Math.max(1, height - fieldRows - 1),
      before,
      further,
      isActive: !isTyping,
      onSelect: setSelected,
    }),
  )
  // What one types at stands last for a screen reader.
  return h(Box, { flexDirection: 'column' }, plain && isTyping ? [found, field] : [field, found])
}

type FoundProps = Omit<Parameters<typeof List>[0], 'items'> & { readonly items: readonly Found[] }

function FoundList({ items, ...rest }: FoundProps): ReactNode {
  const { say, columns, clock, plain } = useSurroundings()
  const when = { say, now: clock.now(), isPlain: plain !== undefined }
  const drawn = items.map((one) => {
    const where = one.type === 'post' ? say.inPost(one.author) : say.inMessage(one.with)
    const bar = barOf(plain !== undefined)
    const text = paragraph(one.text, { columns: columns - MARK_COLUMNS, first: bar, indent: bar })
    return {
      key: keyOf(one),
      lines: [
        line(strong(where), soft(`  ${ageOf(one.at, when)}`)),
        ...text.slice(0, ROWS_EACH).map((row): Line => fit(row, columns - MARK_COLUMNS)),
      ],
    }
  })
  return h(List, { ...rest, items: drawn })
}

const keyOf = (one: Found): string => (one.type === 'post' ? one.post : one.letter)

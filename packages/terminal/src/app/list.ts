/** The one list: items of any height, one of them selected, of which only those on the screen are drawn. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Lines } from './canvas.ts'
import { h } from './h.ts'
import { useActs } from './keyboard.ts'
import { accent, fit, type Line, line, soft, widthOfLine } from './line.ts'
import { useIsInRoom } from './room.ts'
import {
  ended,
  type Measured,
  paged,
  type Scroll,
  type Sight,
  sightOf,
  stepped,
  UNSCROLLED,
} from './scrolling.ts'
import { useSurroundings } from './surroundings.ts'

export type Item = {
  readonly key: string
  readonly lines: readonly Line[]
  /** A title, a gap: passed over. */
  readonly isFixed?: boolean
}

export type ListProps = {
  readonly items: readonly Item[]
  readonly height: number
  /** Where it is before anybody moves, and stays while things are added there. */
  readonly keepsTo?: 'start' | 'end'
  readonly isActive?: boolean
  /** Present where there is more than these items. */
  readonly before?: (() => void) | undefined
  readonly further?: (() => void) | undefined
  /** The key of what is selected, and what is on the screen. */
  onSelect?(key: string | undefined): void
  onShow?(keys: readonly string[]): void
  readonly isQuiet?: boolean
}

/** As near to an end of what was asked for as somebody is who wants to see more. */
const NEAR = 3
/** At the left for the mark of what is selected, at the right for the arrow to more. */
export const MARK_COLUMNS = 4

export function List(props: ListProps): ReactNode {
  const { items, height, keepsTo = 'start', isActive = true, before, further, onSelect, onShow } = props
  const { columns, plain, say } = useSurroundings()
  const isBehindLock = useIsInRoom()
  const [scroll, setScroll] = useState<Scroll>(UNSCROLLED)
  const screen = { height, keepsTo }
  const measured = items.map(
    ({ key, lines, isFixed }): Measured => ({ key, height: lines.length, isSelectable: !isFixed }),
  )
  const sight = sightOf(measured, scroll, screen)
  const selected = items[sight.selected]?.key
  useEffect(() => onSelect?.(selected), [selected, onSelect])
  // Whatever comes in above, what was selected stays so: nobody acts on something else than they saw.
  useEffect(() => {
    if (keepsTo === 'start' && selected !== undefined)
      setScroll((now) => (now.selected === undefined ? { ...now, selected } : now))
  }, [keepsTo, selected])

  const isOn = (place: number) => {
    const start = sight.starts[place] ?? 0
    return start < sight.top + height && start + (items[place]?.lines.length ?? 0) > sight.top
  }
  const seen = items.flatMap(({ key }, place) => (isOn(place) ? [key] : [])).join('\n')
  useEffect(() => onShow?.(seen === '' ? [] : seen.split('\n')), [seen, onShow])

  // Several keys may come before the first of them is drawn.
  const latest = useRef(scroll)
  latest.current = scroll
  const go = (step: (from: Sight) => Scroll) => {
    const from = sightOf(measured, latest.current, screen)
    const next = step(from)
    const place = items.findIndex(({ key }) => key === next.selected)
    const isAtEnd = keepsTo === 'end' && place === items.length - 1 && place === from.selected
    latest.current = isAtEnd ? UNSCROLLED : next
    setScroll(latest.current)
    if (place >= items.length - NEAR) further?.()
    if (place >= 0 && place < NEAR) before?.()
  }
  useActs(
    'list',
    isActive
      ? {
          next: () => go((from) => stepped(measured, from, 1, screen)),
          previous: () => go((from) => stepped(measured, from, -1, screen)),
          pageDown: () => go((from) => paged(measured, from, 1, screen)),
          pageUp: () => go((from) => paged(measured, from, -1, screen)),
          first: () => go(() => ended(measured, 'first')),
          last: () => go(() => ended(measured, 'last')),
        }
      : {},
  )

  // A text that is only read needs no margin for a mark.
  const hasMarks = measured.some(({ isSelectable }) => isSelectable)
  const rows = items.flatMap(({ lines, isFixed }, place) =>
    isOn(place)
      ? lines.map((one, row) => ({
          row: (sight.starts[place] ?? 0) + row,
          line: hasMarks
            ? withMark(one, isActive && !isFixed && place === sight.selected, plain !== undefined, columns)
            : fit(one, columns),
        }))
      : [],
  )
  const drawn = rows
    .filter(({ row }) => row >= sight.top && row < sight.top + height)
    .map(({ line: one }) => one)
  if (plain) {
    const selectable = measured.filter(({ isSelectable }) => isSelectable)
    const place = selectable.findIndex(({ key }) => key === selected) + 1
    const where =
      place > 0 && !props.isQuiet ? say.placeIn(place, selectable.length, further !== undefined) : ''
    return h(Lines, {
      lines: props.isQuiet ? drawn : [...drawn, line(`${where} ${isBehindLock ? say.plainHint : ''}`.trim())],
    })
  }
  const isMoreAbove = sight.top > 0 || before !== undefined
  const isMoreBelow = sight.top + height < sight.total || further !== undefined
  const blank = Array.from({ length: Math.max(0, height - drawn.length) }, (): Line => [])
  return h(Lines, { lines: withEnds([...drawn, ...blank], { isMoreAbove, isMoreBelow, columns }) })
}

function withMark(one: Line, isSelected: boolean, isPlain: boolean, columns: number): Line {
  if (one.length === 0) return one
  const mark = isSelected ? (isPlain ? line('> ') : line(accent('▌ '))) : isPlain ? [] : line('  ')
  return fit([...mark, ...one], columns)
}

type Ends = { readonly isMoreAbove: boolean; readonly isMoreBelow: boolean; readonly columns: number }

/** Where there is more than the screen holds, an arrow stands at its edge. */
export function withEnds(
  lines: readonly Line[],
  { isMoreAbove, isMoreBelow, columns }: Ends,
): readonly Line[] {
  return lines.map((one, row) => {
    if (row === 0 && isMoreAbove) return withArrow(one, '↑', columns)
    return row === lines.length - 1 && isMoreBelow ? withArrow(one, '↓', columns) : one
  })
}

/** Lines that are only read, of which so many are seen at once. */
export const Reading = ({ lines, height }: { readonly lines: readonly Line[]; readonly height: number }) =>
  h(List, {
    items: lines.map((one, row) => ({ key: String(row), lines: [one], isFixed: true })),
    ...{ height, isQuiet: true },
  })

function withArrow(one: Line, arrow: string, columns: number): Line {
  const cut = fit(one, columns - 2)
  return [...cut, { text: ' '.repeat(columns - 1 - widthOfLine(cut)) }, soft(arrow)]
}

/** A list of any length of which only what is on the screen is in the page. */
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useGoing } from './routes.ts'

export type VirtualListProps = {
  readonly count: number
  readonly usualHeight: number
  readonly role: 'feed' | 'list'
  readonly label?: string
  /** By which it is found again where it was, by whoever comes back. */
  readonly place?: string
  /** The row that is wanted on the screen at first, if it is not the first one. */
  readonly first?: number
  /** What is scrolled; the screen, if nothing is said. */
  readonly scroller?: () => HTMLElement | null
  /** All are asked for again when this is another function. */
  keyOf(index: number): string
  draw(index: number): ReactNode
  /** The first and the last that are on the screen or just beside it. */
  onShow?(first: number, last: number): void
}

type Left = { readonly offset: number; readonly measurements: VirtualItem[] }

const AROUND = 4
const screenElement = () => document.getElementById('screen')

export function VirtualList(props: VirtualListProps) {
  const { count, usualHeight, role, label, place, scroller = screenElement, keyOf, draw, onShow } = props
  const { isBack, kept } = useGoing()
  const [left] = useState(() =>
    isBack && place !== undefined ? (kept.get(place) as Left | undefined) : undefined,
  )
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  const isEmpty = count === 0
  const scrolled = useRef(scroller)
  scrolled.current = scroller
  useLayoutEffect(() => {
    const element = list.current
    if (isEmpty || !element?.parentElement) return
    const measure = () => {
      const above = scrolled.current()
      if (!above) return
      const top = element.getBoundingClientRect().top - above.getBoundingClientRect().top
      setMargin(Math.round(top + above.scrollTop))
    }
    measure()
    // What is above the list may grow. The page has been laid out by then: asking where things are costs nothing.
    const resized = new ResizeObserver(measure)
    resized.observe(element.parentElement)
    return () => resized.disconnect()
  }, [isEmpty])
  const rows = useVirtualizer({
    count,
    getScrollElement: scroller,
    estimateSize: () => usualHeight,
    getItemKey: keyOf,
    overscan: AROUND,
    ...(left && { initialOffset: left.offset, initialMeasurementsCache: left.measurements }),
    scrollMargin: margin,
    // A frame may hold what a scroll changed; it need not be drawn within the event.
    useFlushSync: false,
  })
  useLayoutEffect(() => {
    if (place === undefined) return
    return () => {
      kept.set(place, { offset: rows.scrollOffset ?? 0, measurements: rows.measurementsCache } satisfies Left)
    }
  }, [kept, place, rows])
  const [wanted] = useState(props.first ?? 0)
  useLayoutEffect(() => {
    if (wanted > 0 && !left) rows.scrollToIndex(wanted, { align: 'start' })
  }, [wanted, left, rows])
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onShow?.(first, last), [onShow, first, last])
  // A list of nothing is none.
  if (isEmpty) return null
  return (
    <div
      ref={list}
      aria-busy={items.length === 0}
      role={role}
      {...(label !== undefined && { 'aria-label': label })}
      style={{ position: 'relative', height: rows.getTotalSize() }}
    >
      {items.map((item) => (
        <div
          key={item.key}
          ref={rows.measureElement}
          data-index={item.index}
          {...(role === 'list' && {
            role: 'listitem',
            'aria-posinset': item.index + 1,
            'aria-setsize': count,
          })}
          className="virtual-row"
          style={{ transform: `translateY(${item.start - margin}px)` }}
        >
          {draw(item.index)}
        </div>
      ))}
    </div>
  )
}

/** A list that is taller than its screen: what of it is seen, and what is selected. Pure, so that it can be tested without one. */

export type Measured = { readonly key: string; readonly height: number; readonly isSelectable: boolean }

/** The first row that is seen: so many rows into this item. No selection: the beginning, or the end where a list keeps to it. */
export type Scroll = {
  readonly selected: string | undefined
  readonly anchor: string | undefined
  readonly offset: number
}

export const UNSCROLLED: Scroll = { selected: undefined, anchor: undefined, offset: 0 }

export type Sight = {
  readonly top: number
  readonly total: number
  /** −1 where there is nothing to select. */
  readonly selected: number
  readonly starts: readonly number[]
}

type Screen = { readonly height: number; readonly keepsTo: 'start' | 'end' }

export function sightOf(items: readonly Measured[], scroll: Scroll, screen: Screen): Sight {
  const { starts, total } = layOut(items)
  const selected = selectedIn(items, scroll, screen)
  const anchor = items.findIndex(({ key }) => key === scroll.anchor)
  const isFree = scroll.anchor === undefined || anchor < 0
  const wanted = isFree ? (screen.keepsTo === 'end' ? total : 0) : (starts[anchor] ?? 0) + scroll.offset
  const start = starts[selected] ?? 0
  const end = start + (items[selected]?.height ?? 0)
  // An item that is taller than the screen is read through; all others are wholly on it.
  const fits = end - start <= screen.height
  const lowest = fits ? start : Math.max(start, end - screen.height)
  const highest = fits ? end - screen.height : start
  const top = isFree && !fits ? (screen.keepsTo === 'end' ? lowest : start) : clamp(wanted, highest, lowest)
  return {
    top: clamp(selected < 0 ? wanted : top, 0, Math.max(0, total - screen.height)),
    ...{ total, selected, starts },
  }
}

/** One item on or back; through a tall one first. */
export function stepped(items: readonly Measured[], sight: Sight, by: 1 | -1, screen: Screen): Scroll {
  const { top, selected, starts } = sight
  if (selected < 0) return at(items, sight, clamp(top + by, 0, sight.total - screen.height), undefined)
  const item = items[selected]
  const start = starts[selected] ?? 0
  const end = start + (item?.height ?? 0)
  const page = Math.max(1, screen.height - 2)
  if (by === 1 && end > top + screen.height) return at(items, sight, top + page, item?.key)
  if (by === -1 && start < top) return at(items, sight, top - page, item?.key)
  const next = nextSelectable(items, selected + by, by)
  return next < 0 ? at(items, sight, top, item?.key) : at(items, sight, top, items[next]?.key)
}

/** A screenful on or back; what comes onto the screen is selected. */
export function paged(items: readonly Measured[], sight: Sight, by: 1 | -1, screen: Screen): Scroll {
  const most = Math.max(0, sight.total - screen.height)
  const top = clamp(sight.top + by * Math.max(1, screen.height - 1), 0, most)
  const place = by === 1 ? lastFrom(sight.starts, top + screen.height - 1) : lastFrom(sight.starts, top)
  const near = nextSelectable(items, place, by === 1 ? -1 : 1)
  return at(items, sight, top, items[near < 0 ? sight.selected : near]?.key)
}

export function ended(items: readonly Measured[], which: 'first' | 'last'): Scroll {
  const place = which === 'first' ? nextSelectable(items, 0, 1) : nextSelectable(items, items.length - 1, -1)
  const key = items[place]?.key
  return { selected: key, anchor: key, offset: 0 }
}

/** Another item, the screen staying where it is. */
function at(items: readonly Measured[], { starts, total }: Sight, top: number, selected: string | undefined) {
  const within = clamp(top, 0, Math.max(0, total - 1))
  const place = lastFrom(starts, within)
  return { selected, anchor: items[place]?.key, offset: within - (starts[place] ?? 0) }
}

function selectedIn(items: readonly Measured[], { selected }: Scroll, { keepsTo }: Screen): number {
  const place = selected === undefined ? -1 : items.findIndex(({ key }) => key === selected)
  if (place >= 0) return place
  return keepsTo === 'end' ? nextSelectable(items, items.length - 1, -1) : nextSelectable(items, 0, 1)
}

function nextSelectable(items: readonly Measured[], from: number, by: 1 | -1): number {
  for (let place = from; place >= 0 && place < items.length; place += by) {
    if (items[place]?.isSelectable) return place
  }
  return -1
}

function layOut(items: readonly Measured[]) {
  const starts: number[] = []
  let total = 0
  for (const { height } of items) {
    starts.push(total)
    total += height
  }
  return { starts, total }
}

const lastFrom = (starts: readonly number[], row: number): number =>
  Math.max(
    0,
    starts.findLastIndex((start) => start <= row),
  )

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

/** People by the page: only those that are looked at cross the bridge, however many there are. */
import type { ContactGroup, ContactView, PeopleView } from '@comrad/client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Refusal } from './core.ts'
import { kept as unchanged } from './same.ts'
import { refusalOf, useCore } from './use-view.ts'

const PAGE = 40

export type PersonRow =
  | { readonly type: 'title'; readonly key: string; readonly group: ContactGroup }
  | {
      readonly type: 'person'
      readonly key: string
      readonly group: ContactGroup
      /** Undefined while it is on its way. */
      readonly person: ContactView | undefined
    }

type Pages = ReadonlyMap<string, readonly ContactView[]>
type Held = { readonly totals: PeopleView['totals'] | undefined; readonly pages: Pages }

const NOBODY: Held = { totals: undefined, pages: new Map() }

/** The groups one after the other, each under its title if there are several. */
export function usePeople(groups: readonly ContactGroup[]) {
  const core = useCore()
  const [held, setHeld] = useState<Held>(NOBODY)
  const [refusal, setRefusal] = useState<Refusal>()
  const shown = useRef({ first: 0, last: 0 })
  const look = useRef(() => {})
  const { totals, pages } = held
  const list = useMemo(() => layOut(groups, totals), [groups, totals])

  useEffect(() => {
    let current: Held = NOBODY
    let fresh = new Set<string>()
    let isCounted = false
    let isAsking = false
    let isOver = false
    const next = (): Place | undefined => {
      const { first, last } = shown.current
      const shownPlaces = placesOf(layOut(groups, current.totals), first, last)
      const place = shownPlaces.find((one) => !fresh.has(keyOf(one)))
      // Most are met: one question answers how many there are of each, and who stands on the screen.
      const group = groups.find((one) => one === 'met') ?? groups[0]
      // Where nobody is there may be somebody now.
      return place ?? (isCounted || !group ? undefined : { group, page: 0 })
    }
    const askAll = async () => {
      if (isAsking) return
      isAsking = true
      for (let place = next(); place && !isOver; place = next()) {
        const { group, page } = place
        fresh.add(keyOf(place))
        isCounted = true
        const answered = await core.ask('people', { group, offset: page * PAGE, limit: PAGE })
        if (isOver) return
        setRefusal(refusalOf(answered, current.totals !== undefined))
        if (!answered.ok) break
        const { totals, people } = answered.value
        const near = keysNear(totals)
        for (const key of fresh) if (!near.has(key)) fresh.delete(key)
        const kept = [...current.pages].filter(([key]) => near.has(key))
        const held = new Map(current.pages.get(keyOf(place))?.map((one) => [one.name, one]))
        const drawn = people.map((one) => unchanged(held.get(one.name), one))
        current = { totals, pages: new Map([...kept, [keyOf(place), drawn]]) }
        setHeld(current)
      }
      isAsking = false
    }
    const keysNear = (totals: PeopleView['totals']) => {
      const { first, last } = shown.current
      return new Set(placesOf(layOut(groups, totals), first - PAGE, last + PAGE).map(keyOf))
    }
    look.current = () => void askAll()
    void askAll()
    const stop = core.onNotice(({ type }) => {
      if (type !== 'change') return
      fresh = new Set()
      isCounted = false
      void askAll()
    })
    return () => {
      isOver = true
      stop()
    }
  }, [core, groups])

  const show = useCallback((first: number, last: number) => {
    shown.current = { first, last }
    look.current()
  }, [])
  const rowAt = useCallback(
    (index: number): PersonRow => {
      const { group, place } = placeOf(list, index)
      if (place < 0) return { type: 'title', key: group, group }
      const person = pages.get(keyOf({ group, page: Math.floor(place / PAGE) }))?.[place % PAGE]
      return { type: 'person', key: person?.name ?? `${group}/${place}`, group, person }
    },
    [list, pages],
  )
  /** The same as long as nobody else came: a list asks for every key again when it is another. */
  const keyAt = useCallback((index: number) => rowAt(index).key, [rowAt])
  return { totals, refusal, count: list.count, rowAt, keyAt, show }
}

type Place = { readonly group: ContactGroup; readonly page: number }
type List = {
  readonly parts: readonly { readonly group: ContactGroup; readonly start: number; readonly total: number }[]
  readonly titles: 0 | 1
  readonly count: number
}

const keyOf = ({ group, page }: Place): string => `${group}/${page}`

function layOut(groups: readonly ContactGroup[], totals: PeopleView['totals'] | undefined): List {
  const titles = groups.length > 1 ? 1 : 0
  let count = 0
  const parts = groups.flatMap((group) => {
    const total = totals?.[group] ?? 0
    if (total === 0) return []
    const part = { group, start: count, total }
    count += total + titles
    return [part]
  })
  return { parts, titles, count }
}

/** −1 is the title. */
function placeOf({ parts, titles }: List, index: number): { group: ContactGroup; place: number } {
  const part = parts.findLast(({ start }) => start <= index)
  if (!part) throw new Error('no such row')
  return { group: part.group, place: index - part.start - titles }
}

function placesOf({ parts, titles }: List, first: number, last: number): readonly Place[] {
  return parts.flatMap(({ group, start, total }) => {
    const from = Math.max(0, first - start - titles)
    const to = Math.min(total - 1, last - start - titles)
    const places: Place[] = []
    for (let page = Math.floor(from / PAGE); page * PAGE <= to; page++) places.push({ group, page })
    return places
  })
}

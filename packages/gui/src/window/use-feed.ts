/** The feed in a component: what is on the screen and a little around it, asked for again whenever it may have changed. */
import type { Audience } from '@comrad/client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Refusal } from './core.ts'
import { type FeedPages, nextAsk, rowsOf, type Shown, stale, withAnswer, withoutFar } from './feed-pages.ts'
import { useGoing } from './routes.ts'
import { refusalOf, useCore } from './use-view.ts'

export type FeedWish = {
  readonly order: 'new' | 'votes'
  readonly audience?: Audience
  readonly author?: string
}

const TOP: Shown = { first: 0, last: 0 }

export const placeOf = (wish: FeedWish): string => `feed ${JSON.stringify(wish)}`

export function useFeed(wish: FeedWish) {
  const core = useCore()
  const { isBack, kept } = useGoing()
  const place = placeOf(wish)
  const [feed, setFeed] = useState(() => (isBack ? (kept.get(place) as FeedPages | undefined) : undefined))
  const [refusal, setRefusal] = useState<Refusal>()
  const shown = useRef<Shown>(TOP)
  const shownOf = useRef(wish)
  const look = useRef(() => {})
  useEffect(() => {
    let held = isBack ? (kept.get(place) as FeedPages | undefined) : undefined
    let version = 0
    let isAsking = false
    let isOver = false
    if (shownOf.current !== wish) shown.current = TOP
    shownOf.current = wish
    const askAll = async () => {
      if (isAsking) return
      isAsking = true
      for (let ask = nextAsk(held, shown.current, version); ask && !isOver; ) {
        const asked = version
        const { before, limit } = ask
        const answered = await core.ask('feed', { ...wish, limit, ...(before !== undefined && { before }) })
        if (isOver) return
        setRefusal(refusalOf(answered, held !== undefined))
        if (!answered.ok) break
        held = withoutFar(withAnswer(held, ask, answered.value, asked), shown.current)
        setFeed(held)
        ask = nextAsk(held, shown.current, version)
      }
      isAsking = false
    }
    look.current = () => void askAll()
    void askAll()
    const stop = core.onNotice(({ type }) => {
      if (type !== 'change') return
      version++
      void askAll()
    })
    return () => {
      isOver = true
      stop()
      if (held) kept.set(place, stale(held))
    }
  }, [core, wish, isBack, kept, place])
  const show = useCallback((first: number, last: number) => {
    shown.current = { first, last }
    look.current()
  }, [])
  const rows = useMemo(() => (feed ? rowsOf(feed) : []), [feed])
  return { rows, sync: feed?.sync, refusal, show }
}

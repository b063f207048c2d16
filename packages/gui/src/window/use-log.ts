/**
 * A conversation as it is scrolled: one stretch of it at a time, the last one at first. Going further takes a stretch that
 * holds half of this one, so that what was being read stays where it was.
 */
import type { ConversationView } from '@comrad/client'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useCore, useView, type Viewed } from './use-view.ts'

const STRETCH = 60
/** As near to the end as somebody is who wants to stay there. */
const AT_END_PX = 80

type Kept = { readonly place: string; readonly top: number }

export function useLog(name: string, letter: string | undefined) {
  const core = useCore()
  /** Where the stretches begin that were left for older ones; the last is the one that is shown. */
  const [befores, setBefores] = useState<readonly string[]>([])
  const before = befores.at(-1)
  /** What was found is shown in the middle of a stretch, until one goes on from there. */
  const [around, setAround] = useState(letter)
  const conversation = useView('conversation', {
    name,
    limit: STRETCH,
    ...(before !== undefined && { before }),
    ...(before === undefined && around !== undefined && { around }),
  })
  const log = useRef<HTMLDivElement>(null)
  const kept = useRef<Kept>(undefined)
  const value = conversation.phase === 'here' ? conversation.value : undefined
  useStay(log, kept, value, before === undefined ? around : undefined)

  const older = useCallback(async () => {
    kept.current = keptIn(log.current)
    const given = {
      ...{ name, limit: STRETCH / 2 },
      ...(before !== undefined && { before }),
      ...(before === undefined && around !== undefined && { around }),
    }
    const answered = await core.ask('conversation', given)
    const half = answered.ok ? answered.value.older : undefined
    if (half !== undefined) setBefores((all) => (all.at(-1) === before ? [...all, half] : all))
  }, [core, name, before, around])
  const newer = useCallback(() => {
    kept.current = keptIn(log.current)
    // The stretch around what was found is not the last one: newer than it is the end.
    if (before === undefined) setAround(undefined)
    else setBefores((all) => all.slice(0, -1))
  }, [before])
  const toEnd = useCallback(() => {
    kept.current = undefined
    setBefores([])
    setAround(undefined)
    log.current?.scrollTo(0, log.current.scrollHeight)
  }, [])
  return {
    conversation: conversation as Viewed<ConversationView>,
    log,
    older: value?.older === undefined ? undefined : older,
    newer: before === undefined && around === undefined ? undefined : newer,
    toEnd,
  }
}

/** At the end while somebody is there; otherwise what they read does not move. */
function useStay(
  log: RefObject<HTMLDivElement | null>,
  kept: RefObject<Kept | undefined>,
  value: ConversationView | undefined,
  around: string | undefined,
) {
  const isAtEnd = useRef(around === undefined)
  const shown = useRef<string>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came is the reason to scroll
  useLayoutEffect(() => {
    const element = log.current
    if (!element) return
    const { place, top } = kept.current ?? {}
    kept.current = undefined
    const entry = place !== undefined && element.querySelector(`[data-entry="${CSS.escape(place)}"]`)
    const found = around !== undefined && element.querySelector(`[data-entry="${CSS.escape(around)}"]`)
    if (found && shown.current !== around) {
      shown.current = around
      found.scrollIntoView({ block: 'center' })
    } else if (entry) element.scrollTop += entry.getBoundingClientRect().top - (top ?? 0)
    else if (isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [value])
  useEffect(() => {
    const element = log.current
    if (!element) return
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX
    }
    const resized = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      resized.disconnect()
    }
  }, [log])
}

/** The first entry that is wholly on the screen, and where. */
function keptIn(log: HTMLElement | null): Kept | undefined {
  const top = log?.getBoundingClientRect().top ?? 0
  for (const entry of log?.querySelectorAll<HTMLElement>('[data-entry]') ?? []) {
    const rect = entry.getBoundingClientRect()
    if (rect.top >= top) return { place: entry.dataset['entry'] ?? '', top: rect.top }
  }
  return undefined
}

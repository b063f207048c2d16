/** The keyboard, wherever nothing is being written. The list that people see is in the words of each language. */
import { useEffect, useRef } from 'react'
import type { Going, Route } from './routes.ts'

const AFTER_G: Readonly<Record<string, Route>> = {
  f: { screen: 'feed' },
  m: { screen: 'messages' },
  c: { screen: 'contacts' },
  p: { screen: 'profile' },
  s: { screen: 'status' },
}
const G_HOLDS_MS = 1_500

export function useShortcuts(going: Going): void {
  const gAt = useRef(0)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isDialogOpen() || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      const isAfterG = event.timeStamp - gAt.current < G_HOLDS_MS
      gAt.current = event.key === 'g' ? event.timeStamp : 0
      const route = isAfterG ? AFTER_G[event.key] : undefined
      if (route) {
        event.preventDefault()
        going.go(route)
        return
      }
      switch (event.key) {
        case '/':
          event.preventDefault()
          going.go({ screen: 'search' })
          return
        case 'n':
          event.preventDefault()
          going.write()
          return
        case '?':
          going.showShortcuts()
          return
        case 'Escape':
          going.back()
          return
        case 'j':
        case 'k':
          stepToPost(event.key === 'j' ? 1 : -1)
          return
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [going])
}

/** Whichever screen opened it: its keys are its own, and Escape closes it and nothing else. */
const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

function stepToPost(by: 1 | -1): void {
  const posts = [...document.querySelectorAll<HTMLElement>('[data-post]')]
  const here = posts.findIndex((post) => post.contains(document.activeElement))
  const next = posts[here < 0 ? (by > 0 ? 0 : posts.length - 1) : here + by]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

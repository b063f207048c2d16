/** Words that are being written: kept by the core, so that neither a closed window nor a crash takes them. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Core } from './core.ts'
import { useCore } from './use-view.ts'

const KEEP_EVERY_MS = 400

export type Draft = {
  readonly text: string
  /** What was kept before has come. */
  readonly isHere: boolean
  write(text: string): void
  /** What was sent goes; what was typed since stays. */
  clear(sent: string): void
}

/** Calls that are on their way together may arrive the other way round: what is kept goes one after another, and is read after it. */
const keeping = new WeakMap<Core, Promise<unknown>>()

const whenKept = <T>(core: Core, ask: () => Promise<T>): Promise<T> =>
  (keeping.get(core) ?? Promise.resolve()).then(ask)

function keep(core: Core, place: string, text: string): void {
  keeping.set(
    core,
    whenKept(core, () => core.ask('keep-draft', { place, text })),
  )
}

export function useDraft(place: string): Draft {
  const core = useCore()
  const [state, setState] = useState({ text: '', isHere: false })
  const latest = useRef<string>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    latest.current = undefined
    setState({ text: '', isHere: false })
    let isOver = false
    void whenKept(core, () => core.ask('draft', { place })).then((answered) => {
      if (isOver) return
      const text = latest.current ?? (answered.ok ? answered.value : '')
      latest.current = text
      setState({ text, isHere: true })
    })
    return () => {
      isOver = true
      if (timer.current === undefined) return
      clearTimeout(timer.current)
      timer.current = undefined
      keep(core, place, latest.current ?? '')
    }
  }, [core, place])
  const write = useCallback(
    (text: string) => {
      latest.current = text
      setState((before) => ({ ...before, text }))
      // Also while somebody types without a pause.
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        keep(core, place, latest.current ?? '')
      }, KEEP_EVERY_MS)
    },
    [core, place],
  )
  const clear = useCallback(
    (sent: string) => {
      clearTimeout(timer.current)
      timer.current = undefined
      const now = latest.current ?? ''
      const text = now.startsWith(sent) ? now.slice(sent.length).trimStart() : now
      latest.current = text
      setState((before) => ({ ...before, text }))
      keep(core, place, text)
    },
    [core, place],
  )
  return { ...state, write, clear }
}

/** A deleted post is gone from the screen at once, and from everywhere a few seconds later: until then it can be had back. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useCore } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

const UNDO_MS = 6_000

export function useUndoableDelete(onDone?: () => void): {
  readonly hidden: string | undefined
  readonly line: ReactNode
  remove(post: string): void
} {
  const say = useWords()
  const core = useCore()
  const [hidden, setHidden] = useState<string>()
  const waiting = useRef<{ readonly post: string; readonly timer: ReturnType<typeof setTimeout> }>(undefined)
  const finish = useCallback(() => {
    const { post, timer } = waiting.current ?? {}
    clearTimeout(timer)
    waiting.current = undefined
    if (post === undefined) return
    void core.ask('delete-post', { post }).then(() => {
      setHidden(undefined)
      onDone?.()
    })
  }, [core, onDone])
  // Whoever leaves the screen has made up their mind.
  useEffect(() => finish, [finish])
  const remove = useCallback(
    (post: string) => {
      finish()
      waiting.current = { post, timer: setTimeout(finish, UNDO_MS) }
      setHidden(post)
    },
    [finish],
  )
  const undo = () => {
    clearTimeout(waiting.current?.timer)
    waiting.current = undefined
    setHidden(undefined)
  }
  const line = hidden !== undefined && (
    <div className="undo" role="status">
      {say.deleted}
      <button type="button" className="button small" onClick={undo}>
        {say.undo}
      </button>
    </div>
  )
  return { hidden, line, remove }
}

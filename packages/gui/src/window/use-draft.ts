/** Words that are being written: kept by the core, so that neither a closed window nor a crash takes them. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useCore } from './use-view.ts'

const KEEP_AFTER_MS = 400

export function useDraft(place: string): readonly [string, (text: string) => void, () => void] {
  const core = useCore()
  const [text, setText] = useState('')
  const isTouched = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    isTouched.current = false
    setText('')
    void core.ask('draft', { place }).then((answered) => {
      if (answered.ok && !isTouched.current) setText(answered.value)
    })
  }, [core, place])
  const write = useCallback(
    (next: string) => {
      isTouched.current = true
      setText(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void core.ask('keep-draft', { place, text: next }), KEEP_AFTER_MS)
    },
    [core, place],
  )
  const clear = useCallback(() => {
    isTouched.current = true
    setText('')
    clearTimeout(timer.current)
    void core.ask('keep-draft', { place, text: '' })
  }, [core, place])
  return [text, write, clear]
}

/** The panic chord, wherever one is: behind the lock, before it, and while an account is being made. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { WipeDialog } from './screens/wipe.tsx'

const PanicContext = createContext<() => void>(() => {})

/** Asks whether all of it shall go. */
export const usePanic = (): (() => void) => useContext(PanicContext)

export function Panic({ onWiped, children }: { onWiped(): void; readonly children: ReactNode }) {
  const [isAsked, setAsked] = useState(false)
  const [ask] = useState(() => () => setAsked(true))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.key !== 'Delete') return
      event.preventDefault()
      ask()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [ask])
  return (
    <PanicContext value={ask}>
      {children}
      {isAsked && (
        <WipeDialog
          onClose={() => setAsked(false)}
          onWiped={() => {
            setAsked(false)
            onWiped()
          }}
        />
      )}
    </PanicContext>
  )
}

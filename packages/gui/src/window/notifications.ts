/** Says that something came, when the window is not looked at: by default without a word of what it is or who sent it. */
import { useEffect } from 'react'
import { useCore, useView } from './use-view.ts'

export function useNotifications(): void {
  const core = useCore()
  const preferences = useView('preferences', {})
  const kind = preferences.phase === 'here' ? preferences.value.notifications : 'off'
  useEffect(() => {
    if (kind === 'off' || !('Notification' in globalThis)) return
    return core.onNotice((notice) => {
      if (notice.type !== 'event' || notice.event === 'post' || document.hasFocus()) return
      if (Notification.permission !== 'granted') return
      const body = kind === 'with-names' ? (notice.name ?? '') : ''
      new Notification('Comrad', { body, tag: 'comrad', silent: true })
    })
  }, [core, kind])
}

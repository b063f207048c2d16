/** Says that something came, when the window is not looked at: by default without a word of what it is or who sent it. */
import { useEffect } from 'react'
import { useCore, useView } from './use-view.ts'

/** A window of its own shows them by its shell, and needs not ask; in a browser the person is asked. */
const { comradNotify } = globalThis as typeof globalThis & { comradNotify?: (body: string) => void }

export type NotifyPermission = 'granted' | 'default' | 'denied' | 'none'

export function notifyPermission(): NotifyPermission {
  if (comradNotify) return 'granted'
  return 'Notification' in globalThis ? Notification.permission : 'none'
}

/** Browsers ask only when a person has just done something. */
export async function askToNotify(): Promise<NotifyPermission> {
  return notifyPermission() === 'default' ? Notification.requestPermission() : notifyPermission()
}

const NOTIFIED: readonly string[] = ['letter', 'request', 'met']

export function useNotifications(): void {
  const core = useCore()
  const preferences = useView('preferences', {})
  const kind = preferences.phase === 'here' ? preferences.value.notifications : 'off'
  useEffect(() => {
    if (kind === 'off') return
    return core.onNotice((notice) => {
      if (notice.type !== 'event' || !NOTIFIED.includes(notice.event) || document.hasFocus()) return
      show(kind === 'with-names' ? (notice.name ?? '') : '')
    })
  }, [core, kind])
}

function show(body: string): void {
  if (notifyPermission() !== 'granted') return
  if (comradNotify) comradNotify(body)
  else new Notification('Comrad', { body, tag: 'comrad', silent: true })
}

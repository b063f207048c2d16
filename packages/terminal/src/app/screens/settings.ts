/** What Comrad is to be like, and what is kept on this device. */
import { LANGUAGES, type Preferences } from '@comrad/client'
import { THRESHOLD_CHOICES } from '@comrad/client/choices'
import { ok } from '@comrad/protocol'
import { type ReactNode, useState } from 'react'
import { Sure } from '../dialog.ts'
import { h } from '../h.ts'
import { useActs, useHear } from '../keyboard.ts'
import { type Line, line, paragraph, soft, spread, strong } from '../line.ts'
import { List, MARK_COLUMNS } from '../list.ts'
import { useRoom } from '../room.ts'
import { type Doing, useAttempt, useComrad, useHouse, useLock, useSurroundings } from '../surroundings.ts'
import { LANGUAGE_NAMES } from '../words/words.ts'
import { Bridges } from './bridges.ts'
import { ChangePassphrase, SaveBackup, ShowPhrase, WipingPassphrase } from './device-dialogs.ts'

const NOTIFICATIONS = ['off', 'without-content', 'with-names'] as const

type Setting = {
  readonly key: string
  readonly words: string
  readonly value?: string
  change(by: 1 | -1): unknown
}

export function Settings({ height }: { readonly height: number }): ReactNode {
  const { columns } = useSurroundings()
  const [selected, setSelected] = useState<string>()
  const settings = [...useLook(), ...useDevice(), ...useQuiet()]
  const run = (by: 1 | -1) => settings.find(({ key }) => key === selected)?.change(by)
  useActs('settings', { change: () => run(1) })
  useHear(({ key }) => {
    const found = settings.find((one) => one.key === selected)
    if (key !== 'left' || found?.value === undefined) return false
    found.change(-1)
    return true
  })
  const items = settings.map(({ key, words, value }) => ({
    key,
    lines: [drawSetting(words, value, columns - MARK_COLUMNS)],
  }))
  return h(List, { items, height, onSelect: setSelected })
}

const drawSetting = (words: string, value: string | undefined, columns: number): Line =>
  spread(line(words), value === undefined ? line(soft('↵')) : line(strong(value)), columns)

/** The choice after this one, or before it. */
function turned<T>(choices: readonly T[], now: T, by: 1 | -1): T {
  const place = choices.indexOf(now)
  return choices[(Math.max(0, place) + by + choices.length) % choices.length] ?? now
}

function useLook(): readonly Setting[] {
  const { say, house } = useSurroundings()
  const room = useRoom()
  const { language, notifications } = useHouse((one) => one.preferences(), [])
  const { bridges, way } = useHouse((one) => ({ bridges: one.bridges(), way: one.line() }), [])
  const used = way.phase === 'local' ? say.bridgesNextTime : say.bridgesUsed
  const square = useComrad((comrad) => comrad.settings(), [])
  const attempt = useAttempt()
  const prefer = (change: Partial<Preferences>) =>
    void attempt(async () => ok(await house.changePreferences(change)))
  const { hideBelow, prefetchImages = false } = square ?? {}
  const threshold = hideBelow === undefined ? 'off' : String(hideBelow)
  const set = (next: { readonly hideBelow: string; readonly prefetchImages: boolean }) =>
    void attempt(() =>
      house.comrad()?.changeSettings({
        prefetchImages: next.prefetchImages,
        ...(next.hideBelow !== 'off' && { hideBelow: Number(next.hideBelow) }),
      }),
    )
  return [
    {
      ...{ key: 'language', words: say.languageSetting, value: LANGUAGE_NAMES[language] },
      change: (by) => prefer({ language: turned(LANGUAGES, language, by) }),
    },
    {
      ...{ key: 'notifications', words: say.notifications, value: say.notificationChoices[notifications] },
      change: (by) => prefer({ notifications: turned(NOTIFICATIONS, notifications, by) }),
    },
    {
      ...{ key: 'hide', words: say.hideBelow, value: threshold === 'off' ? say.hideOff : threshold },
      change: (by) => set({ prefetchImages, hideBelow: turned<string>(THRESHOLD_CHOICES, threshold, by) }),
    },
    {
      ...{ key: 'prefetch', words: say.prefetchImages, value: prefetchImages ? say.yes : say.no },
      change: () => set({ hideBelow: threshold, prefetchImages: !prefetchImages }),
    },
    ...(bridges
      ? [
          {
            ...{ key: 'bridges', words: `${say.bridges}: ${say.bridgesInUse(bridges.count)}` },
            change: () => room.show(h(Bridges, { onClose: room.close, onUsed: () => room.tell(used) })),
          },
        ]
      : []),
  ]
}

function useDevice(): readonly Setting[] {
  const { say, askWipe } = useSurroundings()
  const lock = useLock()
  const room = useRoom()
  const onClose = room.close
  return [
    { key: 'phrase', words: say.phraseShow, change: () => room.show(h(ShowPhrase, { onClose })) },
    {
      ...{ key: 'passphrase', words: say.changePassphrase },
      change: () => room.show(h(ChangePassphrase, { onClose })),
    },
    {
      ...{ key: 'wiping', words: say.wipingPassphrase },
      change: () => room.show(h(WipingPassphrase, { onClose })),
    },
    { key: 'backup', words: say.backupExport, change: () => room.show(h(SaveBackup, { onClose })) },
    { key: 'lock', words: say.lock, change: () => void lock() },
    { key: 'wipe', words: say.wipe, change: askWipe },
  ]
}

/** Whom one does not want to hear: each can be heard again from here. */
function useQuiet(): readonly Setting[] {
  const { say, house, columns } = useSurroundings()
  const room = useRoom()
  const attempt = useAttempt()
  const { muted = [], blocked = [] } =
    useComrad((comrad) => ({ muted: comrad.muted(), blocked: comrad.blocked() }), []) ?? {}
  const again = (words: string, name: string, act: Doing): Setting => ({
    key: `${words} ${name}`,
    words: `${words}: ${name}`,
    change: () =>
      room.show(
        h(Sure, {
          ...{ title: `${words}: ${name}`, why: paragraph(name, { columns }), yes: words },
          ...{ onYes: () => attempt(act), onClose: room.close },
        }),
      ),
  })
  return [
    ...muted.map((name) => again(say.unmute, name, () => house.comrad()?.unmute(name))),
    ...blocked.map((name) => again(say.unblock, name, () => house.comrad()?.unblock(name))),
  ]
}

/** The rooms behind the lock: the rail, the line to the Operator, and one screen. */
import type { StatusView } from '@comrad/client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Icon, type IconName } from './icons.tsx'
import { useNotifications } from './notifications.ts'
import { Dialog, WordsBox } from './parts.tsx'
import { type Going, GoingProvider, type Route, useGoing } from './routes.ts'
import { Compose, type ReplyTo } from './screens/compose.tsx'
import { Contacts } from './screens/contacts.tsx'
import { Feed } from './screens/feed.tsx'
import { Messages } from './screens/messages.tsx'
import { Profile } from './screens/profile.tsx'
import { Search } from './screens/search.tsx'
import { Settings } from './screens/settings.tsx'
import { Status } from './screens/status.tsx'
import { Thread } from './screens/thread.tsx'
import { WipeDialog } from './screens/wipe.tsx'
import { useShortcuts } from './shortcuts.ts'
import { useView, useWish, type Viewed } from './use-view.ts'
import { useWords } from './words/use-words.ts'

type Open =
  | { readonly dialog: 'none' }
  | { readonly dialog: 'compose'; readonly replyTo?: ReplyTo }
  | { readonly dialog: 'shortcuts' }
  | { readonly dialog: 'wipe' }

export function Frame({ name }: { readonly name: string }) {
  const say = useWords()
  const [history, setHistory] = useState<readonly Route[]>([{ screen: 'feed' }])
  const [open, setOpen] = useState<Open>({ dialog: 'none' })
  const route = history.at(-1) ?? { screen: 'feed' }
  const status = useView('status', {})
  const screen = useRef<HTMLElement>(null)
  const close = useCallback(() => setOpen({ dialog: 'none' }), [])
  useNotifications()

  const going = useMemo<Going>(
    () => ({
      route,
      go: (next) => setHistory((past) => [...past.slice(-30), next]),
      back: () => setHistory((past) => (past.length > 1 ? past.slice(0, -1) : past)),
      write: (replyTo) => setOpen(replyTo ? { dialog: 'compose', replyTo } : { dialog: 'compose' }),
      showShortcuts: () => setOpen({ dialog: 'shortcuts' }),
    }),
    [route],
  )
  useShortcuts({
    going,
    isDialogOpen: open.dialog !== 'none',
    onPanic: () => setOpen({ dialog: 'wipe' }),
  })
  const place = JSON.stringify(route)
  useEffect(() => {
    screen.current?.scrollTo(0, 0)
    document.title = `Comrad · ${place.includes('"feed"') ? name : JSON.parse(place).screen}`
  }, [place, name])

  return (
    <GoingProvider value={going}>
      <a className="hidden-but-read" href="#screen">
        {say.skipToContent}
      </a>
      <div className="frame">
        <Rail status={status} />
        <div className="stage">
          <LineBar status={status} />
          <main className="screen" id="screen" ref={screen} tabIndex={0}>
            <ScreenOf route={route} name={name} />
          </main>
        </div>
      </div>
      {open.dialog === 'compose' && <Compose onClose={close} replyTo={open.replyTo} />}
      {open.dialog === 'wipe' && <WipeDialog onClose={close} />}
      {open.dialog === 'shortcuts' && (
        <Dialog title={say.shortcuts} onClose={close}>
          <table className="small-text">
            <tbody>
              {say.shortcutList.map(([keys, what]) => (
                <tr key={keys}>
                  <th scope="row" style={{ textAlign: 'start', paddingInlineEnd: 24 }}>
                    <kbd>{keys}</kbd>
                  </th>
                  <td>{what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Dialog>
      )}
    </GoingProvider>
  )
}

function ScreenOf({ route, name }: { readonly route: Route; readonly name: string }) {
  switch (route.screen) {
    case 'feed':
      return <Feed />
    case 'thread':
      return <Thread post={route.post} key={route.post} />
    case 'messages':
      return <Messages name={route.name} />
    case 'contacts':
      return <Contacts ownName={name} />
    case 'profile':
      return <Profile name={route.name} key={route.name ?? ''} />
    case 'search':
      return <Search />
    case 'settings':
      return <Settings />
    case 'status':
      return <Status />
  }
}

const ROOMS: readonly {
  readonly screen: Route['screen']
  readonly icon: IconName
  readonly isWide?: true
}[] = [
  { screen: 'feed', icon: 'feed' },
  { screen: 'messages', icon: 'messages' },
  { screen: 'contacts', icon: 'contacts' },
  { screen: 'profile', icon: 'profile' },
  { screen: 'search', icon: 'search', isWide: true },
  { screen: 'settings', icon: 'settings' },
  { screen: 'status', icon: 'status', isWide: true },
]

function Rail({ status }: { readonly status: Viewed<StatusView> }) {
  const say = useWords()
  const going = useGoing()
  const lock = useWish('lock')
  const counts: { readonly [S in Route['screen']]?: number } =
    status.phase === 'here'
      ? {
          feed: status.value.square.unread,
          messages: status.value.mail.unread,
          contacts: status.value.requests,
        }
      : {}
  return (
    <nav className="rail" aria-label="Comrad">
      <div className="banner">
        <span className="name">Comrad</span>
      </div>
      <ul className="nav">
        {ROOMS.map(({ screen, icon, isWide }) => {
          const count = counts[screen] ?? 0
          const isHere =
            going.route.screen === screen || (screen === 'feed' && going.route.screen === 'thread')
          return (
            <li key={screen} className={isWide ? 'wide-only' : undefined}>
              <button
                type="button"
                aria-current={isHere ? 'page' : undefined}
                onClick={() => going.go({ screen } as Route)}
              >
                <Icon name={icon} />
                <span>{say[screen as keyof typeof say] as string}</span>
                {count > 0 && (
                  <span className="count">
                    {count > 99 ? '99+' : count}
                    <span className="hidden-but-read"> {say.unreadCount(count)}</span>
                  </span>
                )}
              </button>
            </li>
          )
        })}
        <li className="wide-only">
          <button type="button" onClick={() => void lock.run({})}>
            <Icon name="lock" />
            <span>{say.lock}</span>
          </button>
        </li>
      </ul>
    </nav>
  )
}

/** Whether it is connected, how far Tor is, and what is wrong: always on the screen. */
function LineBar({ status }: { readonly status: Viewed<StatusView> }) {
  const say = useWords()
  const line = useView('line', {})
  const going = useGoing()
  if (status.phase !== 'here') return null
  const { connection, operator, alarms } = status.value
  const tor = line.phase === 'here' ? line.value : undefined
  const [kind, words] = ((): readonly ['good' | 'waiting' | 'bad', string] => {
    if (connection.phase === 'halted') return ['bad', say.halted]
    if (connection.phase === 'refused') return ['bad', status.value.words[0]?.happened ?? say.stopped]
    if (tor?.phase === 'failed') return ['bad', tor.words.happened]
    if (tor?.phase === 'starting')
      return ['waiting', `${say.torPercent(tor.percent)} · ${tor.words.happened}`]
    if (connection.phase === 'connected') {
      return operator.anonymity === 'tor' ? ['good', say.connected] : ['waiting', say.connectedHere]
    }
    if (connection.phase === 'waiting') {
      return ['waiting', say.waitingToConnect(Math.ceil(connection.retryInMs / 1000))]
    }
    return ['waiting', connection.phase === 'connecting' ? say.connecting : say.stopped]
  })()
  return (
    <>
      <div className={`line ${kind}`} role="status">
        <span className="dot" aria-hidden="true" />
        <span>{words}</span>
        <button
          type="button"
          className="button quiet small"
          style={{ marginInlineStart: 'auto' }}
          onClick={() => going.go({ screen: 'status' })}
        >
          {say.status}
        </button>
      </div>
      {alarms.slice(0, 1).map((alarm) => (
        <WordsBox key={alarm.words.happened} bad words={alarm.words} />
      ))}
    </>
  )
}

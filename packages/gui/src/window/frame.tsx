/** The rooms behind the lock: the rail, the line to the Operator, and one screen. */
import type { StatusView } from '@comrad/client'
import { reachViewOf, wordsOfReach } from '@comrad/client/reach'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSecondsLeft } from '../clock.ts'
import { Unbroken } from './broken.tsx'
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
import { UndoLine } from './screens/undo.tsx'
import { useShortcuts } from './shortcuts.ts'
import { useCore, useView, useWish, type Viewed } from './use-view.ts'
import { useWords } from './words/use-words.ts'

type Open =
  | { readonly dialog: 'none' }
  | { readonly dialog: 'compose'; readonly replyTo?: ReplyTo }
  | { readonly dialog: 'shortcuts' }

type History = { readonly routes: readonly Route[]; readonly isBack: boolean }

const FIRST: Route = { screen: 'feed' }

export function Frame({ name }: { readonly name: string }) {
  const say = useWords()
  const [{ routes, isBack }, setHistory] = useState<History>({ routes: [FIRST], isBack: false })
  const [open, setOpen] = useState<Open>({ dialog: 'none' })
  const route = routes.at(-1) ?? FIRST
  const status = useView('status', {})
  const screen = useRef<HTMLElement>(null)
  const [kept] = useState(() => new Map<string, unknown>())
  const close = useCallback(() => setOpen({ dialog: 'none' }), [])
  useNotifications()

  const going = useMemo<Going>(
    () => ({
      route,
      isBack,
      kept,
      go: (next) => setHistory((past) => ({ routes: [...past.routes.slice(-30), next], isBack: false })),
      back: () =>
        setHistory((past) =>
          past.routes.length > 1 ? { routes: past.routes.slice(0, -1), isBack: true } : past,
        ),
      write: (replyTo) => setOpen(replyTo ? { dialog: 'compose', replyTo } : { dialog: 'compose' }),
      showShortcuts: () => setOpen({ dialog: 'shortcuts' }),
    }),
    [route, isBack, kept],
  )
  useShortcuts(going)
  const place = JSON.stringify(route)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is the reason to scroll
  useEffect(() => {
    if (!isBack) screen.current?.scrollTo(0, 0)
  }, [place, isBack])
  useTitle(route, status)

  return (
    <GoingProvider value={going}>
      <a className="hidden-but-read" href="#screen">
        {say.skipToContent}
      </a>
      <div className="frame">
        <Rail status={status} />
        <div className="stage">
          <LineBar status={status} />
          <Fault />
          <main className="screen" id="screen" ref={screen} tabIndex={0}>
            <Unbroken isWithin key={route.screen}>
              <ScreenOf route={route} name={name} />
            </Unbroken>
          </main>
        </div>
      </div>
      <UndoLine />
      {open.dialog === 'compose' && <Compose onClose={close} replyTo={open.replyTo} />}
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

/** Nobody who looks over a shoulder learns more from it than that something waits. */
function useTitle({ screen }: Route, status: Viewed<StatusView>) {
  const say = useWords()
  const unread = status.phase === 'here' ? status.value.mail.unread + status.value.requests : 0
  useEffect(() => {
    // No name: a browser keeps titles in its history.
    const where = say[screen === 'thread' ? 'feed' : screen]
    document.title = `${unread > 0 ? say.titleUnread(unread) : ''}Comrad · ${where}`
    // Behind the lock nothing waits.
    return () => {
      document.title = 'Comrad'
    }
  }, [screen, unread, say])
}

function ScreenOf({ route, name }: { readonly route: Route; readonly name: string }) {
  switch (route.screen) {
    case 'feed':
      return <Feed />
    case 'thread':
      return <Thread post={route.post} key={route.post} />
    case 'messages':
      return <Messages name={route.name} letter={route.letter} />
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

/** Something in the core failed that nobody asked for: it goes on, and is said until it is read. */
function Fault() {
  const say = useWords()
  const core = useCore()
  const [isThere, setThere] = useState(false)
  useEffect(
    () =>
      core.onNotice((notice) => {
        if (notice.type === 'event' && notice.event === 'fault') setThere(true)
      }),
    [core],
  )
  if (!isThere) return null
  return (
    <div className="words bad" role="alert">
      <p>{say.fault}</p>
      <p className="soft">{say.faultKept}</p>
      <div className="row">
        <button type="button" className="button small" onClick={() => setThere(false)}>
          {say.ok}
        </button>
      </div>
    </div>
  )
}

/** It counts by itself. Nobody is told each second: only that it waits. */
function NextTry({ connection }: { readonly connection: { readonly retryInMs: number } }) {
  const say = useWords()
  const left = useSecondsLeft(connection)
  return (
    <span role="timer" aria-live="off">
      {say.waitingToConnect(left)}
    </span>
  )
}

/** Whether it is connected, how far Tor is, and what is wrong: always on the screen. */
function LineBar({ status }: { readonly status: Viewed<StatusView> }) {
  const say = useWords()
  const line = useView('line', {})
  const going = useGoing()
  if (status.phase !== 'here') return <div className="line" />
  const { connection, alarms } = status.value
  const reach = reachViewOf(line.phase === 'here' ? line.value : undefined, status.value)
  return (
    <>
      <div className={`line ${reach.tone}`} role="status">
        <span className="dot" aria-hidden="true" />
        <span>
          {connection.phase === 'waiting' && reach.phase === 'waiting' ? (
            <NextTry connection={connection} />
          ) : (
            wordsOfReach(reach, say)
          )}
        </span>
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

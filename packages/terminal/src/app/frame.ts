/** The rooms behind the lock: their names above, the line to the Operator, one screen, and what its keys do. */
import type { AlarmView, LineView, StatusView } from '@comrad/client'
import { reachViewOf, wordsOfReach } from '@comrad/client/reach'
import { Box, useApp } from 'ink'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Lines } from './canvas.ts'
import { Sure } from './dialog.ts'
import { drawHints, drawWordsBox, hint } from './draw.ts'
import { h } from './h.ts'
import { LAYERS, Layer, useActs } from './keyboard.ts'
import {
  accent,
  bad,
  fit,
  good,
  type Line,
  line,
  marked,
  paragraph,
  type Span,
  soft,
  textOf,
  warning,
  widthOfLine,
} from './line.ts'
import { type Room, RoomProvider, type Route } from './room.ts'
import { Contacts } from './screens/contacts.ts'
import { Feed } from './screens/feed.ts'
import { Messages } from './screens/messages.ts'
import { Profile } from './screens/profile.ts'
import { Search } from './screens/search.ts'
import { Settings } from './screens/settings.ts'
import { ShortcutList } from './screens/shortcut-list.ts'
import { Status } from './screens/status.ts'
import { Talk } from './screens/talk.ts'
import { Thread } from './screens/thread.ts'
import { keyNameOf } from './shortcuts.ts'
import { useComrad, useHouse, useLock, useSurroundings, useTick } from './surroundings.ts'
import { useNews } from './use-news.ts'
import type { Catalogue } from './words/en.ts'

const ROOMS = ['feed', 'messages', 'contacts', 'profile', 'search', 'settings', 'status'] as const
const DEEPEST = 30
const TOLD_FOR_MS = 6_000
const AGES_EVERY_MS = 30_000
/** The rooms, the line to the Operator, a gap; below: what is told, and the keys. */
const AROUND = 5

export function Frame(): ReactNode {
  const { say, columns, rows, plain, clock } = useSurroundings()
  const { exit } = useApp()
  const lock = useLock()
  const [history, setHistory] = useState<readonly Route[]>([{ screen: 'feed' }])
  const [dialog, setDialog] = useState<ReactNode>()
  const [told, setTold] = useState('')
  const route = history.at(-1) ?? { screen: 'feed' }
  const status = useComrad((comrad) => comrad.status(), [])
  useTick(AGES_EVERY_MS)
  useEffect(() => (told === '' ? undefined : clock.after(TOLD_FOR_MS, () => setTold(''))), [clock, told])
  const around = useRef<readonly Line[]>([])
  const turn = useCallback(() => plain?.turn(around.current.map(textOf)), [plain])
  const room = useMemo<Room>(
    () => ({
      go(next) {
        turn()
        setHistory((past) => [...past.slice(-DEEPEST), next])
      },
      back() {
        turn()
        setHistory((past) => (past.length > 1 ? past.slice(0, -1) : past))
      },
      show: (shown) => setDialog(shown),
      close: () => setDialog(undefined),
      tell: setTold,
    }),
    [turn],
  )
  useNews(room.tell)
  const enter = (screen: (typeof ROOMS)[number]) => () => {
    turn()
    setHistory([{ screen }])
  }
  const shortcuts = useCallback(() => room.show(h(ShortcutList, { onClose: room.close })), [room])
  useActs('rooms', {
    ...(Object.fromEntries(ROOMS.map((one) => [one, enter(one)])) as Record<
      (typeof ROOMS)[number],
      () => void
    >),
    shortcuts,
    lock: () => void lock(),
    leave: () =>
      room.show(
        h(Sure, {
          ...{ title: say.leave, why: paragraph(say.leaveWhy, { columns }), yes: say.leave },
          ...{ onYes: () => exit(), onClose: room.close },
        }),
      ),
  })
  useActs('list', { back: room.back })

  const above = [
    drawRooms(route, status, columns, say),
    drawLine(
      useHouse((one) => one.line(), []),
      status,
      columns,
      say,
    ),
    ...drawAlarm(status?.alarms[0], columns, say),
    ...(plain ? [] : [[]]),
  ]
  const below = [line(told !== '' && accent(`» ${told}`)), drawHints(hintsOf(route, say), columns)]
  around.current = [...above, ...below]
  const height = Math.max(3, rows - AROUND - (above.length - 3))
  const screen = h(
    Box,
    { flexDirection: 'column', height: plain ? undefined : height, overflow: 'hidden' },
    h(ScreenOf, { key: JSON.stringify(route), route, height }),
  )
  return h(
    RoomProvider,
    { value: room },
    h(Layer, { value: LAYERS.dialog }, dialog),
    h(
      Box,
      { flexDirection: 'column', display: dialog ? 'none' : 'flex', height: plain ? undefined : rows },
      h(Lines, { lines: plain ? [...above, ...below.filter((one) => one.length > 0)] : above }),
      h(Layer, { value: LAYERS.screen }, screen),
      plain ? null : h(Lines, { lines: below }),
    ),
  )
}

function ScreenOf({ route, height }: { readonly route: Route; readonly height: number }): ReactNode {
  switch (route.screen) {
    case 'feed':
      return h(Feed, { height })
    case 'thread':
      return h(Thread, { post: route.post, height })
    case 'messages':
      return h(Messages, { height })
    case 'talk':
      return h(Talk, { name: route.name, height })
    case 'contacts':
      return h(Contacts, { height })
    case 'profile':
      return h(Profile, { name: route.name, height })
    case 'search':
      return h(Search, { height })
    case 'settings':
      return h(Settings, { height })
    case 'status':
      return h(Status, { height })
  }
}

function drawRooms(route: Route, status: StatusView | undefined, columns: number, say: Catalogue): Line {
  const counts: { readonly [S in Route['screen']]?: number } = status
    ? { feed: status.square.unread, messages: status.mail.unread, contacts: status.requests }
    : {}
  const here = { thread: 'feed', talk: 'messages' }[route.screen as string] ?? route.screen
  const drawn = (isShort: boolean) =>
    ROOMS.map((screen): Span => {
      const count = counts[screen] ?? 0
      const news = count === 0 ? '' : `•${count > 99 ? '99+' : count}`
      const name = isShort && screen !== here ? '' : ` ${say[screen]}`
      const text = ` ${keyNameOf('rooms', screen)}${name}${news} `
      return screen === here ? marked(text) : count > 0 ? accent(text) : { text }
    })
  const names = drawn(false)
  // Where they do not all fit, the keys of the others are enough.
  return fit(widthOfLine(names) <= columns ? names : drawn(true), columns)
}

const MARKS = { good, waiting: warning, bad } as const

function drawLine(way: LineView, status: StatusView | undefined, columns: number, say: Catalogue): Line {
  const reach = reachViewOf(way, status)
  return fit(line(' ', MARKS[reach.tone]('● '), soft(wordsOfReach(reach, say))), columns)
}

function drawAlarm(alarm: AlarmView | undefined, columns: number, say: Catalogue): readonly Line[] {
  return alarm ? drawWordsBox({ happened: alarm.words.happened }, columns, say) : []
}

function hintsOf({ screen }: Route, say: Catalogue): readonly (readonly [string, string])[] {
  const all = [hint(say, 'rooms', 'shortcuts'), hint(say, 'rooms', 'leave')]
  switch (screen) {
    case 'feed':
    case 'thread': {
      const acts = ['open', 'write', 'reply', 'up', 'down', 'recount', 'author', 'audience', 'order'] as const
      return [...all, ...acts.map((act) => hint(say, 'posts', act))]
    }
    case 'messages':
      return [...all, hint(say, 'talks', 'open'), hint(say, 'talks', 'person')]
    case 'talk':
      return []
    case 'contacts': {
      const acts = [
        'open',
        'meet',
        'message',
        'accept',
        'decline',
        'declineAndTell',
        'block',
        'code',
      ] as const
      return [...all, ...acts.map((act) => hint(say, 'people', act))]
    }
    case 'settings':
      return [...all, hint(say, 'settings', 'change')]
    default:
      return [...all, hint(say, 'list', 'back')]
  }
}

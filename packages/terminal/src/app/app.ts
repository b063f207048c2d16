/** The application in a terminal: the beginning, the lock, or the rooms behind it. */
import type { Comrad, House, Words } from '@comrad/client'
import { ok } from '@comrad/protocol'
import { Box, useApp, useWindowSize } from 'ink'
import { type ReactNode, useCallback, useEffect, useReducer, useState } from 'react'
import { Lines } from './canvas.ts'
import type { AppDeps } from './deps.ts'
import { Frame } from './frame.ts'
import { h } from './h.ts'
import { KeyboardProvider, LAYERS, Layer, useActs, useKeyboard } from './keyboard.ts'
import { line, paragraph } from './line.ts'
import { Beginning } from './screens/beginning.ts'
import { Locked } from './screens/locked.ts'
import { Refused } from './screens/refused.ts'
import { Wipe } from './screens/wipe.ts'
import { SurroundingsProvider, useAttempt, useHouse, useSurroundings } from './surroundings.ts'
import { WORDS } from './words/words.ts'

/** A flood of letters does not draw the screen a thousand times. */
const CHANGE_EVERY_MS = 50
const LEAST = { columns: 40, rows: 12 }
/** Lines that are heard are not broken. */
const PLAIN_COLUMNS = 2_000

export function App({ deps }: { readonly deps: AppDeps }): ReactNode {
  const { columns, rows } = useWindowSize()
  const version = useVersion(deps)
  const keyboard = useKeyboard()
  const [isPanic, setPanic] = useState(false)
  const askWipe = useCallback(() => setPanic(true), [])
  const [trouble, complain] = useState<Words>()
  const [keepers] = useState(() => new Set<() => Promise<void>>())
  const say = WORDS[deps.house.preferences().language]
  const size = { rows, columns: deps.plain ? PLAIN_COLUMNS : columns }
  const around = { ...deps, ...size, say, version, askWipe, complain, keepers }
  return h(
    SurroundingsProvider,
    { value: around },
    h(
      KeyboardProvider,
      { value: keyboard },
      h(Inside, {
        ...{ isPanic, trouble },
        onPanicOver: () => setPanic(false),
        onTroubleOver: () => complain(undefined),
      }),
    ),
  )
}

type InsideProps = {
  readonly isPanic: boolean
  readonly trouble: Words | undefined
  onPanicOver(): void
  onTroubleOver(): void
}

function Inside({ isPanic, trouble, onPanicOver, onTroubleOver }: InsideProps): ReactNode {
  const { say, columns, rows, plain, house, askWipe } = useSurroundings()
  const { exit } = useApp()
  const attempt = useAttempt()
  /** Whatever somebody was led through begins anew when all of it is wiped. */
  const [wipes, setWipes] = useState(0)
  const wipe = () => {
    setWipes((before) => before + 1)
    void attempt(async () => ok(await house.wipe()))
  }
  useActs('anywhere', { end: () => exit() }, LAYERS.panic + 1)
  useActs('anywhere', { panic: !isPanic && askWipe }, LAYERS.panic)
  if (!plain && (columns < LEAST.columns || rows < LEAST.rows)) {
    return h(Lines, { lines: paragraph(say.tooSmall, { columns }).slice(0, rows) })
  }
  return h(
    Box,
    { flexDirection: 'column' },
    isPanic && h(Layer, { value: LAYERS.panic }, h(Wipe, { onWipe: wipe, onClose: onPanicOver })),
    !isPanic &&
      trouble &&
      h(Layer, { value: LAYERS.trouble }, h(Refused, { words: trouble, onClose: onTroubleOver })),
    h(
      Box,
      { flexDirection: 'column', display: isPanic || trouble ? 'none' : 'flex' },
      h(Rooms, { key: wipes }),
    ),
  )
}

function Rooms(): ReactNode {
  const { say } = useSurroundings()
  /** Somebody is being led to an account: the words are shown before the rooms are. */
  const [isLed, setLed] = useState(false)
  const { phase } = useHouse((house) => house.view(), [])
  const account = useHouse((house) => house.comrad()?.account(), [])
  const isWithoutName = phase === 'empty' || (phase === 'open' && account?.phase !== 'registered')
  if (isLed || isWithoutName) {
    return h(Beginning, { onLed: setLed, account: phase === 'open' ? account : undefined })
  }
  if (phase !== 'open') return h(Locked, { isOpening: phase === 'opening' })
  return account ? h(Frame) : h(Lines, { lines: [line(say.loading)] })
}

/** Grows after each change of the house, or of the comrad who is in it. */
function useVersion({ house, clock }: AppDeps): number {
  const [version, grow] = useReducer((now: number) => now + 1, 0)
  useEffect(() => {
    let stopWaiting: (() => void) | undefined
    const changed = () => {
      stopWaiting ??= clock.after(CHANGE_EVERY_MS, () => {
        stopWaiting = undefined
        grow()
      })
    }
    const follow = followComrad(house, changed)
    // Something may have changed between the first drawing and now.
    changed()
    const stopHouse = house.on('change', () => {
      follow.again()
      changed()
    })
    return () => {
      stopHouse()
      follow.stop()
      stopWaiting?.()
    }
  }, [house, clock])
  return version
}

/** The comrad of a house that was locked is another one when it is opened again. */
function followComrad(house: House, changed: () => void) {
  let followed: Comrad | undefined
  let stop: (() => void) | undefined
  const again = () => {
    const comrad = house.comrad()
    if (comrad === followed) return
    stop?.()
    followed = comrad
    stop = comrad?.on('change', changed)
  }
  again()
  return { again, stop: () => stop?.() }
}

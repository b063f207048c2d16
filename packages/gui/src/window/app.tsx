/** Which part of the window is shown: the beginning, the lock, or the rooms behind it. */
import { useEffect, useState } from 'react'
import { Unbroken } from './broken.tsx'
import type { Core } from './core.ts'
import { Frame } from './frame.tsx'
import { Panic } from './panic.tsx'
import { WordsBox } from './parts.tsx'
import { Beginning } from './screens/beginning.tsx'
import { Locked } from './screens/locked.tsx'
import { CoreProvider, useView } from './use-view.ts'
import { EN } from './words/en.ts'
import { LANGUAGES, useWords, WordsProvider } from './words/use-words.ts'

export function App({ core }: { readonly core: Core }) {
  const [isGone, setGone] = useState(false)
  useEffect(
    () =>
      core.onNotice(({ type }) => {
        setGone(type === 'end')
      }),
    [core],
  )
  return (
    <CoreProvider value={core}>
      <Inside isGone={isGone} />
    </CoreProvider>
  )
}

function Inside({ isGone }: { readonly isGone: boolean }) {
  const preferences = useView('preferences', {})
  const { language, theme } =
    preferences.phase === 'here' ? preferences.value : { language: 'en' as const, theme: 'system' as const }
  const words = LANGUAGES[language] ?? EN
  useTheme(theme)
  /** Whatever was on the screen when all was wiped goes too: the words of the phrase, what was typed. */
  const [lives, setLives] = useState(1)
  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dir = words.direction
  }, [language, words])
  return (
    <WordsProvider value={words}>
      {isGone && <CoreGone />}
      <Panic onWiped={() => setLives((all) => all + 1)}>
        <Unbroken key={lives}>
          <Rooms />
        </Unbroken>
      </Panic>
    </WordsProvider>
  )
}

function CoreGone() {
  const say = useWords()
  return <WordsBox bad words={{ happened: say.coreGone }} />
}

function Rooms() {
  /** Somebody is being led to an account: the words are shown before the rooms are. */
  const [isLed, setLed] = useState(false)
  const house = useView('house', {})
  const account = useView('account', {})
  const say = useWords()
  if (house.phase !== 'here') {
    return (
      <main className="steps">
        {house.phase === 'refused' ? (
          <WordsBox bad words={house.words} />
        ) : (
          <p role="status">{say.loading}</p>
        )}
      </main>
    )
  }
  const { phase } = house.value
  const known = account.phase === 'here' ? account.value : undefined
  // While somebody is led, what happens to the house does not change the screen under their hands.
  const isWithoutName = phase === 'empty' || (phase === 'open' && known && known.phase !== 'registered')
  if (isLed || isWithoutName) {
    return <Beginning onLed={setLed} account={phase === 'open' ? known : undefined} />
  }
  if (phase !== 'open') return <Locked isOpening={phase === 'opening'} />
  return known?.phase === 'registered' ? <Frame name={known.name} /> : null
}

function useTheme(theme: 'system' | 'light' | 'dark') {
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const isDark = theme === 'dark' || (theme === 'system' && dark.matches)
      document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
}

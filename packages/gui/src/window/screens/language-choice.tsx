/** In which language Comrad speaks; each is called as it calls itself. */
import type { Language } from '@comrad/client'
import { Choices } from '../parts.tsx'
import { useView, useWish } from '../use-view.ts'
import { LANGUAGES, useWords } from '../words/use-words.ts'

const NAMES = Object.entries(LANGUAGES).map(([key, { language }]) => [key as Language, language] as const)

export function LanguageChoice() {
  const say = useWords()
  const preferences = useView('preferences', {})
  const change = useWish('change-preferences')
  if (preferences.phase !== 'here') return null
  return (
    <Choices
      label={say.languageSetting}
      value={preferences.value.language}
      choices={NAMES}
      onChoose={(language) => void change.run({ language })}
    />
  )
}

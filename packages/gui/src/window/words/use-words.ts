/** The words of the chosen language. A language is one file that follows `en.ts`, and a line here: docs/languages.md. */
import type { Language } from '@comrad/client'
import { createContext, useContext } from 'react'
import { type Catalogue, EN } from './en.ts'
import { ES } from './es.ts'

/** Those in which the client speaks, each of them: the compiler asks for one that is missing here. */
export const LANGUAGES: Readonly<Record<Language, Catalogue>> = { en: EN, es: ES }

const WordsContext = createContext<Catalogue>(EN)
export const WordsProvider = WordsContext.Provider
export const useWords = (): Catalogue => useContext(WordsContext)

/** Where there is no component to ask: of the page's own language. */
export function wordsOfPage(): Catalogue {
  const language = document.documentElement.lang
  return Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language as Language] : EN
}

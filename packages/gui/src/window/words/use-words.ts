/** The words of the chosen language. A language is one file that follows `en.ts`; add it to the list and it can be chosen. */
import { createContext, useContext } from 'react'
import { type Catalogue, EN } from './en.ts'
import { ES } from './es.ts'

export const LANGUAGES = { en: EN, es: ES } as const satisfies Readonly<Record<string, Catalogue>>
export type Language = keyof typeof LANGUAGES

const WordsContext = createContext<Catalogue>(EN)
export const WordsProvider = WordsContext.Provider
export const useWords = (): Catalogue => useContext(WordsContext)

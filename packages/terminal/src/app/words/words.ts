/** The words of each language. A language is one file that follows `en.ts`, and a line here. */
import type { Language } from '@comrad/client'
import { type Catalogue, EN } from './en.ts'
import { ES } from './es.ts'

/** Those in which the client speaks, each of them: the compiler asks for one that is missing here. */
export const WORDS: Readonly<Record<Language, Catalogue>> = { en: EN, es: ES }

/** As each calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' }

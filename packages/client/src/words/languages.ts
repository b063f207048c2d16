/** The languages that Comrad speaks. Another one is a catalogue beside `es.ts` and a line here, and the same in the window: docs/languages.md. */
import { EN } from './en.ts'
import { ES } from './es.ts'
import type { Speech } from './speech.ts'

export const SPEECHES = { en: EN, es: ES } as const satisfies Readonly<Record<string, Speech>>

export type Language = keyof typeof SPEECHES
export const LANGUAGES = Object.keys(SPEECHES) as readonly Language[]

/** Of a locale as systems write it: `es_MX.UTF-8`, `es-419`, `es`. */
export function languageOf(locale: string | undefined): Language | undefined {
  const [language] = (locale ?? '').toLowerCase().split(/[^a-z]/)
  return LANGUAGES.find((one) => one === language)
}

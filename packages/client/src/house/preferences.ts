/** How Comrad looks and sounds. Beside the store, in the open: it is needed before anything is unlocked, and tells nothing of anybody. */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../store/durable-file.ts'
import { LANGUAGES, type Language } from '../words/languages.ts'
import type { Preferences } from './house.ts'

const USUAL: Preferences = { language: 'en', theme: 'system', notifications: 'without-content' }
const FILE = 'preferences.json'

const CHOICES: { readonly [K in keyof Preferences]: readonly Preferences[K][] } = {
  language: LANGUAGES,
  theme: ['system', 'light', 'dark'],
  notifications: ['off', 'without-content', 'with-names'],
}

/** `language` is used where none was chosen. */
export function readPreferences(directory: string, language: Language = USUAL.language): Preferences {
  try {
    const given = JSON.parse(readFileSync(join(directory, FILE), 'utf8')) as Record<string, unknown>
    return { ...USUAL, language, ...known(given) }
  } catch {
    return { ...USUAL, language }
  }
}

export async function writePreferences(directory: string, preferences: Preferences): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(preferences)}\n`)
  await writeDurably(join(directory, FILE), bytes)
}

export const removePreferences = (directory: string): Promise<void> =>
  rm(join(directory, FILE), { force: true })

/** What somebody wrote into the file and is none of the choices is as if it were not there. */
function known(given: Record<string, unknown>): Partial<Preferences> {
  return Object.fromEntries(
    Object.entries(CHOICES)
      .filter(([name, choices]) => (choices as readonly unknown[]).includes(given[name]))
      .map(([name]) => [name, given[name]]),
  ) as Partial<Preferences>
}

import type { Words } from '@comrad/client'
import { useEffect, useState } from 'react'
import { atEnd } from './editing.ts'
import type { Field } from './field-lines.ts'
import { useSurroundings, wordsOfThrown } from './surroundings.ts'

const KEEP_AFTER_MS = 400

/**
 * What is written is kept a moment after it was, and at the latest when the form goes or the house is locked. What could not be
 * kept is kept with the next character, and meanwhile it is said.
 */
export function useDrafts(fields: readonly Field[]) {
  const { house, clock, say, keepers } = useSurroundings()
  const [trouble, setTrouble] = useState<Words>()
  const [kept] = useState(() => {
    const waiting = new Map<string, string>()
    let stop: (() => void) | undefined
    const keepOne = async ([draft, text]: readonly [string, string]) => {
      try {
        await house.keepDraft(draft, text)
        setTrouble(undefined)
      } catch (error) {
        if (!waiting.has(draft)) waiting.set(draft, text)
        setTrouble(wordsOfThrown(error, house, say))
      }
    }
    const flush = async () => {
      stop?.()
      stop = undefined
      const all = [...waiting]
      waiting.clear()
      await Promise.all(all.map(keepOne))
    }
    return {
      flush,
      read: () =>
        Object.fromEntries(
          fields.map(({ name, value, draft }) => [
            name,
            atEnd((draft === undefined ? '' : house.draft(draft)) || (value ?? '')),
          ]),
        ),
      keep(name: string, text: string) {
        const draft = fields.find((one) => one.name === name)?.draft
        if (draft === undefined) return
        waiting.set(draft, text)
        stop ??= clock.after(KEEP_AFTER_MS, flush)
      },
      forget() {
        for (const { draft } of fields) if (draft !== undefined) waiting.set(draft, '')
        void flush()
      },
    }
  })
  useEffect(() => {
    keepers.add(kept.flush)
    return () => {
      keepers.delete(kept.flush)
      void kept.flush()
    }
  }, [kept, keepers])
  return { ...kept, trouble }
}

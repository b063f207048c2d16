/** Every key, from the one table. */
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.ts'
import { heading, hint } from '../draw.ts'
import { h } from '../h.ts'
import { paragraph } from '../line.ts'
import { actsIn, keyNamesOf, type Place, SHORTCUTS } from '../shortcuts.ts'
import { useSurroundings } from '../surroundings.ts'

export function ShortcutList({ onClose }: { onClose(): void }): ReactNode {
  const { say, columns } = useSurroundings()
  const places = Object.keys(SHORTCUTS) as readonly Place[]
  const lines = places.flatMap((place) => {
    const rows = actsIn(place).map((act) => {
      const [, words] = hint(say, place, act)
      return [keyNamesOf(place, act).join(' '), words] as const
    })
    const width = Math.max(...rows.map(([key]) => key.length))
    const indent = ' '.repeat(width + 4)
    const told = rows.flatMap(([key, words]) =>
      paragraph(words, { columns, first: `  ${key.padEnd(width)}  `, indent }),
    )
    return [heading(say.places[place]), ...told, []]
  })
  return h(Dialog, { title: say.shortcuts, lines, onClose })
}

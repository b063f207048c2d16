/** Asked once, then done: everything on this device goes. The chord that asks is the one that says yes. */
import type { ReactNode } from 'react'
import { Sure } from '../dialog.ts'
import { h } from '../h.ts'
import { paragraph } from '../line.ts'
import { keyNameOf, SHORTCUTS } from '../shortcuts.ts'
import { useSurroundings } from '../surroundings.ts'

export function Wipe({ onWipe, onClose }: { onWipe(): void; onClose(): void }): ReactNode {
  const { say, columns } = useSurroundings()
  return h(Sure, {
    title: say.wipe,
    why: paragraph(say.wipeWhy, { columns }),
    yes: say.wipeNow(keyNameOf('anywhere', 'panic')),
    chord: SHORTCUTS.anywhere.panic,
    onYes: onWipe,
    onClose,
  })
}

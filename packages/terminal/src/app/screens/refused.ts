/** Why something could not be done, where there is no form to say it in. */
import type { Words } from '@comrad/client'
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.ts'
import { drawWordsBox } from '../draw.ts'
import { h } from '../h.ts'
import { useSurroundings } from '../surroundings.ts'

export function Refused({ words, onClose }: { readonly words: Words; onClose(): void }): ReactNode {
  const { columns, say } = useSurroundings()
  return h(Dialog, { title: 'Comrad', lines: drawWordsBox(words, columns, say), onClose })
}

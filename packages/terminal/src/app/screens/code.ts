/** One's own name as a code, for somebody who has a camera. */
import { meetCodeOf } from '@comrad/client/meet-code'
import type { ReactNode } from 'react'
import { drawQr } from '../../qr.ts'
import { Dialog } from '../dialog.ts'
import { h } from '../h.ts'
import { type Line, line, paragraph, strong } from '../line.ts'
import { useSurroundings } from '../surroundings.ts'

export function Code({ name, onClose }: { readonly name: string; onClose(): void }): ReactNode {
  const { say, columns, plain } = useSurroundings()
  const lines = [
    ...paragraph(say.showCodeWhy, { columns }),
    line(strong(name)),
    ...(plain ? [] : qrLines(meetCodeOf(name))),
  ]
  return h(Dialog, { title: say.showCode, lines, onClose })
}

/** Light on dark, so that a scanner reads it on a light terminal too. */
export const qrLines = (content: string | Uint8Array): readonly Line[] =>
  drawQr(content, { styled: false }).map((text): Line => [{ text, color: '#ffffff', background: '#000000' }])

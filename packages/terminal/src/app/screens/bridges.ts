/** Another way into Tor, where it is blocked. */
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.ts'
import { Form } from '../form.ts'
import { h } from '../h.ts'
import { paragraph } from '../line.ts'
import { useAct, useHouse, useSurroundings } from '../surroundings.ts'
import { drawTor } from '../tor-lines.ts'

const BRIDGE_ROWS = 5

export function Bridges({ onClose, onUsed }: { onClose(): void; onUsed?(): void }): ReactNode {
  const { say, columns, house, plain } = useSurroundings()
  const way = useHouse((one) => ({ way: one.line(), bridges: one.bridges() }), [])
  const change = useAct((text: string) => house.changeBridges(text))
  const lines = [
    ...drawTor(way.way, way.bridges, { columns, say, isPlain: plain !== undefined }),
    [],
    ...paragraph(say.bridgesWhat, { columns }),
    ...paragraph(say.bridgesKept, { columns, style: { dim: true } }),
  ]
  return h(
    Dialog,
    { title: say.bridges, lines, onClose },
    h(Form, {
      fields: [
        {
          ...{ name: 'text', label: say.bridgesField, kind: 'area' as const, rows: BRIDGE_ROWS },
          ...{ value: way.bridges?.text ?? '', isOptional: true },
        },
      ],
      action: say.bridgesUse,
      isTight: true,
      isBusy: change.isBusy,
      trouble: change.trouble,
      onCancel: onClose,
      async onSubmit({ text = '' }) {
        const isUsed = await change.run(text)
        if (isUsed) onClose()
        if (isUsed) onUsed?.()
        return isUsed
      },
    }),
  )
}

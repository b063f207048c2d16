/** The lock. A wrong passphrase is said; nothing is lost by it. */
import { Box } from 'ink'
import { type ReactNode, useState } from 'react'
import { Lines } from '../canvas.ts'
import { Form, FormRoom } from '../form.ts'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { accent, line, strong } from '../line.ts'
import { useAct, useHouse, useSurroundings } from '../surroundings.ts'
import { drawTor } from '../tor-lines.ts'
import { drawBelow } from './below-the-lock.ts'
import { Bridges } from './bridges.ts'

export function Locked({ isOpening }: { readonly isOpening: boolean }): ReactNode {
  const { say, house, columns, rows, plain } = useSurroundings()
  const [tries, setTries] = useState(0)
  const [isBridges, setBridges] = useState(false)
  const way = useHouse((one) => ({ way: one.line(), bridges: one.bridges() }), [])
  const unlock = useAct((passphrase: string) => house.unlock(passphrase))
  useActs('beginning', { bridges: way.bridges && (() => setBridges(true)) }, 5)
  const tor = drawTor(way.way, way.bridges, { columns, say, isPlain: plain !== undefined })
  const below = drawBelow(tor, { columns, rows, say, hasBridges: way.bridges !== undefined })
  if (isBridges) return h(Bridges, { onClose: () => setBridges(false) })
  const head = [line(accent('★ '), strong('COMRAD')), [], ...(plain ? below : []), line(say.locked), []]
  const form = h(
    FormRoom,
    { value: { rows: rows - head.length - below.length } },
    h(Form, {
      key: tries,
      fields: [{ name: 'passphrase', label: say.passphrase, kind: 'secret' }],
      action: say.unlock,
      // What was refused is over, whatever was drawn of it last.
      isBusy: unlock.isBusy || (isOpening && !unlock.trouble),
      busyWords: say.unlocking,
      trouble: unlock.trouble,
      async onSubmit({ passphrase = '' }) {
        const isOpen = await unlock.run(passphrase)
        if (!isOpen) setTries((now) => now + 1)
        return isOpen
      },
    }),
  )
  return h(
    Box,
    { flexDirection: 'column', height: plain ? undefined : rows },
    h(Lines, { lines: head }),
    form,
    h(Box, { flexGrow: 1 }),
    h(Lines, { lines: plain ? [] : below }),
  )
}

/** The conversations, the latest first. */
import { Box } from 'ink'
import { type ReactNode, useState } from 'react'
import { Lines } from '../canvas.ts'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { paragraph } from '../line.ts'
import { List, MARK_COLUMNS } from '../list.ts'
import { personLine } from '../people-lines.ts'
import { useRoom } from '../room.ts'
import { useSurroundings } from '../surroundings.ts'
import { usePeople } from '../use-people.ts'

const MET = ['met'] as const

export function Messages({ height }: { readonly height: number }): ReactNode {
  const { say, columns, clock, plain } = useSurroundings()
  const room = useRoom()
  const [selected, setSelected] = useState<string>()
  const { items, before, further } = usePeople(MET, height * 3)
  const isNobody = items.length === 0
  useActs('talks', {
    open: () => selected !== undefined && room.go({ screen: 'talk', name: selected }),
    person: () => selected !== undefined && room.go({ screen: 'profile', name: selected }),
  })
  const drawing = { say, columns: columns - MARK_COLUMNS, now: clock.now(), isPlain: plain !== undefined }
  const people = items.flatMap((row) =>
    row.type === 'person' ? [{ key: row.person.name, lines: [personLine(row.person, drawing)] }] : [],
  )
  return h(
    Box,
    { flexDirection: 'column' },
    isNobody
      ? h(Lines, { lines: [[], ...paragraph(say.noMessages, { columns, style: { dim: true } })] })
      : null,
    h(List, { items: people, height: isNobody ? 1 : height, before, further, onSelect: setSelected }),
  )
}

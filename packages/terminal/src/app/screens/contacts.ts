/** Who asks, whom one has met, whom one asked; and the way to meet. */
import { type ReactNode, useState } from 'react'
import { heading } from '../draw.ts'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { line, paragraph, soft } from '../line.ts'
import { List, MARK_COLUMNS, Reading } from '../list.ts'
import { personLine } from '../people-lines.ts'
import { useRoom } from '../room.ts'
import { useComrad, useSurroundings } from '../surroundings.ts'
import { usePeople } from '../use-people.ts'
import { Code } from './code.ts'
import { Meet } from './meet.ts'
import { useBlock } from './use-person-acts.ts'
import { useRequests } from './use-requests.ts'

const GROUPS = ['incoming', 'met', 'requested', 'closed'] as const

export function Contacts({ height }: { readonly height: number }): ReactNode {
  const { say, columns, clock, joinLine, plain } = useSurroundings()
  const room = useRoom()
  const [selected, setSelected] = useState<string>()
  const { items, before, further } = usePeople(GROUPS, height * 3)
  const account = useComrad((comrad) => comrad.account(), [])
  const requests = useRequests()
  const block = useBlock()
  const person = () =>
    items.flatMap((row) => (row.type === 'person' && row.person.name === selected ? [row.person] : []))[0]
  useActs('people', {
    open: () => selected !== undefined && room.go({ screen: 'profile', name: selected }),
    meet: () => room.show(h(Meet, { onClose: room.close })),
    message: () => person()?.acts.includes('message') && room.go({ screen: 'talk', name: selected ?? '' }),
    accept: () => requests.accept(person()),
    decline: () => requests.decline(person()),
    declineAndTell: () => requests.declineAndTell(person()),
    block: () => person()?.acts.includes('decline') && block(selected ?? '', false),
    code: () =>
      account?.phase === 'registered' && room.show(h(Code, { name: account.name, onClose: room.close })),
  })
  const drawing = { say, columns: columns - MARK_COLUMNS, now: clock.now(), isPlain: plain !== undefined }
  const rows = items.map((row) =>
    row.type === 'title'
      ? { key: `title ${row.group}`, lines: [heading(say.groups[row.group])], isFixed: true }
      : { key: row.person.name, lines: [personLine(row.person, drawing)] },
  )
  const nobody = [
    [],
    ...paragraph(say.noContacts, { columns, style: { dim: true } }),
    ...(joinLine === undefined ? [] : [[], line(soft(say.joinWith)), ...paragraph(joinLine, { columns })]),
  ]
  return rows.length === 0
    ? h(Reading, { lines: nobody, height })
    : h(List, { items: rows, height, before, further, onSelect: setSelected })
}

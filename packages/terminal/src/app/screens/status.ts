/** How things are, and what the Operator knows, in plain words. */
import type { AlarmView, StatusView } from '@comrad/client'
import type { ReactNode } from 'react'
import { formatTime } from '../../layout.ts'
import { drawWordsBox, heading } from '../draw.ts'
import { h } from '../h.ts'
import { good, type Line, line, paragraph, soft } from '../line.ts'
import { List } from '../list.ts'
import { useComrad, useHouse, useSurroundings } from '../surroundings.ts'
import { drawTor } from '../tor-lines.ts'
import type { Catalogue } from '../words/en.ts'

export function Status({ height }: { readonly height: number }): ReactNode {
  const { say, columns, clock, joinLine, plain } = useSurroundings()
  const status = useComrad((comrad) => comrad.status(), [])
  const way = useHouse((house) => ({ way: house.line(), bridges: house.bridges() }), [])
  if (!status) return null
  const width = columns - 4
  const indented = (text: string) => paragraph(text, { columns: width, first: '  ', indent: '  ' })
  const list = (all: readonly string[]) =>
    all.flatMap((one) => paragraph(one, { columns: width, first: '  · ', indent: '    ' }))
  const titles = say.statusTitles
  const { square, mail, register, operator } = status
  const sections: readonly (readonly Line[])[] = [
    status.words.length === 0
      ? [line(good(say.allWell))]
      : [
          ...status.words.flatMap((one) => drawWordsBox(one, width, say)),
          ...evidenceOf(status.alarms, width, say),
        ],
    [
      heading(say.tor),
      ...drawTor(way.way, way.bridges, { columns: width, say, isPlain: plain !== undefined }).map((one) =>
        line('  ', ...one),
      ),
    ],
    [
      heading(titles.operator),
      ...indented(operator.address),
      ...(joinLine === undefined ? [] : [line(soft(`  ${say.joinWith}`)), ...indented(joinLine)]),
    ],
    [heading(titles.register), ...drawRegister(register, clock.now(), say).flatMap(indented)],
    [
      heading(titles.acts),
      ...(square.members === undefined
        ? indented(say.feedNever)
        : [
            ...indented(say.members(square.members, square.minimumMembers ?? 0)),
            ...(square.few ? indented(say.membersFew) : []),
          ]),
    ],
    [heading(titles.mail), ...indented(say.mail(mail.queued, mail.sent, mail.undelivered))],
    [heading(titles.knows), ...list(say.knows)],
    [heading(titles.knowsNot), ...list(operator.anonymity === 'tor' ? say.knowsNot : say.knowsNotHere)],
  ]
  const items = sections
    .flatMap((lines, place) => (place === 0 ? lines : [[], ...lines]))
    .map((one, row) => ({ key: String(row), lines: [one], isFixed: true }))
  return h(List, { items, height, isQuiet: true })
}

function drawRegister({ size, root, checkedAt }: StatusView['register'], now: number, say: Catalogue) {
  if (checkedAt === undefined) return [say.registerNever]
  return [say.registerSize(size), say.registerChecked(formatTime(checkedAt, now)), say.registerRoot, root]
}

function evidenceOf(alarms: readonly AlarmView[], columns: number, say: Catalogue): readonly Line[] {
  return alarms.flatMap(({ evidence }) =>
    evidence.flatMap(({ is, what }) =>
      paragraph(`${say.evidenceIs[is]}: ${what}`, { columns, first: '  ', indent: '    ' }),
    ),
  )
}

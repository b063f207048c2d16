/** A person in one line. */
import type { ContactView } from '@comrad/client'
import { ageOf } from './draw.ts'
import { drawEmblem } from './emblem.ts'
import { accent, bad, good, type Line, line, type Span, soft, spread, strong, theirs } from './line.ts'
import type { Catalogue } from './words/en.ts'

export function tagsOf(contact: ContactView, say: Catalogue): readonly Span[] {
  const tags = say.tags
  return [
    ...(contact.alarmed ? [bad(tags.alarmed)] : []),
    ...(contact.verified ? [good(tags.verified)] : []),
    ...(contact.trusted ? [soft(tags.trusted)] : []),
    ...(contact.trustsYou ? [soft(tags.trustsYou)] : []),
    ...(contact.muted ? [soft(tags.muted)] : []),
    ...(contact.blocked ? [bad(tags.blocked)] : []),
    ...(contact.timer > 0 ? [soft(say.timerTag(say.span(contact.timer * 1_000)))] : []),
  ].flatMap((tag, place) => [...(place > 0 ? [soft(' · ')] : []), tag])
}

type Drawing = {
  readonly say: Catalogue
  readonly now: number
  readonly columns: number
  readonly isPlain: boolean
}

export function personLine(contact: ContactView, drawing: Drawing): Line {
  const { say, columns, isPlain } = drawing
  const { name, emblem, unread, lastAt } = contact
  const age = lastAt === undefined ? '' : ageOf(lastAt, drawing)
  const news = unread > 0 ? [accent(`● ${unread > 99 ? '99+' : unread}`), '  '] : []
  return spread(
    line(
      strong(name),
      ...drawEmblem(emblem, isPlain),
      '  ',
      ...meetingOf(contact, say),
      ...tagsOf(contact, say),
    ),
    line(...news, soft(age)),
    columns,
  )
}

function meetingOf({ meeting, blocked }: ContactView, say: Catalogue): readonly Span[] {
  switch (meeting.phase) {
    case 'met':
      return []
    case 'incoming':
      return [
        accent(say.asks),
        { text: meeting.greeting === '' ? '  ' : `: “${theirs(meeting.greeting)}”  ` },
      ]
    case 'requested':
      return [soft(`${meeting.answer === 'awaited' ? say.askedAwaited : say.askedUnanswered}  `)]
    case 'declined':
      return blocked ? [] : [soft(`${say.youDeclined}  `)]
    case 'refused':
      return blocked ? [] : [soft(`${say.theyDeclined}  `)]
  }
}

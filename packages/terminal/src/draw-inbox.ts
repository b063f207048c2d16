/** What has arrived and was not read; who asks to meet. */
import type { InboxLetter, InboxView } from '@comrad/client'
import { quote } from './draw-contacts.ts'
import { withImage } from './draw-image.ts'
import { formatTime, wrap } from './layout.ts'
import { safeText } from './safe-text.ts'
import type { Pen } from './terminal.ts'

export function drawInbox(view: InboxView, pen: Pen, now: number): readonly string[] {
  const lines = [
    ...view.letters.flatMap((letter) => drawLetter(letter, pen, now)),
    ...view.requests.flatMap((request) => drawRequest(request, pen)),
  ]
  return lines.length > 0 ? lines : ['Nothing new.']
}

export function drawLetter(letter: InboxLetter, pen: Pen, now: number): readonly string[] {
  const at = formatTime(letter.sentAt, now)
  const options = {
    columns: pen.columns,
    first: `${at}  ${letter.from}: `,
    indent: `${' '.repeat(at.length)}  | `,
  }
  const lines = wrap(safeText(withImage(letter)), options)
  return letter.image
    ? [...lines, pen.dim(`  Images: comrad conversation ${letter.from} --images DIR`)]
    : lines
}

export function drawRequest(request: InboxView['requests'][number], pen: Pen): readonly string[] {
  const { from, greeting } = request
  const line = `${pen.bold(from)} asks to meet you.  Accept: comrad meet ${from}   Decline: comrad meet ${from} --decline`
  return greeting === '' ? [line] : [line, ...quote(greeting, pen)]
}

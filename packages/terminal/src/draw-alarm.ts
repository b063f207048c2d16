/** An alarm, with what two people need in order to compare what each was shown. */
import type { Alarm, AlarmView, CheckpointView } from '@comrad/client'
import { drawWords } from './draw-words.ts'
import { safeLine } from './safe-text.ts'
import type { Pen } from './terminal.ts'

export function drawAlarm(view: AlarmView, pen: Pen): readonly string[] {
  return [
    pen.alarm(pen.bold(view.endsTrust ? 'ALARM: Comrad has stopped trusting this Operator.' : 'ALARM')),
    ...drawWords(view.words, pen),
    ...evidence(view.alarm),
  ]
}

function evidence(alarm: Alarm): readonly string[] {
  switch (alarm.kind) {
    case 'shrunk':
    case 'forked':
      return [...checkpoint('Seen before', alarm.seen), ...checkpoint('Shown now', alarm.shown)]
    case 'name-twice':
    case 'own-name':
    case 'old-anchor':
      return checkpoint('Shown now', alarm.shown)
    case 'feed-forked':
      return [
        `  At entry ${alarm.sequence} was seen: ${safeLine(alarm.seen)}`,
        `  Shown to others: ${safeLine(alarm.shown)}`,
      ]
    case 'post-hidden':
      return [`  Entry ${alarm.sequence}: post ${safeLine(alarm.post)}`]
    case 'foreign-key':
      return [`  Key shown: ${safeLine(alarm.shownKey)}`]
  }
}

function checkpoint(label: string, { size, root }: CheckpointView): readonly string[] {
  return [`  ${label}: register of ${size}, root ${safeLine(root)}`]
}

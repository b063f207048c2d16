/**
 * What Comrad says to people, each once: what happened, what was kept, what to do. How a wish can fail is in
 * `error-words.ts`; here is what nobody asked for.
 */
import { SLOTS } from '@comrad/protocol'
import type { ActError } from '../acts/actor.ts'
import type { Alarm, CheckpointView } from './alarm-view.ts'
import type { ConversationNotice } from './conversation-view.ts'
import type { PostRefusal } from './feed-view.ts'
import type { MeetingView } from './meeting-view.ts'
import type { ClockView, ConnectionView, MailView, StorageView } from './status-view.ts'

export type Words = {
  readonly happened: string
  readonly kept?: string
  readonly todo?: string
}

const AFTER_TRUST = {
  kept: 'everything on this device, and both pieces of evidence. Nothing is sent or collected any more.',
  todo: 'compare both checkpoints with people whom you trust, outside Comrad, and ask who runs the Operator.',
}

export function wordsOfAlarm(alarm: Alarm): Words {
  switch (alarm.kind) {
    case 'shrunk':
      return {
        happened: `The Operator's register has become shorter: ${checkpoint(alarm.seen)} was seen, now it shows ${checkpoint(alarm.shown)}. It was set back to an old copy, or it hides names.`,
        ...AFTER_TRUST,
      }
    case 'forked':
      return {
        happened: `There are two registers: ${checkpoint(alarm.seen)} and ${checkpoint(alarm.shown)} cannot both be true${alarm.from ? `; the second came with a letter from ${alarm.from}` : ''}. The Operator shows different people different keys.`,
        ...AFTER_TRUST,
      }
    case 'name-twice':
      return {
        happened: `The register enters ${alarm.name} twice (${checkpoint(alarm.shown)}). A name belongs to one key for ever.`,
        ...AFTER_TRUST,
      }
    case 'feed-forked':
      return {
        happened: `There are two feeds: at entry ${alarm.sequence} others were shown something else than this device. The Operator hides posts from some, or shows them only to some.`,
        kept: 'what is here, and both pieces of evidence. Messages are not touched by this.',
        todo: 'tell people whom you trust, outside Comrad, and ask who runs the Operator.',
      }
    case 'own-name':
      return {
        happened: `Your own name, ${alarm.name}, does not stand in the register with your key (${checkpoint(alarm.shown)}). Somebody may be speaking as you.`,
        ...AFTER_TRUST,
      }
    case 'foreign-key':
      return {
        happened: `Somebody spoke as ${alarm.name} with a key that is not the one in the register.`,
        kept: 'your conversation. What came under the foreign key was refused.',
        todo: `ask ${alarm.name} in person, and be careful with this Operator: only it could vouch for that key.`,
      }
  }
}

export type NoticeFacts = {
  readonly name: string
  readonly count: number
  /** In seconds. */
  readonly timer: number
  readonly theirs: boolean
}

export function wordsOfNotice(
  notice: ConversationNotice,
  { name, count, timer, theirs }: NoticeFacts,
): Words {
  const letters = count === 1 ? 'A letter' : `${count} letters`
  switch (notice) {
    case 'met':
      return {
        happened: `You and ${name} have met.`,
        todo: 'compare safety numbers when you see each other.',
      }
    case 'they-recovered':
      return {
        happened: `${name} has brought the account back on another device, and has none of your conversation there.`,
        kept: 'yours. What had no receipt yet is sent again.',
      }
    case 'session-repaired':
      return {
        happened: `${name} could not open ${count === 1 ? 'a letter' : 'letters'} of yours; they are sent again.`,
      }
    case 'asked-again':
      return {
        happened: `${letters} from ${name} could not be opened.`,
        todo: 'nothing: it is asked for again.',
      }
    case 'hostile-letter':
      return {
        happened: `${letters} from ${name} held something that is not a letter, and ${count === 1 ? 'was' : 'were'} dropped.`,
        kept: 'everything else.',
      }
    case 'key-alarm':
      return wordsOfAlarm({ kind: 'foreign-key', name: name as never, shownKey: '' })
    case 'timer-on':
      return {
        happened: `${theirs ? name : 'You'} set messages to disappear ${wordsOfTimer(timer)} after they are sent or read.`,
        kept: 'what was written before.',
      }
    case 'timer-off':
      return { happened: `${theirs ? name : 'You'} set messages to stay.` }
  }
}

export function wordsOfGap(missing: number): Words {
  return {
    happened: missing === 1 ? 'A letter is missing here.' : `${missing} letters are missing here.`,
    todo: 'they may still come.',
  }
}

export function wordsOfMeeting({ name, state }: Pick<MeetingView, 'name' | 'state'>): Words {
  switch (state) {
    case 'queued':
      return { happened: `Your request to ${name} goes out with the next connection.` }
    case 'proving':
      return {
        happened: `Proving that some comrad asks ${name}, without saying which: so nobody can flood strangers.`,
      }
    case 'too-few-members':
      return {
        happened: `Your request would not be anonymous yet: too few comrads are registered.`,
        kept: `your request to ${name}; it goes out as soon as there are more.`,
        todo: 'invite others.',
      }
    case 'no-slot':
      return {
        happened: `You have asked ${SLOTS.meet} strangers today: that is as many as anybody may.`,
        kept: `your request to ${name}; it goes out after midnight (UTC).`,
      }
    case 'depositing':
      return { happened: `Your request to ${name} is being deposited.` }
    case 'asked':
      return { happened: `${name} has been asked.`, todo: 'wait. No answer may mean no.' }
    case 'mailbox-full':
      return { happened: `Too many requests wait for ${name}.`, kept: 'yours; it is tried again.' }
    case 'met':
      return {
        happened: `You and ${name} have met.`,
        todo: 'compare safety numbers when you see each other.',
      }
    case 'incoming':
      return { happened: `${name} asks to meet you.`, todo: 'accept or decline.' }
    case 'declined':
      return { happened: `You declined to meet ${name}.` }
    case 'refused':
      return { happened: `${name} declined to meet you.` }
    case 'unanswered':
      return { happened: `${name} has not answered in 30 days.`, todo: 'you may ask again.' }
  }
}

export function wordsOfSafetyNumber(name: string, verified: boolean): Words {
  return verified
    ? { happened: `You have compared this number with ${name}; it has not changed.` }
    : {
        happened: `This number is the same on ${name}'s device, if nobody stands between you.`,
        todo: 'compare it in person or by a voice that you know.',
      }
}

export function wordsOfConnection(connection: ConnectionView): Words | undefined {
  if (connection.phase !== 'refused') return undefined
  return connection.reason === 'wrong-operator'
    ? {
        happened: 'Whoever answers is not the Operator of that address: it could not prove its key.',
        kept: 'everything; nothing was sent to it.',
        todo: 'compare the address with whoever runs the Operator.',
      }
    : {
        happened: 'The Operator does not know your name with your key.',
        kept: 'everything on this device.',
        todo: 'ask who runs the Operator whether its register was set back.',
      }
}

export function wordsOfClock(clock: ClockView): Words | undefined {
  if (clock.phase !== 'wrong') return undefined
  const { aheadMs } = clock
  return {
    happened: `This device's clock is ${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the Operator's.`,
    kept: 'your letters go on.',
    todo: 'set the clock: Tor does not work with a wrong one, and times in letters are wrong.',
  }
}

export function wordsOfStorage(storage: StorageView): Words | undefined {
  if (storage.phase === 'working') return undefined
  return storage.phase === 'full'
    ? {
        happened: 'The disk is full.',
        kept: 'everything that was there before; letters wait at the Operator.',
        todo: 'make room.',
      }
    : {
        happened: 'The disk cannot be written or read.',
        kept: 'what was there before, as far as the disk keeps it; letters wait at the Operator.',
        todo: 'check the disk and the rights on the files.',
      }
}

/** Counts of what was refused or got stuck: a line each, only where there is something to say. */
export function wordsOfMail(mail: MailView): readonly Words[] {
  const lines: (Words | false)[] = [
    mail.undelivered > 0 && {
      happened: `${count(mail.undelivered, 'letter')} could not be delivered in 30 days.`,
      kept: 'their text, in the conversation.',
      todo: 'send them again if they still matter.',
    },
    mail.mailboxFull > 0 && {
      happened: `${count(mail.mailboxFull, 'letter')} of yours cannot be deposited: the mailbox is full.`,
      kept: 'the letters; they are tried again.',
    },
    mail.hostile > 0 && {
      happened: `${count(mail.hostile, 'letter')} held something that may not be sent, and ${mail.hostile === 1 ? 'was' : 'were'} dropped.`,
    },
    mail.badCertificates > 0 && {
      happened: `${count(mail.badCertificates, 'letter')} with a forged, expired or foreign certificate ${mail.badCertificates === 1 ? 'was' : 'were'} refused.`,
    },
    mail.undecipherable > 0 && {
      happened: `${count(mail.undecipherable, 'letter')} could not be opened by any key of yours.`,
    },
    mail.strangers > 0 && {
      happened: `${count(mail.strangers, 'letter')} from people whom you have not met on this device ${mail.strangers === 1 ? 'was' : 'were'} refused.`,
      todo: 'if you recovered your account, ask your contacts to meet again: what they wrote comes again.',
    },
  ]
  return lines.filter((line) => line !== false)
}

/** A time that a person chose: in the greatest unit in which it is whole. */
export function wordsOfTimer(seconds: number): string {
  const [length, unit] = TIMES.find(([length]) => seconds % length === 0) ?? [1, 'second']
  return count(seconds / length, unit)
}

const TIMES = [
  [7 * 86_400, 'week'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const

const count = (n: number, noun: string) => (n === 1 ? `1 ${noun}` : `${n} ${noun}s`)
const checkpoint = ({ size, root }: CheckpointView) => `${size} names, root ${root.slice(0, 16)}…`

function duration(ms: number): string {
  const hours = Math.round(ms / 3_600_000)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day')
}

/** Why the feed is not as fresh as it could be. */
export function wordsOfSync(failure: ActError): Words {
  const kept = 'what was read before.'
  switch (failure.type) {
    case 'too-few-members':
      return {
        happened: `Reading would not be anonymous yet: your group has ${failure.members} comrads, and at least ${failure.minimum} are needed.`,
        kept,
        todo: 'invite others; it goes on by itself.',
      }
    case 'not-yet':
      return {
        happened: 'Your name is still on its way into the groups that act together.',
        kept,
        todo: 'wait some seconds.',
      }
    case 'no-slot':
      return { happened: 'The tickets of today are used up.', kept, todo: 'wait until midnight (UTC).' }
    case 'failed':
      return { happened: 'The proof could not be made on this device.', kept, todo: 'try again.' }
    case 'halted':
      return { happened: 'An alarm has ended trust in this Operator: the feed is not read.', kept }
    case 'busy':
      return {
        happened: 'The Operator has too much to do.',
        kept,
        todo: 'wait; it is tried again by itself.',
      }
    case 'protocol':
      return { happened: `The Operator's answer makes no sense (${failure.reason}).`, kept }
    default:
      return { happened: 'No connection to the feed.', kept, todo: 'wait; it is tried again by itself.' }
  }
}

export const WORDS_OF_DROPPED_BALLOT: Words = {
  happened: 'The Operator said that it has your ballot, and does not show it among the others.',
  kept: 'your vote; it is cast again.',
  todo: 'if it stays missing, tell others: this Operator drops ballots.',
}

export function wordsOfRefusedPost(reason: PostRefusal): Words {
  const kept = 'your text, here.'
  switch (reason) {
    case 'too-many-notes':
      return {
        happened: 'It was not published: a hundred posts a day are the most.',
        kept,
        todo: 'post it tomorrow.',
      }
    case 'clock-refused':
      return {
        happened: 'It was not published: your clock is hours ahead.',
        kept,
        todo: 'set the clock and post it again.',
      }
    case 'parent-gone':
      return { happened: 'It was not published: what it answers is gone.', kept, todo: 'post it by itself.' }
    case 'too-late':
      return {
        happened: 'It was not published: it would have expired on its way.',
        kept,
        todo: 'post it again.',
      }
    case 'refused':
      return {
        happened: 'The Operator refused it.',
        kept,
        todo: 'post it again; if it stays so, ask who runs the Operator.',
      }
  }
}

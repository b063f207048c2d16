/** One glance: who, through what, does the mail move, is anything wrong. */
import type { AccountView, ConnectionView, MailView, StatusView } from '@comrad/client'
import { drawAlarm } from './draw-alarm.ts'
import { drawWords } from './draw-words.ts'
import { count, formatTime, table } from './layout.ts'
import type { Pen } from './terminal.ts'

export const NOT_ANONYMOUS = 'this machine only: NOT ANONYMOUS'

export function drawStatus(view: StatusView, pen: Pen, now: number): readonly string[] {
  const { register, requests } = view
  const rows = table([
    ['You', describeAccount(view.account)],
    ['Operator', view.operator.address],
    ['Through', view.operator.anonymity === 'tor' ? 'Tor' : pen.alarm(NOT_ANONYMOUS)],
    ['Connection', describeConnection(view.connection)],
    ['Mail', describeMail(view.mail)],
    ['Register', describeRegister(register, now)],
    ['Square', describeSquare(view.square)],
    ...(requests > 0 ? [['Requests', `${count(requests, 'comrad asks', 'comrads ask')} to meet you`]] : []),
  ])
  return [
    ...rows,
    ...view.alarms.flatMap((alarm) => ['', ...drawAlarm(alarm, pen)]),
    ...view.words.flatMap((words) => ['', ...drawWords(words, pen)]),
  ]
}

function describeAccount(account: AccountView): string {
  switch (account.phase) {
    case 'none':
      return 'no account yet'
    case 'unnamed':
      return 'keys made, no name yet'
    case 'claiming':
      return `${account.name} (asked for, not answered yet)`
    case 'registered':
      return `${account.name} (entry ${account.index} of the register)`
  }
}

function describeConnection(connection: ConnectionView): string {
  switch (connection.phase) {
    case 'stopped':
      return 'not connected'
    case 'connecting':
      return connection.attempt > 1 ? `connecting, attempt ${connection.attempt}` : 'connecting'
    case 'connected':
      return 'connected'
    case 'waiting':
      return `no answer; next attempt in ${Math.ceil(connection.retryInMs / 1000)} s`
    case 'refused':
      return connection.reason === 'wrong-operator'
        ? 'refused: this is not the Operator of that address'
        : 'refused: the Operator does not accept our proof of the account'
    case 'halted':
      return 'halted by an alarm'
  }
}

function describeMail(mail: MailView): string {
  const parts: readonly (readonly [number, string])[] = [
    [mail.unread, 'unread'],
    [mail.queued, 'waiting to be sent'],
    [mail.mailboxFull, 'waiting for room in a full mailbox'],
    [mail.sent, 'sent, no receipt yet'],
    [mail.undelivered, 'undelivered'],
    [mail.undecipherable, 'that no key here opens'],
    [mail.badCertificates, 'refused for a bad certificate'],
    [mail.hostile, 'refused as malformed'],
    [mail.strangers, 'from strangers'],
  ]
  const said = parts.filter(([amount]) => amount > 0).map(([amount, what]) => `${amount} ${what}`)
  return said.length > 0 ? said.join(' · ') : 'nothing new, nothing waiting'
}

function describeRegister(register: StatusView['register'], now: number): string {
  if (register.checkedAt === undefined) return 'not read yet'
  return `${count(register.size, 'name')}, checked ${formatTime(register.checkedAt, now)}`
}

function describeSquare({ members, minimumMembers = 1, posts, unread }: StatusView['square']): string {
  const read = `${count(posts, 'post')}, ${unread} unread`
  if (members === undefined) return read
  return members < minimumMembers
    ? `${read} · you cannot act yet: ${count(members, 'comrad')} of ${minimumMembers} are here`
    : `${read} · your votes and requests are hidden among ${count(members, 'comrad')}`
}

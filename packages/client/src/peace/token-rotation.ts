/**
 * Another delivery token, for everybody but one. docs/spec/delivery.md §Tokens.
 *
 * Everybody's letter about it has a time of its own, and the Operator is given the new one hours later: if it came behind
 * letters that all leave together, it would show whose they are, and so whom one has met. It is not given before those letters are
 * deposited: two people who change theirs at the same moment could else refuse each other's news for ever. Until then the old
 * token lets letters in, and this device drops those of whom it blocked.
 */
import { decodeLetter, type LetterBody, type Name } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import { draftOf, writeLetter } from '../outbox/write-letter.ts'
import { within } from '../pauses.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'

/** Somebody's full mailbox must not keep the old token good for ever. */
const DEADLINE_MS = 3 * 86_400_000

/** Inside the transaction in which somebody is blocked. */
export function rotateToken(device: Device, account: Account): void {
  const { rows, clock, random, options } = device
  rows.account.setTokenEpoch((rows.account.read()?.tokenEpoch ?? 0) + 1)
  rows.facts.set('token-rotated-at', clock.now())
  rows.facts.set('token-due-at', clock.now() + within(options.tokenHashMs, random))
  const deliveryToken = account.token()
  if (!deliveryToken) return
  for (const letter of rows.outgoing.allOfKind('meet-request', 'meet-accept')) renew(letter)
  for (const name of rows.contacts.met()) tell(name, { kind: 'token', deliveryToken })

  function tell(name: Name, body: LetterBody): void {
    writeLetter(device, name, body, {
      dueAt: clock.now() + within({ min: 0, max: options.tokenSpreadMs }, random),
    })
  }

  /** What was written before, and still goes out, must not bring the old token after the new one. */
  function renew({ letter, contact, body }: OutgoingLetter): void {
    const draft = decodeLetter(body)
    if (!draft.ok || !deliveryToken) return
    const said = draft.value.body
    if (said.kind === 'meet-accept') {
      rows.outgoing.rewrite(letter, draftOf(letter, draft.value.sentAt, { ...said, deliveryToken }))
    } else if (said.kind === 'meet-request' && rows.contacts.find(contact)?.phase === 'requested') {
      askAgain(contact, letter, said.greeting)
    }
  }

  /** Whom one has asked holds a token that is about to end: their answer could not come. */
  function askAgain(name: Name, letter: OutgoingLetter['letter'], greeting: string): void {
    if (!deliveryToken) return
    rows.outgoing.remove(letter)
    tell(name, { kind: 'meet-request', deliveryToken, greeting })
  }
}

/** Inside a transaction: one of these letters left. It may have waited until this device was on again: the rest waits from now. */
export function putOffToken({ rows, clock, random, options }: Device): void {
  const dueAt = rows.facts.number('token-due-at')
  if (dueAt === undefined) return
  rows.facts.set('token-due-at', Math.max(dueAt, clock.now() + within(options.tokenHashMs, random)))
}

/** Whether the Operator is to go on with the old one for now. */
export function isRotationPending({ rows, clock }: Device): boolean {
  const now = clock.now()
  if (now < (rows.facts.number('token-due-at') ?? 0)) return true
  const rotatedAt = rows.facts.number('token-rotated-at')
  if (rotatedAt === undefined || now - rotatedAt > DEADLINE_MS) return false
  return rows.outgoing.isWaiting('token')
}

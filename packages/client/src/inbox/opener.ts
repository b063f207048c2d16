/**
 * One waiting letter, from ciphertext to the screen: opened, judged, stored in one transaction with the ratchet's new state,
 * and only then announced and acknowledged. Whatever is wrong with it, the letters behind it still arrive.
 */
import { equalBytes, type OpenedLetter, openLetter } from '@comrad/keymaker'
import {
  type Address,
  dayOf,
  decodeLetter,
  type FeedHead,
  type IdentityKey,
  type Letter,
  type Name,
  type OperatorKeys,
  RETENTION_DAYS,
  type WaitingLetter,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import { isConversation } from '../outbox/write-letter.ts'
import { within } from '../pauses.ts'
import type { StoredAlarm } from '../store/alarm-rows.ts'
import type { CounterName } from '../store/counter-rows.ts'
import type { Trust } from '../trust.ts'
import { receive } from './receive.ts'
import type { Announcement } from './received.ts'

/**
 * 'later': it stays at the Operator, unacknowledged, and is collected again. 'unknown-sender': younger than our copy of the
 * register, or not in it at all; reading it tells.
 */
export type Opened = 'acknowledge' | 'later' | 'unknown-sender'

export type Opener = {
  /** With a register that was read after the letter came, an unknown sender is a false one. */
  open(item: WaitingLetter, options: { readonly registerIsFresh: boolean }): Promise<Opened>
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly trust: Trust
  keys(): OperatorKeys | undefined
  /** What waits for this contact may leave now. */
  onHurry(contact: Name): void
  onFeedHead(head: FeedHead): void
}

/** Clocks differ by a day or two; an Operator that says more could pass an old certificate off as good. */
const DAY_SLACK = 2

export function createOpener({ device, account, trust, keys, onHurry, onFeedHead }: Deps): Opener {
  const { rows, sql, queue, events, clock, random, options } = device

  return { open: (item, { registerIsFresh }) => queue.run(() => openNow(item, registerIsFresh)) }

  async function openNow(item: WaitingLetter, registerIsFresh: boolean): Promise<Opened> {
    const self = account.self()
    const trustRoot = keys()?.trustRoot
    if (!self || !trustRoot || trust.isHalted()) return 'later'
    if (confirmSeen(item)) return 'acknowledge'
    const age = dayOf(clock.now()) - item.depositedOn
    if (age < -DAY_SLACK || age > RETENTION_DAYS + DAY_SLACK) return 'later'

    const { identity, registrationId, address } = self
    const { id: envelope, depositedOn, ciphertext } = item
    const opened = await openLetter({
      identity,
      registrationId,
      self: address,
      trustRoot,
      envelope,
      depositedOn,
      ciphertext,
      ratchet: rows.ratchet.reader,
    })
    if (!opened.ok) {
      const { error } = opened
      if (error.type === 'undecipherable') return refuse(item, 'undecipherable')
      if (error.type === 'certificate') return refuse(item, 'bad-certificate')
      const sender = judgeSender(error, registerIsFresh)
      if (sender === 'unknown') return 'unknown-sender'
      return sender === 'foreign' ? refuseForeign(item, error) : cannotOpen(item, error.sender.name)
    }
    switch (judgeSender(opened.value, registerIsFresh)) {
      case 'unknown':
        return 'unknown-sender'
      case 'foreign':
        return refuseForeign(item, opened.value)
      case 'true':
        return take(item, opened.value)
    }
  }

  /** An envelope that was dealt with: its acknowledgement was lost, or its sender had no receipt. */
  function confirmSeen({ id }: WaitingLetter): boolean {
    const seen = rows.seen.envelope(id)
    const { contact, letter } = seen ?? {}
    // Not soon: whoever shows an envelope once more would see by the receipt whose letter it was.
    if (contact && letter) sql.transaction(() => rows.due.receipts.owe(contact, letter, quietTime()))
    return seen !== undefined
  }

  /** The certificate is the Operator's word; the register is what everybody can see. They must say the same. */
  function judgeSender(
    { sender, senderKey }: { readonly sender: Address; readonly senderKey: IdentityKey },
    registerIsFresh: boolean,
  ): 'true' | 'foreign' | 'unknown' {
    const entered = rows.register.find(sender.name)
    if (!entered) return registerIsFresh ? 'foreign' : 'unknown'
    return equalBytes(entered.record.identityKey, senderKey) ? 'true' : 'foreign'
  }

  function take(item: WaitingLetter, { sender, plaintext, writes }: OpenedLetter): Opened {
    const from = sender.name
    const decoded = decodeLetter(plaintext)
    const own = account.token()
    if (!own) return 'later'
    let isToHurry = false
    const announce = sql.transaction((): readonly Announcement[] => {
      rows.ratchet.write(writes)
      const received = decoded.ok ? receive(device, own, from, decoded.value) : ({ type: 'dropped' } as const)
      if (received.type === 'taken' && decoded.ok) {
        remember(item, from, received.confirm ? decoded.value : undefined)
        oweNote(from, decoded.value)
        isToHurry = received.hurry
        return received.announce
      }
      remember(item)
      if (received.type === 'stranger') rows.counters.add('strangers')
      else drop(from)
      return []
    })
    if (isToHurry) onHurry(from)
    if (decoded.ok && decoded.value.feedHead && rows.contacts.isMet(from)) onFeedHead(decoded.value.feedHead)
    for (const [event, value] of announce) events.emit(event, value as never)
    events.emit('change', undefined)
    return 'acknowledge'
  }

  function drop(from: Name): void {
    rows.counters.add('hostile')
    if (rows.contacts.isMet(from)) rows.entries.addNotice(from, 'hostile-letter', clock.now())
  }

  function remember(item: WaitingLetter, contact?: Name, confirmed?: Letter): void {
    const isToConfirm = contact !== undefined && confirmed !== undefined
    const seen = isToConfirm ? { contact, letter: confirmed.id } : {}
    rows.seen.addEnvelope(item.id, dayOf(clock.now()), seen)
    if (!isToConfirm) return
    const dueAt = isConversation(confirmed.body.kind) ? 0 : quietTime()
    rows.due.receipts.owe(contact, confirmed.id, dueAt)
  }

  function quietTime(): number {
    return clock.now() + within(options.quietReceiptMs, random)
  }

  /** Gossip: what its sender was shown of the register is compared with what we were shown. */
  function oweNote(from: Name, { checkpoint }: Letter): void {
    const ours = rows.register.checkpoint()
    if (checkpoint.length === 0 || (ours && equalBytes(ours.note, checkpoint))) return
    rows.due.checkpoints.owe(from, checkpoint)
  }

  function refuse(item: WaitingLetter, counter: CounterName): Opened {
    sql.transaction(() => {
      remember(item)
      rows.counters.add(counter)
    })
    events.emit('change', undefined)
    return 'acknowledge'
  }

  function refuseForeign(
    item: WaitingLetter,
    { sender, senderKey }: { readonly sender: Address; readonly senderKey: IdentityKey },
  ): Opened {
    const { name } = sender
    const shownKey = Buffer.from(senderKey).toString('hex')
    const alarm = sql.transaction((): StoredAlarm | undefined => {
      remember(item)
      if (rows.contacts.isMet(name)) rows.entries.addNotice(name, 'key-alarm', clock.now())
      return trust.record({ kind: 'foreign-key', name, shownKey })
    })
    trust.announce(alarm)
    return 'acknowledge'
  }

  /** Sealed for a session that we do not have, or no longer have. Whom we have met is asked to send it again. */
  function cannotOpen(item: WaitingLetter, from: Name): Opened {
    sql.transaction(() => {
      remember(item)
      // Silence: whoever is blocked is not asked to send anything again.
      if (rows.quiet.blocked.has(from)) return
      if (!rows.contacts.isMet(from)) {
        rows.counters.add('strangers')
        return
      }
      rows.due.repairs.owe(from, item.id)
      rows.entries.addNotice(from, 'asked-again', clock.now())
    })
    events.emit('change', undefined)
    return 'acknowledge'
  }
}

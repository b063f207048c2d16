/**
 * The ids that wait in crowded mailboxes, in memory. An index would cost every deposit a page of the log; reading the rows of
 * one mailbox is cheaper while they are few. This is for the others.
 */
import type { EnvelopeId } from '@comrad/protocol'

export type Crowded = {
  has(mailbox: number, id: EnvelopeId): boolean
  /** To be told of every change; mailboxes that are not remembered are no concern of it. */
  added(mailbox: number, id: EnvelopeId): void
  deleted(mailbox: number, id: EnvelopeId): void
  /** After a rollback what is remembered may be wrong. */
  clear(): void
}

/** From so many letters on a mailbox is crowded. */
export const CROWDED_LETTERS = 64

/** At 2,000 ids each, some 25 MB. */
const MAILBOXES = 128

export function createCrowded(select: (mailbox: number) => Iterable<{ readonly id: EnvelopeId }>): Crowded {
  /** The most recently used last. */
  const mailboxes = new Map<number, Set<string>>()

  return {
    has(mailbox, id) {
      const ids = mailboxes.get(mailbox) ?? load(mailbox)
      mailboxes.delete(mailbox)
      mailboxes.set(mailbox, ids)
      const [oldest] = mailboxes.keys()
      if (mailboxes.size > MAILBOXES && oldest !== undefined) mailboxes.delete(oldest)
      return ids.has(keyOf(id))
    },
    added: (mailbox, id) => void mailboxes.get(mailbox)?.add(keyOf(id)),
    deleted: (mailbox, id) => void mailboxes.get(mailbox)?.delete(keyOf(id)),
    clear: () => mailboxes.clear(),
  }

  function load(mailbox: number): Set<string> {
    const ids = new Set<string>()
    for (const { id } of select(mailbox)) ids.add(keyOf(id))
    return ids
  }
}

export const keyOf = (id: EnvelopeId): string =>
  Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1')

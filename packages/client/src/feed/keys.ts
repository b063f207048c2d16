/** The day's ticket, and the keys that it brings: for whoever reads, without saying who. docs/spec/feed.md §Tickets. */
import { createTicketKey, openFeedKeys } from '@comrad/keymaker'
import {
  type Bytes,
  type Day,
  decode,
  encode,
  err,
  ok,
  type Result,
  readTicket,
  type Ticket,
  ticketPayload,
  writeTicket,
} from '@comrad/protocol'
import type { ActError, Actor } from '../acts/actor.ts'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { SendRequest } from '../transport.ts'

export type FeedKeys = {
  /** Undefined: the Operator has no key of that day any more. */
  of(day: Day): Promise<Result<Bytes | undefined, ActError>>
  /** Of a newcomer: a first ticket will be proved in a moment. */
  expect(): void
  /** The feed was read to its end: a ticket for a day that turns up from now on is not taken at once. */
  settle(): void
  /** Brings a newcomer's first keys while something else is fetched. Whether it could is for `of` to say. */
  prepare(): Promise<void>
}

type Deps = { readonly device: Device; readonly link: Link; readonly actor: Actor }

/** Its day's slot is taken: it is shown again, the same, until it is answered. */
type PendingTicket = { readonly privateKey: Bytes; readonly ticket: Ticket }

const PRIVATE_KEY_BYTES = 32
/** An Operator that names days without keys is not given all of today's tickets for them. */
const MISSING_MS = 3_600_000

export function createFeedKeys({ device, link, actor }: Deps): FeedKeys {
  const { rows, sql, clock, proofs, pauses, options } = device
  let isSettled = false
  const missing = new Map<Day, number>()
  let coming: Promise<Result<void, ActError>> | undefined

  return {
    async of(day) {
      const kept = rows.feed.key(day)
      if (kept) return ok(kept)
      if (clock.now() - (missing.get(day) ?? Number.NEGATIVE_INFINITY) < MISSING_MS) return ok(undefined)
      // A page that only one lane is shown would else join that lane with the ticket's.
      if (isSettled) await pauses.pause(options.ticketMs)
      const fetched = await bring()
      if (!fetched.ok) return fetched
      const key = rows.feed.key(day)
      if (!key) missing.set(day, clock.now())
      return ok(key)
    },
    expect() {
      if (!rows.feed.hasKeys()) proofs.warm()
    },
    settle() {
      isSettled = true
    },
    async prepare() {
      if (!rows.feed.hasKeys()) await bring()
    },
  }

  function bring(): Promise<Result<void, ActError>> {
    coming ??= untilBrought().finally(() => {
      coming = undefined
    })
    return coming
  }

  async function untilBrought(): Promise<Result<void, ActError>> {
    for (;;) {
      const brought = await link.once(bringOnce)
      if (brought !== 'again') return brought
    }
  }

  async function bringOnce(request: SendRequest): Promise<Result<void, ActError> | 'again'> {
    const pending = await pendingTicket(request)
    if (!pending.ok) return pending
    const { privateKey, ticket } = pending.value
    const answered = await ask(request, { type: 'ticket', ticket })
    if (!answered.ok) {
      if (!actor.judge(answered.error)) return err(failureOf(answered.error))
      sql.transaction(() => rows.facts.forget('ticket'))
      return 'again'
    }
    const opened = openFeedKeys({ publicKey: ticket.oneTimeKey, privateKey }, answered.value.sealed)
    sql.transaction(() => {
      rows.facts.forget('ticket')
      if (opened) rows.feed.setKeys(opened)
    })
    return opened ? ok(undefined) : err({ type: 'protocol', reason: 'the keys of the feed do not open' })
  }

  async function pendingTicket(request: SendRequest): Promise<Result<PendingTicket, ActError>> {
    const stored = rows.facts.bytes('ticket')
    if (stored) return ok(decodePending(stored))
    const { publicKey: oneTimeKey, privateKey } = createTicketKey()
    const act = await actor.useSlot('read', ticketPayload({ oneTimeKey }), request)
    if (!act.ok) return act
    const pending = { privateKey, ticket: { ...act.value, oneTimeKey } }
    sql.transaction(() => rows.facts.set('ticket', encodePending(pending)))
    return ok(pending)
  }
}

const encodePending = ({ privateKey, ticket }: PendingTicket): Bytes =>
  encode((writer) => {
    writer.bytes(privateKey)
    writeTicket(writer, ticket)
  }, 512)

function decodePending(bytes: Bytes): PendingTicket {
  const decoded = decode(bytes, (reader) => ({
    privateKey: reader.bytes(PRIVATE_KEY_BYTES),
    ticket: readTicket(reader),
  }))
  if (!decoded.ok) throw new Error('a ticket in the store does not decode')
  return decoded.value
}

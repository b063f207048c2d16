/** The day's ticket, and the keys that it brings: for whoever reads, without saying who. docs/spec/feed.md §Tickets. */
import { createTicketKey, openFeedKeys } from '@comrad/keymaker'
import { type Bytes, type Day, err, ok, type Result, ticketPayload } from '@comrad/protocol'
import type { ActError, Actor } from '../acts/actor.ts'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'

export type FeedKeys = {
  /** Undefined: the Operator has no key of that day any more. */
  of(day: Day): Promise<Result<Bytes | undefined, ActError>>
}

type Deps = { readonly device: Device; readonly link: Link; readonly actor: Actor }

export function createFeedKeys({ device, link, actor }: Deps): FeedKeys {
  const { rows, sql } = device

  return {
    async of(day) {
      const kept = rows.feed.key(day)
      if (kept) return ok(kept)
      const fetched = await fetch()
      return fetched.ok ? ok(rows.feed.key(day)) : fetched
    },
  }

  async function fetch(): Promise<Result<void, ActError>> {
    for (;;) {
      const key = createTicketKey()
      const oneTimeKey = key.publicKey
      const act = await actor.useSlot('read', ticketPayload({ oneTimeKey }))
      if (!act.ok) return act
      const answered = await link.once((request) =>
        ask(request, { type: 'ticket', ticket: { ...act.value, oneTimeKey } }),
      )
      if (!answered.ok) {
        if (actor.judge(answered.error)) continue
        return err(failureOf(answered.error))
      }
      const opened = openFeedKeys(key, answered.value.sealed)
      if (!opened) return err({ type: 'protocol', reason: 'the keys of the feed do not open' })
      sql.transaction(() => rows.feed.setKeys(opened))
      return ok(undefined)
    }
  }
}

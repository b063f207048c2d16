/** What lies in a page: opened, judged, and put where it is drawn from. Nothing that fails is shown; it is counted. */
import { noteId, openFeedEntry, verifyNote } from '@comrad/keymaker'
import {
  type Day,
  decodeSignedNote,
  EXPIRY_DAYS,
  err,
  type FeedPage,
  type Name,
  type Note,
  ok,
  type PostId,
  type Result,
  startOfDay,
} from '@comrad/protocol'
import type { ActError } from '../acts/actor.ts'
import type { Device } from '../device.ts'
import type { Monitor } from '../register/monitor.ts'
import { type PostKey, postKeyOf } from '../views/feed-view.ts'
import type { FeedKeys } from './keys.ts'

export type OpenedNote = { readonly sequence: number; readonly id: PostId; readonly note: Note }
export type OpenedPage = {
  readonly notes: readonly OpenedNote[]
  /** Entries that are not what they should be, and were not seen before. */
  readonly bad: number
}

type Deps = { readonly device: Device; readonly monitor: Monitor; readonly keys: FeedKeys }

const HOUR_MS = 3_600_000
/** Devices' clocks differ; @Comrades has judged by its own, and what dies within a day may be dead for the Operator. */
export const SLACK_MS = 24 * HOUR_MS

export function createEntries({ device, monitor, keys }: Deps) {
  const { rows, clock, operator } = device

  return { open, store }

  async function open(page: FeedPage): Promise<Result<OpenedPage, ActError>> {
    const notes: OpenedNote[] = []
    const bad: number[] = []
    let isRegisterRead = false
    for (const [index, item] of page.items.entries()) {
      if (item.type === 'gap') continue
      const key = await keys.of(item.day)
      if (!key.ok) return key
      const sequence = page.firstSequence + index
      const opened = key.value && openFeedEntry(key.value, { sequence, day: item.day }, item.sealed)
      const signed = opened && decodeSignedNote(opened)
      if (!signed?.ok || !isTimely(signed.value.note, item.day)) {
        bad.push(sequence)
        continue
      }
      const { author } = signed.value.note
      if (!rows.register.find(author) && !isRegisterRead) {
        // Younger than our copy of the register.
        const looked = await monitor.lookUp(author)
        if (!looked.ok) return err(looked.error)
        isRegisterRead = true
      }
      const entered = rows.register.find(author)
      const check = { fingerprint: operator.fingerprint, signed: signed.value }
      if (entered && verifyNote({ ...check, identityKey: entered.record.identityKey })) {
        notes.push({ sequence, id: noteId(signed.value.note), note: signed.value.note })
      } else bad.push(sequence)
    }
    return ok({ notes, bad: bad.filter(isNew).length })
  }

  function isNew(sequence: number): boolean {
    return rows.feed.head(sequence) === undefined
  }

  /** An old note that the Operator shows again under a new day is no note of that day. */
  function isTimely({ writtenAt, expiresAt }: Note, day: Day): boolean {
    return (
      writtenAt < startOfDay(day + 1) + SLACK_MS &&
      expiresAt > startOfDay(day) - SLACK_MS &&
      expiresAt - writtenAt <= startOfDay(EXPIRY_DAYS.max)
    )
  }

  /** Inside a transaction, before its hashes are in the chain. Answers the posts that were not here. */
  function store(page: FeedPage, { notes, bad }: OpenedPage): readonly PostKey[] {
    for (let count = 0; count < bad; count++) rows.counters.add('bad-posts')
    const last = page.firstSequence + page.items.length - 1
    for (const post of rows.posts.between(page.firstSequence, last)) {
      if (page.items[post.sequence - page.firstSequence]?.type !== 'gap') continue
      // What has expired there goes here too. Else its author has deleted it, and that is still to be read; or nobody has.
      if (post.expiresAt <= clock.now() + SLACK_MS) rows.posts.remove(post.id)
      else rows.posts.markGap(post.id)
    }
    const announced = notes.filter((one) => storeNote(page.number, one))
    rows.images.forgetUnnamed()
    return announced.map(({ id }) => postKeyOf(id))
  }

  /** Answers whether it is to be announced. */
  function storeNote(page: number, { sequence, id, note }: OpenedNote): boolean {
    const { author, body, writtenAt, expiresAt } = note
    const now = clock.now()
    if (expiresAt <= now) return false
    switch (body.kind) {
      case 'post': {
        const wasHere = rows.posts.find(id) !== undefined
        const isHere = rows.posts.addWorld({
          ...{ id, author, page, sequence, expiresAt },
          // A time to come would hold it above every other.
          writtenAt: Math.min(writtenAt, now),
          content: body.content,
          replyTo: body.replyTo,
        })
        // Deleted before, or shown before in another place.
        if (!isHere && isNew(sequence)) rows.counters.add('bad-posts')
        return isHere && !wasHere && !isQuiet(author)
      }
      case 'deletion':
        rows.posts.bury(body.post, author, expiresAt)
        return false
      case 'profile':
        rows.faces.setWorld(author, body.face, { at: writtenAt, expiresAt })
        return false
    }
  }

  function isQuiet(author: Name): boolean {
    return rows.quiet.muted.has(author) || rows.quiet.blocked.has(author)
  }
}

/** What lies in a page: opened, judged, and put where it is drawn from. Nothing that fails is shown; it is counted. */
import { noteId, openFeedEntry, verifyNote } from '@comrad/keymaker'
import {
  type Day,
  decodeSignedNote,
  EXPIRY_DAYS,
  err,
  type FeedPage,
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
  /** Entries that are not what they should be. */
  readonly bad: number
  /** Posts that were not here. */
  readonly announced: readonly PostKey[]
}

type Deps = { readonly device: Device; readonly monitor: Monitor; readonly keys: FeedKeys }

const HOUR_MS = 3_600_000
/** Devices' clocks differ; @Comrades has judged by its own. */
const SLACK_MS = 24 * HOUR_MS

export function createEntries({ device, monitor, keys }: Deps) {
  const { rows, clock, operator } = device

  return { open, store }

  async function open(page: FeedPage): Promise<Result<OpenedPage, ActError>> {
    const notes: OpenedNote[] = []
    let bad = 0
    let isRegisterRead = false
    for (const [index, item] of page.items.entries()) {
      if (item.type === 'gap') continue
      const key = await keys.of(item.day)
      if (!key.ok) return key
      const sequence = page.firstSequence + index
      const opened = key.value && openFeedEntry(key.value, { sequence, day: item.day }, item.sealed)
      const signed = opened && decodeSignedNote(opened)
      if (!signed?.ok || !isTimely(signed.value.note, item.day)) {
        bad++
        continue
      }
      const { author } = signed.value.note
      if (!rows.register.find(author) && !isRegisterRead) {
        // Younger than our copy of the register.
        const read = await monitor.read()
        if (!read.ok) return err(read.error)
        isRegisterRead = true
      }
      const entered = rows.register.find(author)
      const check = { fingerprint: operator.fingerprint, signed: signed.value }
      if (entered && verifyNote({ ...check, identityKey: entered.record.identityKey })) {
        notes.push({ sequence, id: noteId(signed.value.note), note: signed.value.note })
      } else bad++
    }
    const announced = notes
      .filter(({ id, note }) => note.body.kind === 'post' && !rows.posts.find(id))
      .map(({ id }) => postKeyOf(id))
    return ok({ notes, bad, announced })
  }

  /** An old note that the Operator shows again under a new day is no note of that day. */
  function isTimely({ writtenAt, expiresAt }: Note, day: Day): boolean {
    return (
      writtenAt < startOfDay(day + 1) + SLACK_MS &&
      expiresAt > startOfDay(day) - SLACK_MS &&
      expiresAt - writtenAt <= startOfDay(EXPIRY_DAYS.max)
    )
  }

  /** Inside a transaction. */
  function store(page: FeedPage, { notes, bad }: OpenedPage): void {
    for (let count = 0; count < bad; count++) rows.counters.add('bad-posts')
    const last = page.firstSequence + page.items.length - 1
    const here = new Set(notes.map(({ sequence }) => sequence))
    // What was deleted or has expired there goes here too.
    for (const gone of rows.posts.between(page.firstSequence, last)) {
      if (!here.has(gone.sequence)) rows.posts.remove(gone.id)
    }
    for (const one of notes) storeNote(page.number, one)
  }

  function storeNote(page: number, { sequence, id, note }: OpenedNote): void {
    const { author, body, writtenAt, expiresAt } = note
    const now = clock.now()
    if (expiresAt <= now) return
    switch (body.kind) {
      case 'post':
        rows.posts.addWorld({
          ...{ id, author, page, sequence, expiresAt },
          // A time to come would hold it above every other.
          writtenAt: Math.min(writtenAt, now),
          content: body.content,
          replyTo: body.replyTo,
        })
        return
      case 'deletion':
        rows.posts.bury(body.post, author, expiresAt)
        return
      case 'profile':
        rows.faces.setWorld(author, body.face, { at: writtenAt, expiresAt })
        return
    }
  }
}

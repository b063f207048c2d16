/**
 * A post that is deleted is gone from this device's screens at once, and from everywhere a moment later: until then its author can have it
 * back. The moment is in the store, so that it comes whatever happens to the screen, the lock or the device. docs/spec/device-store.md.
 */
import { err, ok, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { DeletePostError, DeletionView, PostProblem } from '../square.ts'
import type { PendingDeletion } from '../store/deletion-rows.ts'
import type { Outcome } from '../task.ts'
import { type PostKey, postKeyOf } from '../views/feed-view.ts'
import { findPost } from './find-post.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  /** For good. */
  deleteNow(post: PostKey): Promise<Result<void, DeletePostError>>
  /** A moment is to be waited for, or what waited for one goes on. */
  carry(): void
}

export const UNDO_MS = 6_000

export function createDeletions({ device, account, deleteNow, carry }: Deps) {
  const { rows, sql, clock, queue, events } = device

  return { begin, keep, pending, run }

  function begin(key: PostKey): Promise<Result<void, DeletePostError>> {
    return queue.run(() => {
      const found = findPost(device, key, { expiredToo: true, deletedToo: true })
      if (!found.ok) return found
      if (found.value.author !== account.self()?.address.name) return err({ type: 'not-yours' })
      sql.transaction(() => rows.deletions.add(found.value.id, clock.now() + UNDO_MS))
      announce()
      return ok(undefined)
    })
  }

  /** What is deleted for good is an unknown post. */
  function keep(key: PostKey): Promise<Result<void, PostProblem>> {
    return queue.run(() => {
      const found = findPost(device, key, { expiredToo: true, deletedToo: true })
      if (!found.ok) return found
      sql.transaction(() => rows.deletions.remove(found.value.id))
      announce()
      return ok(undefined)
    })
  }

  function pending(): readonly DeletionView[] {
    return rows.deletions.all().map(({ post, dueAt }) => ({ post: postKeyOf(post), dueAt }))
  }

  async function run(): Promise<Outcome> {
    for (const deletion of rows.deletions.all()) {
      if (!isDue(deletion) || !rows.deletions.has(deletion.post)) continue
      const deleted = await deleteNow(postKeyOf(deletion.post))
      // Its post has expired, or fell out of the feed.
      if (!deleted.ok) sql.transaction(() => rows.deletions.remove(deletion.post))
    }
    const [next] = rows.deletions.all()
    return next ? { retryInMs: Math.max(1, next.dueAt - clock.now()) } : 'done'
  }

  /** A clock that was set back does not put it off for a year. */
  function isDue({ dueAt }: PendingDeletion): boolean {
    const now = clock.now()
    return dueAt <= now || dueAt > now + UNDO_MS
  }

  function announce(): void {
    events.emit('change', undefined)
    carry()
  }
}

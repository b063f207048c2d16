/** Images that are looked at: from this device, or fetched on a circuit of their own. Nothing here decodes them. */
import { openBlob } from '@comrad/keymaker'
import { type Bytes, err, type ImageReference, type Name, ok, type Result } from '@comrad/protocol'
import { type AskError, ask, failureOf } from '../ask.ts'
import type { LetterImageError } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { Failure } from '../failure.ts'
import { findPost } from '../feed/find-post.ts'
import type { Link } from '../link.ts'
import type { PictureError } from '../square.ts'
import { imageOfColumn } from '../store/image-column.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'
import { type LetterKey, parseLetterKey } from '../views/conversation-view.ts'
import type { Audience, PostKey } from '../views/feed-view.ts'

type GetError = { readonly type: 'image-gone' } | Failure

/** What one pass brings before they are asked for. */
const PREFETCHED = 20

export function createPictures(device: Device, link: Link) {
  const { rows, sql, clock, events } = device

  return { image, photo, letterImage, prefetch }

  async function image(key: PostKey): Promise<Result<Bytes, PictureError>> {
    const post = findPost(device, key)
    if (!post.ok) return post
    return post.value.image ? get(post.value.image, post.value.expiresAt) : err({ type: 'no-image' })
  }

  async function photo(name: Name, audience: Audience): Promise<Result<Bytes, PictureError>> {
    const stored = rows.faces.find(name, audience)
    const reference = stored?.face.image
    // A trusted face has no end of its own: its photo is kept until another one comes.
    return reference ? get(reference, stored.expiresAt ?? Number.MAX_SAFE_INTEGER) : err({ type: 'no-image' })
  }

  async function letterImage(key: LetterKey): Promise<Result<Bytes, LetterImageError>> {
    const letter = rows.entries.find(parseLetterKey(key), clock.now())
    if (!letter) return err({ type: 'unknown-letter' })
    const reference = imageOfColumn(letter.image)
    if (!reference) return err({ type: 'no-image' })
    // It stays with its message, until that disappears or is deleted.
    const got = await get(reference, Number.MAX_SAFE_INTEGER)
    // It may have disappeared while it was fetched.
    if (rows.entries.find(parseLetterKey(key), clock.now())) return got
    sql.transaction(() => rows.letterImages.forget(reference.blob))
    return err({ type: 'unknown-letter' })
  }

  async function get(reference: ImageReference, expiresAt: number): Promise<Result<Bytes, GetError>> {
    const here = rows.letterImages.bytes(reference.blob)
    if (here) return ok(here)
    const fetched = await link.once((request) => bring(request, reference))
    if (!fetched.ok) {
      const { error } = fetched
      const isGone = error.type === 'refused' && error.code === 'unknown-blob'
      return err(isGone ? { type: 'image-gone' } : failureOf(error))
    }
    const { key, hash } = reference
    const bytes = openBlob({ key, hash, chunks: fetched.value })
    if (!bytes) return err({ type: 'image-gone' })
    sql.transaction(() => rows.letterImages.keep(reference.blob, bytes, expiresAt))
    events.emit('change', undefined)
    return ok(bytes)
  }

  async function bring(
    request: SendRequest,
    { blob, chunks }: ImageReference,
  ): Promise<Result<readonly Bytes[], AskError>> {
    const fetched: Bytes[] = []
    for (let index = 0; index < chunks; index++) {
      const answered = await ask(request, { type: 'chunk', blob, index })
      if (!answered.ok) return answered
      fetched.push(answered.value.bytes)
    }
    return ok(fetched)
  }

  async function prefetch(): Promise<Outcome> {
    const now = clock.now()
    const wanted = rows.posts
      .query({ order: 'new', self: undefined, now, limit: 100 })
      .filter(({ image: one }) => one && !rows.letterImages.isHere(one.blob))
    for (const post of wanted.slice(0, PREFETCHED)) if (post.image) await get(post.image, post.expiresAt)
    return 'done'
  }
}

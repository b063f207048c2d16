/** Images that are looked at: from this device, or fetched on a circuit of their own. Nothing here decodes them. */
import { equalBytes, openBlob } from '@comrad/keymaker'
import {
  type BlobId,
  type Bytes,
  err,
  type ImageReference,
  type Name,
  ok,
  type Result,
} from '@comrad/protocol'
import { type AskError, ask, failureOf } from '../ask.ts'
import type { LetterImageError } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { Failure } from '../failure.ts'
import { findPost } from '../feed/find-post.ts'
import type { Link } from '../link.ts'
import type { PictureError } from '../square.ts'
import { imageOfColumn } from '../store/image-column.ts'
import type { StoredPost } from '../store/post-rows.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'
import { type LetterKey, parseLetterKey } from '../views/conversation-view.ts'
import { type Audience, type PostKey, postKeyOf } from '../views/feed-view.ts'

type GetError = { readonly type: 'image-gone' } | Failure

/** What one pass brings before they are asked for. */
const PREFETCHED = 20

export function createPictures(device: Device, link: Link) {
  const { rows, sql, clock, events } = device
  /** Of the newest posts' images those that were not there when they were fetched ahead. Who looks at one asks again. */
  let gone: ReadonlySet<string> = new Set()

  return { image, photo, letterImage, prefetch }

  async function image(key: PostKey): Promise<Result<Bytes, PictureError>> {
    const post = findPost(device, key)
    if (!post.ok) return post
    if (!post.value.image) return err({ type: 'no-image' })
    const got = await ofPost(post.value, post.value.image)
    const now = findPost(device, postKeyOf(post.value.id))
    return now.ok ? got : now
  }

  function ofPost({ id }: StoredPost, reference: ImageReference) {
    return get(reference, () => (rows.posts.find(id)?.expiresAt ?? 0) > clock.now())
  }

  async function photo(name: Name, audience: Audience): Promise<Result<Bytes, PictureError>> {
    const reference = rows.faces.find(name, audience)?.face.image
    if (!reference) return err({ type: 'no-image' })
    const isShown = () => {
      const shown = rows.faces.find(name, audience)?.face.image
      return shown !== undefined && equalBytes(shown.blob, reference.blob)
    }
    return get(reference, isShown)
  }

  async function letterImage(key: LetterKey): Promise<Result<Bytes, LetterImageError>> {
    const find = () => rows.entries.find(parseLetterKey(key), clock.now())
    const letter = find()
    if (!letter) return err({ type: 'unknown-letter' })
    const reference = imageOfColumn(letter.image)
    if (!reference) return err({ type: 'no-image' })
    const got = await get(reference, () => find() !== undefined)
    return find() ? got : err({ type: 'unknown-letter' })
  }

  /** What named it may be gone when it comes: then it is not kept. */
  async function get(reference: ImageReference, isNamed: () => boolean): Promise<Result<Bytes, GetError>> {
    const here = rows.images.bytes(reference)
    if (here) return ok(here)
    const fetched = await link.once((request) => bring(request, reference))
    if (!fetched.ok) {
      const { error } = fetched
      const isGone = error.type === 'refused' && error.code === 'unknown-blob'
      return err(isGone ? { type: 'image-gone' } : failureOf(error))
    }
    const { key, hash } = reference
    const bytes = openBlob({ key, hash, chunks: fetched.value })
    if (!bytes || !isNamed()) return err({ type: 'image-gone' })
    sql.transaction(() => rows.images.keep(reference, bytes))
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
    const missing = rows.posts
      .query({ order: 'new', self: undefined, now, limit: 100 })
      .flatMap((post) => (post.image && !rows.images.isHere(post.image) ? [{ post, image: post.image }] : []))
    const isGone = ({ image }: { readonly image: ImageReference }) => gone.has(hexOf(image.blob))
    // Tried in each pass, those that are gone would keep the others from ever being fetched.
    const found = missing.filter(isGone)
    for (const one of missing.filter((other) => !isGone(other)).slice(0, PREFETCHED)) {
      const got = await ofPost(one.post, one.image)
      if (!got.ok && got.error.type === 'image-gone') found.push(one)
    }
    gone = new Set(found.map(({ image }) => hexOf(image.blob)))
    return 'done'
  }
}

const hexOf = (blob: BlobId): string => Buffer.from(blob).toString('hex')

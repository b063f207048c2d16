/**
 * Posts for those whom one trusts: one letter to each of them, among all the others. Whoever is trusted later is not sent what
 * was said before. docs/spec/delivery.md §Trusted posts and faces.
 */
import {
  err,
  type ImageReference,
  type Name,
  ok,
  POST_ID_BYTES,
  type PostId,
  type Result,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { PreparedImage } from '../images.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import type { Uploads } from './uploads.ts'
import { withdrawPost } from './withdrawal.ts'

/** Judged already: the text, the expiry, and that what it answers is a living trusted post. */
export type TrustedPostWish = {
  readonly text: string
  readonly image?: PreparedImage
  readonly expiresAt: number
  readonly replyTo?: PostId
}

export type TrustedPosts = {
  post(
    wish: TrustedPostWish,
  ): Promise<Result<PostId, { readonly type: 'nobody-trusted' } | { readonly type: 'not-registered' }>>
  /** One's own, here and with everybody who has it. Answers whether there was one. */
  remove(post: PostId): Promise<boolean>
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly uploads: Uploads
  carry(contact: Name): void
}

/** A thread that is longer, or goes round, has no beginning that anybody needs. */
const THREAD_MAX = 1_000

export function createTrustedPosts({ device, account, uploads, carry }: Deps): TrustedPosts {
  const { rows, sql, queue, clock, random, events } = device

  return {
    async post(wish) {
      return queue.run(() => {
        const author = account.self()?.address.name
        if (!author) return err({ type: 'not-registered' })
        const readers = readersOf(author, wish.replyTo)
        if (readers.length === 0) return err({ type: 'nobody-trusted' })
        const id = random(POST_ID_BYTES) as PostId
        sql.transaction(() => write(author, id, wish, readers))
        announce(readers)
        return ok(id)
      })
    },
    async remove(post) {
      return queue.run(() => {
        const author = account.self()?.address.name
        if (!author) return false
        const readers = rows.trustedPosts.readers(post).filter(rows.contacts.isMet)
        const removed = sql.transaction(() => {
          const found = rows.trustedPosts.remove(post, author)
          if (!found) return false
          for (const reader of readers) withdrawPost(device, reader, post)
          rows.trustedPosts.forgetReaders(post)
          if (found.blob) uploads.remove(found.blob)
          rows.images.forgetUnnamed()
          return true
        })
        if (removed) announce(readers)
        return removed
      })
    },
  }

  function write(author: Name, id: PostId, wish: TrustedPostWish, readers: readonly Name[]): void {
    const { text, image, expiresAt, replyTo } = wish
    const content = { text, ...(image && { image: upload(image, expiresAt) }) }
    const post = { id, content, expiresAt, ...(replyTo && { replyTo }) }
    rows.trustedPosts.add({ author, post, writtenAt: clock.now(), isMine: true })
    for (const reader of readers) {
      rows.trustedPosts.addReader(id, reader)
      writeLetter(device, reader, { kind: 'post', post })
    }
  }

  function upload(image: PreparedImage, expiresAt: number): ImageReference {
    const reference = uploads.add(image, expiresAt)
    rows.images.keep(reference, image.bytes)
    return reference
  }

  /**
   * A reply goes to whom it answers. In a thread that one began oneself everybody whom one trusts reads along; in another's one
   * does not know who does.
   */
  function readersOf(self: Name, replyTo: PostId | undefined): readonly Name[] {
    if (!replyTo) return rows.contacts.trusted()
    const answered = rows.trustedPosts.find(replyTo)?.author
    const others = answered === self ? rows.trustedPosts.readers(replyTo) : answered ? [answered] : []
    const isOwnThread = rootAuthorOf(replyTo) === self
    const readers = new Set([...others, ...(isOwnThread ? rows.contacts.trusted() : [])])
    return [...readers].filter(rows.contacts.isMet)
  }

  /** Nobody's, where it is not here, or where replies go round: whoever closes the circle chooses where a walk along it ends. */
  function rootAuthorOf(post: PostId): Name | undefined {
    let root = rows.trustedPosts.find(post)
    for (let depth = 0; root?.replyTo && depth < THREAD_MAX; depth++) {
      const parent = rows.trustedPosts.find(root.replyTo)
      if (!parent) return undefined
      root = parent
    }
    return root?.replyTo ? undefined : root?.author
  }

  function announce(readers: readonly Name[]): void {
    events.emit('change', undefined)
    for (const reader of readers) carry(reader)
  }
}

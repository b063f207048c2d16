/** What one says to the world, and to those one trusts: judged, stored, and left to the background. */
import { noteId, signNote } from '@comrad/keymaker'
import {
  EXPIRY_DAYS,
  encodeSignedNote,
  err,
  type ImageReference,
  NONCE_BYTES,
  type Note,
  type NoteBody,
  ok,
  PHOTO_SIDE,
  type PostId,
  parseText,
  type Result,
  startOfDay,
  TEXT_CODE_POINTS,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { PreparedImage } from '../images.ts'
import type { PeaceParts } from '../peace/create-peace.ts'
import type { Uploads } from '../peace/uploads.ts'
import type {
  DeletePostError,
  FaceEdit,
  PostError,
  PostWish,
  ProfileEdit,
  ProfileEditError,
} from '../square.ts'
import { type PostKey, postKeyOf } from '../views/feed-view.ts'
import { findPost } from './find-post.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly uploads: Uploads
  readonly trusted: PeaceParts['trusted']
  /** There is something to upload or to publish. */
  carry(): void
}

const FACE_MS = startOfDay(EXPIRY_DAYS.max)
const RENEW_BEFORE_MS = startOfDay(23)

export function createPosting({ device, account, uploads, trusted, carry }: Deps) {
  const { rows, sql, clock, random, events, operator, images, queue } = device

  return { post, deletePost, editProfile, renew }

  async function post(wish: PostWish): Promise<Result<{ readonly post: PostKey }, PostError>> {
    const { to, expiresDays = EXPIRY_DAYS.usual } = wish
    if (!account.self()) return err({ type: 'not-registered' })
    const text = judgeText(wish.text, wish.image === undefined)
    if (!text.ok) return text
    const isOffered =
      Number.isInteger(expiresDays) && expiresDays >= EXPIRY_DAYS.min && expiresDays <= EXPIRY_DAYS.max
    if (!isOffered) return err({ type: 'expiry-invalid' })
    const parent = wish.replyTo === undefined ? ok(undefined) : findPost(device, wish.replyTo)
    if (!parent.ok) return parent
    if (parent.value && parent.value.audience !== to) return err({ type: 'other-audience' })
    const image = wish.image === undefined ? ok(undefined) : await images.prepare(wish.image)
    if (!image.ok) return err({ type: 'image-refused', reason: image.error.type })
    // One moment for both: a post of one day lives a whole one, or the Operator refuses it.
    const writtenAt = clock.now()
    const said = {
      ...{ text: text.value, writtenAt },
      expiresAt: writtenAt + startOfDay(expiresDays),
      ...(image.value && { image: image.value }),
      ...(parent.value && { replyTo: parent.value.id }),
    }
    if (to === 'world') return queue.run(() => ok({ post: postKeyOf(postToWorld(said)) }))
    const posted = await trusted.posts.post(said)
    if (!posted.ok) return posted
    carry()
    return ok({ post: postKeyOf(posted.value) })
  }

  type Said = {
    readonly text: string
    readonly image?: PreparedImage
    readonly writtenAt: number
    readonly expiresAt: number
    readonly replyTo?: PostId
  }

  function postToWorld({ text, image, writtenAt, expiresAt, replyTo }: Said): PostId {
    const id = sql.transaction(() => {
      const reference = image && bring(image, expiresAt)
      const content = { text, ...(reference && { image: reference }) }
      const body = { kind: 'post', content, ...(replyTo && { replyTo }) } as const
      const note = sign(body, expiresAt, writtenAt)
      rows.posts.addOwn({ ...note, content, replyTo, writtenAt, expiresAt })
      rows.publications.add(
        { kind: 'post', post: note.id, note: note.bytes, blob: reference?.blob },
        clock.now(),
      )
      return note.id
    })
    announce()
    return id
  }

  async function deletePost(key: PostKey): Promise<Result<void, DeletePostError>> {
    const found = findPost(device, key, { expiredToo: true, deletedToo: true })
    if (!found.ok) return found
    const { id, author, audience, image, expiresAt } = found.value
    const self = account.self()
    if (author !== self?.address.name) return err({ type: 'not-yours' })
    if (audience === 'trusted') {
      await trusted.posts.remove(id)
      sql.transaction(() => rows.deletions.remove(id))
      carry()
      return ok(undefined)
    }
    return queue.run(() => {
      sql.transaction(() => {
        const waiting = rows.publications.ofPost(id)
        if (waiting) rows.publications.remove(waiting.number)
        if (image) uploads.remove(image.blob)
        rows.posts.bury(id, author, expiresAt)
        rows.images.forgetUnnamed()
        rows.deletions.remove(id)
        // One that was sent and not answered may be there: its deletion follows it.
        const mayBeThere = waiting ? waiting.attempted : found.value.state !== 'refused'
        if (mayBeThere && expiresAt > clock.now()) deleteInWorld(id, expiresAt)
      })
      announce()
      return ok(undefined)
    })
  }

  /** Inside a transaction. */
  function deleteInWorld(post: PostId, expiresAt: number): void {
    const note = sign({ kind: 'deletion', post }, expiresAt)
    rows.publications.add({ kind: 'deletion', post, note: note.bytes, blob: undefined }, clock.now())
  }

  async function editProfile({
    world,
    trusted: forTrusted,
  }: ProfileEdit): Promise<Result<void, ProfileEditError>> {
    if (!account.self()) return err({ type: 'not-registered' })
    const faces = [await judgeFace(world), await judgeFace(forTrusted)] as const
    for (const face of faces) if (!face.ok) return face
    const [ours, theirs] = faces
    if (ours.ok && ours.value) showToWorld(ours.value)
    if (theirs.ok && theirs.value) {
      const edited = await trusted.face.edit(theirs.value)
      if (!edited.ok) return edited
    }
    announce()
    return ok(undefined)
  }

  type JudgedFace = { readonly text?: string; readonly photo?: PreparedImage | null }

  async function judgeFace(
    edit: FaceEdit | undefined,
  ): Promise<Result<JudgedFace | undefined, ProfileEditError>> {
    if (!edit) return ok(undefined)
    const text = edit.text === undefined ? ok(undefined) : judgeText(edit.text, false)
    if (!text.ok) return text
    const photo =
      edit.photo === undefined || edit.photo === null
        ? ok(edit.photo)
        : await images.prepare(edit.photo, { square: PHOTO_SIDE })
    if (!photo.ok) return err({ type: 'image-refused', reason: photo.error.type })
    return ok({
      ...(text.value !== undefined && { text: text.value }),
      ...(photo.value !== undefined && { photo: photo.value }),
    })
  }

  function showToWorld({ text, photo }: JudgedFace): void {
    const self = account.self()?.address.name
    if (!self) return
    const before = rows.faces.find(self, 'world')
    const expiresAt = clock.now() + FACE_MS
    sql.transaction(() => {
      const old = before?.face.image
      const image =
        photo === undefined ? again(old, expiresAt) : photo === null ? undefined : bring(photo, expiresAt)
      // Until the new face is published the old one is what is read. A photo that was taken away is to be seen by nobody.
      if (old && photo === null) uploads.remove(old.blob)
      else if (old) uploads.replace(old.blob, 'world')
      const face = { text: text ?? before?.face.text ?? '', ...(image && { image }) }
      const note = sign({ kind: 'profile', face }, expiresAt)
      rows.publications.removeProfiles()
      rows.publications.add(
        { kind: 'profile', post: undefined, note: note.bytes, blob: image?.blob },
        clock.now(),
      )
      rows.faces.setOwn(self, face, { at: clock.now(), expiresAt })
      rows.images.forgetUnnamed()
    })
  }

  /** A face lives thirty days; its author's device says it again every week. */
  function renew(): void {
    const self = account.self()?.address.name
    const face = self && rows.faces.find(self, 'world')
    if (!face || rows.publications.profile()) return
    // One that was refused is said anew.
    const isShown = face.state === 'shown'
    if (isShown && (face.expiresAt ?? 0) - clock.now() > RENEW_BEFORE_MS) return
    showToWorld({})
    announce()
  }

  /** A photo that stays is brought anew: the old one ends with the old note. */
  function again(image: ImageReference | undefined, expiresAt: number): ImageReference | undefined {
    const bytes = image && rows.images.bytes(image)
    if (!image || !bytes) return undefined
    const { width, height, placeholder } = image
    return bring({ bytes, width, height, placeholder }, expiresAt)
  }

  function bring(image: PreparedImage, expiresAt: number): ImageReference {
    const reference = uploads.add(image, expiresAt)
    rows.images.keep(reference, image.bytes)
    return reference
  }

  function sign(body: NoteBody, expiresAt: number, writtenAt = clock.now()) {
    const self = account.self()
    if (!self) throw new Error('nobody to sign')
    const author = self.address.name
    const note: Note = { author, nonce: random(NONCE_BYTES), writtenAt, expiresAt, body }
    const bytes = encodeSignedNote(signNote(self.identity, operator.fingerprint, note))
    return { id: noteId(note), author, bytes }
  }

  function announce(): void {
    events.emit('change', undefined)
    carry()
  }
}

function judgeText(
  text: string,
  mustSay: boolean,
): Result<string, { readonly type: 'text-invalid'; readonly reason: 'empty' | 'too-long' | 'characters' }> {
  const parsed = parseText(text, TEXT_CODE_POINTS)
  if (!parsed.ok) {
    const reason = parsed.error.type === 'too-long' ? 'too-long' : 'characters'
    return err({ type: 'text-invalid', reason })
  }
  return mustSay && parsed.value === '' ? err({ type: 'text-invalid', reason: 'empty' }) : ok(parsed.value)
}

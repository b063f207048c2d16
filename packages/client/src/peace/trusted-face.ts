/** One's face for those whom one trusts: it goes to each of them by letter, and again whenever it changes. */
import { type Content, EXPIRY_DAYS, err, type Name, ok, type Result, startOfDay } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { PreparedImage } from '../images.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import { ownTrustedFace } from './tell-again.ts'
import type { Uploads } from './uploads.ts'

/** Judged already. What is left out stays as it is; `null` takes the photo away. */
export type TrustedFaceEdit = { readonly text?: string; readonly photo?: PreparedImage | null }

export type TrustedFace = {
  edit(edit: TrustedFaceEdit): Promise<Result<void, { readonly type: 'not-registered' }>>
  /** The photo is brought to the Operator again before it ends there. */
  renew(): void
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly uploads: Uploads
  carry(contact: Name): void
}

const PHOTO_MS = startOfDay(EXPIRY_DAYS.max)
/** Somebody may be away for a week, and is to find it. */
const RENEW_BEFORE_MS = startOfDay(9)

export function createTrustedFace({ device, account, uploads, carry }: Deps): TrustedFace {
  const { rows, sql, queue, clock, events } = device

  return { edit, renew }

  async function edit({ text, photo }: TrustedFaceEdit): Promise<Result<void, { type: 'not-registered' }>> {
    return queue.run(() => {
      const self = account.self()?.address.name
      if (!self) return err({ type: 'not-registered' })
      const before = ownTrustedFace(device)
      sql.transaction(() => {
        const image = photo === undefined ? before.image : photo === null ? undefined : upload(photo)
        // Until the new face is on its way to all of them the old one is what they have. A photo that was taken away is to be seen by nobody.
        if (photo === null && before.image) uploads.remove(before.image.blob)
        else if (photo && before.image) uploads.replace(before.image.blob, 'trusted')
        show(self, { text: text ?? before.text, ...(image && { image }) })
        // Nobody is to be told.
        if (!rows.outgoing.isWaiting('profile')) rows.uploads.deleteReplaced('trusted')
        rows.images.forgetUnnamed()
      })
      announce()
      return ok(undefined)
    })
  }

  function renew(): void {
    const self = account.self()?.address.name
    const stored = self && rows.trustedFaces.find(self)
    const image = stored?.face.image
    if (!self || !image || (stored.expiresAt ?? 0) - clock.now() > RENEW_BEFORE_MS) return
    const bytes = rows.images.bytes(image)
    if (!bytes) return
    sql.transaction(() => {
      const { width, height, placeholder } = image
      // Whoever has not heard of the new one yet finds the old one until it ends by itself.
      const renewed = upload({ bytes, width, height, placeholder })
      show(self, { text: stored.face.text, image: renewed })
      rows.images.forgetUnnamed()
    })
    announce()
  }

  function show(self: Name, face: Content): void {
    const readers = rows.contacts.trusted()
    rows.trustedFaces.set(self, face, {
      at: clock.now(),
      state: readers.length > 0 ? 'waiting' : 'shown',
      ...(face.image && { expiresAt: expiryOf(face) }),
    })
    for (const reader of readers) writeLetter(device, reader, { kind: 'profile', face })
  }

  /** A photo that stays keeps the end that it had. */
  function expiryOf({ image }: Content): number {
    const self = account.self()?.address.name
    const stored = self && rows.trustedFaces.find(self)
    const before = stored?.face.image
    const isSame = image && before && Buffer.compare(image.blob, before.blob) === 0
    return (isSame && stored.expiresAt) || clock.now() + PHOTO_MS
  }

  function upload(photo: PreparedImage) {
    const reference = uploads.add(photo, clock.now() + PHOTO_MS)
    rows.images.keep(reference, photo.bytes)
    return reference
  }

  function announce(): void {
    events.emit('change', undefined)
    for (const reader of rows.contacts.trusted()) carry(reader)
  }
}

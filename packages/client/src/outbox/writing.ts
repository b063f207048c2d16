/** A person writes, and thinks better of it. */
import {
  type Bytes,
  err,
  type ImageReference,
  type Name,
  ok,
  parseName,
  parseText,
  RETENTION_DAYS,
  type Result,
  startOfDay,
  TEXT_CODE_POINTS,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { CancelError, SendAgainError, SendError } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { PreparedImage } from '../images.ts'
import type { Uploads } from '../peace/uploads.ts'
import { imageOfColumn } from '../store/image-column.ts'
import { isCancellable, type LetterKey, letterKeyOf, parseLetterKey } from '../views/conversation-view.ts'
import { takeBack } from './take-back.ts'
import { writeLetter } from './write-letter.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly uploads: Uploads
  isInFlight(letter: LetterKey): boolean
}

type Written = { readonly letter: LetterKey; readonly to: Name }

export function createWriting({ device, account, uploads, isInFlight }: Deps) {
  const { rows, sql, queue, clock, events } = device

  return { send, sendAgain, cancel }

  async function send(to: string, words: string, file?: Bytes): Promise<Result<Written, SendError>> {
    const name = parseName(to)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    if (!account.self()) return err({ type: 'not-registered' })
    const text = parseText(words, TEXT_CODE_POINTS)
    if (!text.ok) return err({ type: 'text-invalid', reason: reasonOf(text.error.type) })
    if (text.value === '' && !file) return err({ type: 'text-invalid', reason: 'empty' })
    const refused = refusalOf(name.value)
    if (refused) return err(refused)
    const image = file && (await device.images.prepare(file))
    if (image && !image.ok) return err({ type: 'image-refused', reason: image.error.type })
    return queue.run(() => {
      // Asked again: much may have happened while the image was made ready.
      const refused = refusalOf(name.value)
      if (refused) return err(refused)
      return ok(write(name.value, text.value, image?.value))
    })
  }

  async function sendAgain(key: LetterKey): Promise<Result<Written, SendAgainError>> {
    return queue.run(() => {
      const ended = rows.entries.find(parseLetterKey(key), clock.now())
      if (ended?.type !== 'sent') return err({ type: 'unknown-letter' })
      if (ended.phase !== 'undelivered' && ended.phase !== 'cancelled') return err({ type: 'under-way' })
      const to = ended.contact as Name
      const refused = refusalOf(to)
      if (refused) return err(refused)
      const reference = imageOfColumn(ended.image)
      const bytes = reference && rows.images.bytes(reference)
      if (reference && !bytes) return err({ type: 'own-image-gone' })
      return ok(write(to, ended.content, reference && bytes && { ...reference, bytes }))
    })
  }

  function refusalOf(name: Name): { readonly type: 'blocked' | 'not-met' } | undefined {
    if (rows.quiet.blocked.has(name)) return { type: 'blocked' }
    return rows.contacts.isMet(name) ? undefined : { type: 'not-met' }
  }

  function write(to: Name, text: string, image: PreparedImage | undefined): Written {
    const letter = sql.transaction(() => {
      const { timer = 0 } = rows.contacts.find(to) ?? {}
      const content = { text, ...(image && { image: upload(image) }) }
      return writeLetter(device, to, { kind: 'text', content, timer })
    })
    events.emit('change', undefined)
    return { letter: letterKeyOf(letter), to }
  }

  /** At the Operator for as long as the letter may wait to be collected. */
  function upload(image: PreparedImage): ImageReference {
    const reference = uploads.add(image, clock.now() + startOfDay(RETENTION_DAYS))
    rows.images.keep(reference, image.bytes)
    return reference
  }

  async function cancel(key: LetterKey): Promise<Result<void, CancelError>> {
    return queue.run(() => {
      const letter = rows.outgoing.find(parseLetterKey(key))
      if (letter?.kind !== 'text') return err({ type: letter ? 'too-late' : 'unknown-letter' })
      if (isInFlight(key) || !isCancellable(letter)) return err({ type: 'too-late' })
      sql.transaction(() => {
        takeBack(device, letter, false)
        rows.entries.setSent(letter.contact, letter.letter, 'cancelled', clock.now())
        if (letter.blob) uploads.remove(letter.blob)
      })
      events.emit('change', undefined)
      return ok(undefined)
    })
  }
}

function reasonOf(type: 'empty' | 'too-long' | 'lone-surrogate' | 'control-character') {
  return type === 'empty' || type === 'too-long' ? type : 'characters'
}

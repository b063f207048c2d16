/**
 * @Comrades: opens what is said to the world, judges it, and appends it to the feed under the day's key. What is said to the
 * whole world is all that the Operator ever reads. docs/spec/feed.md §Note.
 */
import {
  createFeedKey,
  noteId,
  type OperatorSecrets,
  openAsComrades,
  sealFeedEntry,
  verifyNote,
} from '@comrad/keymaker'
import {
  type BlobId,
  type Bytes,
  dayOf,
  decodeSignedNote,
  EXPIRY_DAYS,
  err,
  type Fingerprint,
  NOTES_PER_DAY,
  type Note,
  ok,
  type Result,
  type SignedNote,
  startOfDay,
} from '@comrad/protocol'
import type { Directory } from './directory.ts'
import type { NewEntry } from './store/square-store.ts'
import type { OperatorStore } from './store/store.ts'

export type PublishError = {
  readonly type:
    | 'note-unreadable'
    | 'author-refused'
    | 'expiry-refused'
    | 'clock-refused'
    | 'unknown-post'
    | 'unknown-blob'
    | 'too-many-notes'
    | 'deleted'
    | 'not-yours'
}

export type Comrades = {
  publish(sealed: Bytes): Promise<Result<{ readonly sequence: number }, PublishError>>
}

type Deps = {
  readonly store: Pick<OperatorStore, 'append' | 'keepFeedKey' | 'post' | 'isWhole'>
  readonly directory: Pick<Directory, 'find'>
  readonly secrets: OperatorSecrets
  readonly fingerprint: Fingerprint
  readonly clock: { now(): number }
}

const AHEAD_MS = 2 * 3_600_000
const DAY_MS = startOfDay(1)

export function createComrades({ store, directory, secrets, fingerprint, clock }: Deps): Comrades {
  return { publish }

  async function publish(sealed: Bytes): Promise<Result<{ sequence: number }, PublishError>> {
    const opened = openAsComrades(secrets, sealed)
    const signed = opened && decodeSignedNote(opened)
    if (!opened || !signed?.ok) return err({ type: 'note-unreadable' })
    const { note } = signed.value
    const refusal = (await judgeAuthor(signed.value)) ?? judgeTimes(note)
    if (refusal) return err({ type: refusal })
    // First, so that whoever was not answered learns that it stands there, whatever has gone since.
    const here = await store.post(noteId(note))
    if (here) return ok({ sequence: here.sequence })
    const unfit = await judgeBody(note)
    if (unfit) return err({ type: unfit })
    const day = dayOf(clock.now())
    const key = await store.keepFeedKey(day, createFeedKey)
    const outcome = await store.append({
      ...placed(note),
      id: noteId(note),
      author: note.author,
      expiresAt: note.expiresAt,
      day,
      perDay: NOTES_PER_DAY,
      seal: (sequence) => sealFeedEntry(key, { sequence, day }, opened),
    })
    switch (outcome.type) {
      case 'appended':
      case 'known':
        return ok({ sequence: outcome.sequence })
      case 'gone':
        return err({ type: 'deleted' })
      case 'rate':
        return err({ type: 'too-many-notes' })
      case 'not-yours':
        return err({ type: 'not-yours' })
    }
  }

  async function judgeAuthor(signed: SignedNote): Promise<PublishError['type'] | undefined> {
    const entered = await directory.find(signed.note.author)
    const holds = entered && verifyNote({ identityKey: entered.record.identityKey, fingerprint, signed })
    return holds ? undefined : 'author-refused'
  }

  function judgeTimes({ writtenAt, expiresAt, body }: Note): PublishError['type'] | undefined {
    const now = clock.now()
    // However long ago: it may have waited on its author's device for a connection, until it expires by itself.
    if (writtenAt > now + AHEAD_MS) return 'clock-refused'
    const days = (expiresAt - writtenAt) / DAY_MS
    // A deletion dies with what it deletes, which may be soon.
    const least = body.kind === 'deletion' ? 0 : EXPIRY_DAYS.min
    if (days < least || days > EXPIRY_DAYS.max || expiresAt <= now) return 'expiry-refused'
    return undefined
  }

  async function judgeBody({ author, expiresAt, body }: Note): Promise<PublishError['type'] | undefined> {
    switch (body.kind) {
      case 'post':
        if (body.replyTo && (await store.post(body.replyTo))?.kind !== 'post') return 'unknown-post'
        return judgeBlob(body.content.image?.blob)
      case 'profile':
        return judgeBlob(body.face.image?.blob)
      case 'deletion': {
        const post = await store.post(body.post)
        if (!post) return undefined
        if (post.author !== author) return 'not-yours'
        // Else whoever comes back after it would take the gap for one that the Operator has forced.
        return expiresAt < post.expiresAt ? 'expiry-refused' : undefined
      }
    }
  }

  async function judgeBlob(blob: BlobId | undefined): Promise<PublishError['type'] | undefined> {
    return blob && !(await store.isWhole(blob)) ? 'unknown-blob' : undefined
  }
}

function placed({ body }: Note): Pick<NewEntry, 'kind' | 'blob' | 'removes'> {
  switch (body.kind) {
    case 'post':
      return withBlob(body.kind, body.content.image?.blob)
    case 'profile':
      return withBlob(body.kind, body.face.image?.blob)
    case 'deletion':
      return { kind: body.kind, removes: body.post }
  }
}

const withBlob = (kind: 'post' | 'profile', blob: BlobId | undefined) => (blob ? { kind, blob } : { kind })

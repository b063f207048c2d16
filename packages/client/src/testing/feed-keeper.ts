/** An Operator's feed that a test can bend: it appends whatever it is told to, under whatever key, and signs its head. */
import {
  createFeedKey,
  createPhrase,
  deriveIdentity,
  EMPTY_FEED_HEAD,
  feedEntryHash,
  feedHeadAfter,
  type Identity,
  noteId,
  openAsComrades,
  randomBytes,
  sealFeedEntry,
  sealFeedKeys,
  seedOf,
  signFeedHead,
  signNote,
} from '@comrad/keymaker'
import {
  type Bytes,
  type Commitment,
  type Day,
  type DirectoryRecord,
  dayOf,
  decodeSignedNote,
  encodeSignedNote,
  err,
  type FeedHead,
  type FeedItem,
  type FeedPage,
  type Hash,
  LATEST_PAGE,
  NONCE_BYTES,
  type Note,
  type NoteBody,
  ok,
  type PostId,
  type Reply,
  type Request,
  startOfDay,
} from '@comrad/protocol'
import type { SendRequest } from '../transport.ts'
import { nameOf } from './bare-device.ts'
import { createLogKeeper, type LogKeeper } from './log-keeper.ts'

export type Author = { readonly identity: Identity; readonly record: DirectoryRecord }
export type NoteWish = {
  readonly days?: number
  readonly at?: number
  /** Who signs, if not the author whom the note names. */
  readonly signer?: Author
}

export type FeedKeeper = {
  readonly log: LogKeeper
  readonly asked: Request[]
  /** By id in hexadecimal: their chunks. */
  readonly blobs: ReadonlyMap<string, ReadonlyMap<number, Bytes>>
  /** That were appended. */
  notes(): number
  /** Answers first, where it answers. */
  bend(how: ((request: Request) => Reply | 'offline' | undefined) | undefined): void
  author(name: string): Author
  note(author: Author, body: NoteBody, wish?: NoteWish): Signed
  append(signed: Signed): number
  /** A post by this author, appended. */
  post(author: Author, text: string, wish?: NoteWish & { readonly replyTo?: PostId }): Signed
  remove(sequence: number): void
  /** As if nothing lived on the pages before this one. */
  dropBefore(page: number): void
  /** What is there instead of the entry, from now on. */
  replace(sequence: number, content: Bytes): void
  head(sequence?: number, oldestPage?: number): FeedHead
  /** Whatever it is. */
  sign(head: Omit<FeedHead, 'signature'>): FeedHead
  page(number: number): FeedPage
  readonly request: SendRequest
}
export type Signed = { readonly id: PostId; readonly note: Note; readonly bytes: Bytes }

type Entry = { readonly page: number; readonly day: Day; sealed: Bytes; isGone: boolean }

/** Few, so that a test's feed has several pages. */
export const PAGE = 3

export function createFeedKeeper(clock: { now(): number }): FeedKeeper {
  const { secrets, ...log } = createLogKeeper()
  const keys = new Map<Day, Bytes>()
  const entries: Entry[] = []
  const asked: Request[] = []
  const published = new Map<string, number>()
  const blobs = new Map<string, Map<number, Bytes>>()
  let oldest = 0
  let bent: (request: Request) => Reply | 'offline' | undefined = () => undefined

  return {
    log,
    asked,
    blobs,
    notes: () => entries.length,
    bend(how) {
      bent = how ?? (() => undefined)
    },
    author,
    note,
    append: (signed) => append(signed.bytes),
    post(by, text, { replyTo, ...wish } = {}) {
      const signed = note(by, { kind: 'post', content: { text }, ...(replyTo && { replyTo }) }, wish)
      append(signed.bytes)
      return signed
    },
    remove(sequence) {
      entryAt(sequence).isGone = true
    },
    dropBefore(page) {
      oldest = page
    },
    replace(sequence, content) {
      const entry = entryAt(sequence)
      entry.sealed = sealFeedEntry(keyOf(entry.day), { sequence, day: entry.day }, content)
    },
    head,
    sign,
    page,
    request: async (request) => {
      asked.push(request)
      const answer = bent(request)
      if (answer === 'offline') return err({ type: 'closed' })
      return answer ? ok(answer) : ok(await reply(request))
    },
  }

  function author(name: string): Author {
    const identity = deriveIdentity(seedOf(createPhrase()))
    const { identityKey, commitment } = identity
    const record = { name: nameOf(name), identityKey, commitment: commitment as Commitment }
    log.records.push(record)
    return { identity, record }
  }

  function note(by: Author, body: NoteBody, { days = 7, at = clock.now(), signer = by }: NoteWish = {}) {
    const expiresAt = at + startOfDay(days)
    const note: Note = {
      ...{ author: by.record.name, nonce: randomBytes(NONCE_BYTES), writtenAt: at, expiresAt, body },
    }
    const signed = signNote(signer.identity, log.fingerprint, note)
    return { id: noteId(note), note, bytes: encodeSignedNote(signed) }
  }

  function append(content: Bytes): number {
    const sequence = entries.length + 1
    const day = dayOf(clock.now())
    const sealed = sealFeedEntry(keyOf(day), { sequence, day }, content)
    entries.push({ page: Math.floor((sequence - 1) / PAGE), day, sealed, isGone: false })
    return sequence
  }

  function keyOf(day: Day): Bytes {
    const key = keys.get(day) ?? createFeedKey()
    keys.set(day, key)
    return key
  }

  function entryAt(sequence: number): Entry {
    const entry = entries[sequence - 1]
    if (!entry) throw new Error('no such entry')
    return entry
  }

  function chainAt(sequence: number): Hash {
    const before = entries.slice(0, sequence)
    return before.reduce((hash, { sealed }) => feedHeadAfter(hash, feedEntryHash(sealed)), EMPTY_FEED_HEAD)
  }

  function sign(head: Omit<FeedHead, 'signature'>): FeedHead {
    return signFeedHead(secrets, head)
  }

  function head(sequence = entries.length, oldestPage = oldest): FeedHead {
    return sign({ sequence, hash: chainAt(sequence), oldestPage })
  }

  function page(number: number): FeedPage {
    const items = entries
      .filter((entry) => entry.page === number)
      .map(
        ({ isGone, day, sealed }): FeedItem =>
          isGone ? { type: 'gap', hash: feedEntryHash(sealed) } : { type: 'entry', day, sealed },
      )
    const firstSequence = number * PAGE + 1
    return { number, firstSequence, headBefore: chainAt(firstSequence - 1), items }
  }

  /** Judges nothing; what is here already is answered as the first time. */
  function publish(sealed: Bytes): Reply {
    const opened = openAsComrades(secrets, sealed)
    const signed = opened && decodeSignedNote(opened)
    if (!opened || !signed?.ok) return refused('note-unreadable')
    const id = hex(noteId(signed.value.note))
    const sequence = published.get(id) ?? append(opened)
    published.set(id, sequence)
    return { type: 'published', sequence }
  }

  async function reply(request: Request): Promise<Reply> {
    const latestPage = Math.max(0, Math.ceil(entries.length / PAGE) - 1)
    switch (request.type) {
      case 'anchor':
        return { type: 'anchor', note: log.note(), minimumMembers: 1 }
      case 'feed-head':
        return { type: 'feed-head', head: head(), latestPage }
      case 'page':
        if (request.page < oldest) return refused('unknown-page')
        return { type: 'page', page: page(request.page === LATEST_PAGE ? latestPage : request.page) }
      case 'tallies':
        return { type: 'tallies', tallies: [] }
      case 'ticket': {
        keyOf(dayOf(clock.now()))
        const dayKeys = [...keys].map(([day, key]) => ({ day, key }))
        const sealed = sealFeedKeys(request.ticket.oneTimeKey, dayKeys)
        return sealed ? { type: 'feed-keys', sealed } : refused('malformed')
      }
      case 'publish':
        return publish(request.sealed)
      case 'open-blob':
        if (!blobs.has(hex(request.opening.id))) blobs.set(hex(request.opening.id), new Map())
        return { type: 'done' }
      case 'put-chunk':
        blobs.get(hex(request.chunk.id))?.set(request.chunk.index, request.chunk.bytes)
        return { type: 'done' }
      case 'delete-blob':
        blobs.delete(hex(request.blob))
        return { type: 'done' }
      case 'permit':
        return { type: 'done' }
      default: {
        const answered = await log.request()(request)
        return answered.ok ? answered.value : refused('busy')
      }
    }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export const refused = (code: Extract<Reply, { type: 'refused' }>['code'], retryAfterSeconds = 0): Reply => ({
  ...{ type: 'refused', code, retryAfterSeconds },
})

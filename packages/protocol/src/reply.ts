/** What the Operator answers. docs/spec/wire.md §Requests and replies. */

import {
  type CountedBallot,
  readCountedBallot,
  readTally,
  type Tally,
  writeCountedBallot,
  writeTally,
} from './ballot.ts'
import {
  type Bytes,
  type DecodeError,
  decode,
  encode,
  MalformedError,
  type Reader,
  type Writer,
} from './bytes.ts'
import type { Day } from './day.ts'
import { type DirectoryRecord, readDirectoryRecord, writeDirectoryRecord } from './directory-record.ts'
import { type FeedHead, readFeedHead, writeFeedHead } from './feed-head.ts'
import { SEALED_FEED_KEYS_BYTES } from './feed-keys.ts'
import { type FeedPage, readFeedPage, writeFeedPage } from './feed-page.ts'
import { FRAME_BODY_MAX } from './frame.ts'
import {
  type Challenge,
  type EnvelopeId,
  type Hash,
  readChallenge,
  readEnvelopeId,
  readHash,
} from './keys.ts'
import {
  BALLOTS_PER_REPLY,
  BLOB_CHUNK_BYTES,
  CERTIFICATE_BYTES,
  CHECKPOINT_NOTE_BYTES,
  ENVELOPE_CIPHERTEXT_BYTES,
  LETTERS_PER_REPLY,
  PAGE_ENTRIES,
  PROOF_HASHES,
} from './limits.ts'
import { type OperatorKeys, readOperatorKeys, writeOperatorKeys } from './operator-keys.ts'
import { type PrekeyBundle, readPrekeyBundle, writePrekeyBundle } from './prekeys.ts'
import { type ProofOfWorkParams, readProofOfWorkParams, writeProofOfWorkParams } from './proof-of-work.ts'
import type { Request } from './request.ts'
import type { Result } from './result.ts'

export const REFUSAL_CODES = [
  'malformed',
  'unsupported-version',
  'wrong-lane',
  'not-authenticated',
  'authentication-failed',
  'name-taken',
  'name-refused',
  'signature-invalid',
  'proof-of-work-invalid',
  'unknown-recipient',
  'no-prekeys',
  'token-refused',
  'mailbox-full',
  'busy',
  'storage-unavailable',
  'out-of-range',
  'prekeys-invalid',
  /** Of acts, in the order in which they are judged. */
  'slot-refused',
  'unknown-root',
  'too-few-members',
  'nullifier-used',
  'proof-invalid',
  'unknown-post',
  'outdated',
  /** Of notes. */
  'note-unreadable',
  'author-refused',
  'expiry-refused',
  'clock-refused',
  'too-many-notes',
  'deleted',
  'not-yours',
  'unknown-page',
  /** Of blobs. */
  'unknown-blob',
  'blob-conflict',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** One sealed letter that waits. `position` orders a mailbox and is never used twice. */
export type WaitingLetter = {
  readonly position: number
  readonly id: EnvelopeId
  readonly depositedOn: Day
  readonly ciphertext: Bytes
}

export type Reply =
  | {
      readonly type: 'greeting'
      readonly keys: OperatorKeys
      readonly challenge: Challenge
      /** The Operator's clock, milliseconds since 1970. */
      readonly time: number
      readonly claimPow: ProofOfWorkParams
      readonly checkpoint: Bytes
    }
  | { readonly type: 'claimed'; readonly index: number }
  | { readonly type: 'checkpoint'; readonly note: Bytes }
  | { readonly type: 'leaves'; readonly from: number; readonly records: readonly DirectoryRecord[] }
  | { readonly type: 'hashes'; readonly hashes: readonly Hash[] }
  | { readonly type: 'bundle'; readonly bundle: PrekeyBundle }
  | { readonly type: 'deposited' }
  | { readonly type: 'authenticated' }
  | { readonly type: 'done' }
  | {
      readonly type: 'mailbox-status'
      readonly oneTime: number
      readonly oneTimeKyber: number
      readonly tokenHash?: Hash
      readonly waiting: number
    }
  | { readonly type: 'certificate'; readonly certificate: Bytes; readonly expires: number }
  | { readonly type: 'letters'; readonly items: readonly WaitingLetter[]; readonly more: boolean }
  /** A checkpoint; the roots of its cohorts are the ones to prove against. */
  | { readonly type: 'anchor'; readonly note: Bytes; readonly minimumMembers: number }
  /** The feed's keys, sealed to the ticket's key of one use. */
  | { readonly type: 'feed-keys'; readonly sealed: Bytes }
  /** Where the note came to stand. */
  | { readonly type: 'published'; readonly sequence: number }
  | {
      readonly type: 'feed-head'
      readonly head: FeedHead
      readonly latestPage: number
    }
  | { readonly type: 'page'; readonly page: FeedPage }
  | { readonly type: 'tallies'; readonly tallies: readonly Tally[] }
  | { readonly type: 'ballots'; readonly ballots: readonly CountedBallot[]; readonly more: boolean }
  | { readonly type: 'chunk'; readonly bytes: Bytes }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly retryAfterSeconds: number }

type Answers = {
  hello: 'greeting'
  claim: 'claimed'
  checkpoint: 'checkpoint'
  leaves: 'leaves'
  consistency: 'hashes'
  inclusion: 'hashes'
  bundle: 'bundle'
  deposit: 'deposited'
  permit: 'done'
  anchor: 'anchor'
  ticket: 'feed-keys'
  publish: 'published'
  'feed-head': 'feed-head'
  page: 'page'
  tallies: 'tallies'
  vote: 'done'
  ballots: 'ballots'
  'open-blob': 'done'
  'put-chunk': 'done'
  chunk: 'chunk'
  'delete-blob': 'done'
  authenticate: 'authenticated'
  'publish-prekeys': 'done'
  'mailbox-status': 'mailbox-status'
  'set-delivery-token': 'done'
  certificate: 'certificate'
  collect: 'letters'
  acknowledge: 'done'
}

/** What may answer a request of type `T`: its own reply, or a refusal. */
export type ReplyTo<T extends Request['type']> = Extract<Reply, { type: Answers[T] | 'refused' }>

/** The most records that one reply of leaves can hold, each being as long as it can be. */
export const LEAVES_PER_REPLY = Math.floor((FRAME_BODY_MAX - 11) / (1 + 1 + 30 + 33 + 32))

const TYPES = [
  'greeting',
  'claimed',
  'checkpoint',
  'leaves',
  'hashes',
  'bundle',
  'deposited',
  'authenticated',
  'done',
  'mailbox-status',
  'certificate',
  'letters',
  'refused',
  'anchor',
  'feed-keys',
  'published',
  'feed-head',
  'page',
  'tallies',
  'ballots',
  'chunk',
] as const

export const encodeReply = (reply: Reply): Bytes =>
  encode((writer) => writeReply(writer, reply), capacityFor(reply))

export const decodeReply = (bytes: Uint8Array): Result<Reply, DecodeError> => decode(bytes, readReply)

function readReply(reader: Reader): Reply {
  const type = TYPES[reader.uint8() - 1]
  switch (type) {
    case 'greeting':
      return {
        type,
        keys: readOperatorKeys(reader),
        challenge: readChallenge(reader),
        time: reader.uint64(),
        claimPow: readProofOfWorkParams(reader),
        checkpoint: reader.opaque(CHECKPOINT_NOTE_BYTES),
      }
    case 'claimed':
      return { type, index: reader.uint64() }
    case 'checkpoint':
      return { type, note: reader.opaque(CHECKPOINT_NOTE_BYTES) }
    case 'leaves':
      return {
        type,
        from: reader.uint64(),
        records: reader.list({ min: 0, max: 0xffff }, readDirectoryRecord),
      }
    case 'hashes':
      return { type, hashes: reader.list({ min: 0, max: PROOF_HASHES }, readHash) }
    case 'bundle':
      return { type, bundle: readPrekeyBundle(reader) }
    case 'deposited':
    case 'authenticated':
    case 'done':
      return { type }
    case 'mailbox-status':
      return readMailboxStatus(reader)
    case 'certificate':
      return { type, certificate: reader.opaque(CERTIFICATE_BYTES), expires: reader.uint64() }
    case 'letters':
      return {
        type,
        items: reader.list({ min: 0, max: LETTERS_PER_REPLY }, readWaitingLetter),
        more: reader.boolean(),
      }
    case 'anchor':
      return { type, note: reader.opaque(CHECKPOINT_NOTE_BYTES), minimumMembers: reader.uint32() }
    case 'feed-keys':
      return { type, sealed: reader.opaque(SEALED_FEED_KEYS_BYTES) }
    case 'published':
      return { type, sequence: reader.uint64() }
    case 'feed-head':
      return {
        type,
        head: readFeedHead(reader),
        latestPage: reader.uint32(),
      }
    case 'page':
      return { type, page: readFeedPage(reader) }
    case 'tallies':
      return { type, tallies: reader.list({ min: 0, max: PAGE_ENTRIES }, readTally) }
    case 'ballots':
      return {
        type,
        ballots: reader.list({ min: 0, max: BALLOTS_PER_REPLY }, readCountedBallot),
        more: reader.boolean(),
      }
    case 'chunk':
      return { type, bytes: reader.bytes(BLOB_CHUNK_BYTES) }
    case 'refused':
      return { type, code: readRefusalCode(reader), retryAfterSeconds: reader.uint16() }
    default:
      throw new MalformedError('unknown reply')
  }
}

function writeReply(writer: Writer, reply: Reply): void {
  writer.uint8(TYPES.indexOf(reply.type) + 1)
  switch (reply.type) {
    case 'greeting':
      writeOperatorKeys(writer, reply.keys)
      writer.bytes(reply.challenge).uint64(reply.time)
      writeProofOfWorkParams(writer, reply.claimPow)
      writer.opaque(reply.checkpoint)
      return
    case 'claimed':
      writer.uint64(reply.index)
      return
    case 'checkpoint':
      writer.opaque(reply.note)
      return
    case 'leaves':
      writer.uint64(reply.from).list(reply.records, writeDirectoryRecord)
      return
    case 'hashes':
      writer.list(reply.hashes, (to, hash) => to.bytes(hash))
      return
    case 'bundle':
      writePrekeyBundle(writer, reply.bundle)
      return
    case 'deposited':
    case 'authenticated':
    case 'done':
      return
    case 'mailbox-status':
      writer
        .uint16(reply.oneTime)
        .uint16(reply.oneTimeKyber)
        .boolean(reply.tokenHash !== undefined)
      if (reply.tokenHash) writer.bytes(reply.tokenHash)
      writer.uint32(reply.waiting)
      return
    case 'certificate':
      writer.opaque(reply.certificate).uint64(reply.expires)
      return
    case 'letters':
      writer.list(reply.items, writeWaitingLetter).boolean(reply.more)
      return
    case 'anchor':
      writer.opaque(reply.note).uint32(reply.minimumMembers)
      return
    case 'feed-keys':
      writer.opaque(reply.sealed)
      return
    case 'published':
      writer.uint64(reply.sequence)
      return
    case 'feed-head':
      writeFeedHead(writer, reply.head)
      writer.uint32(reply.latestPage)
      return
    case 'page':
      writeFeedPage(writer, reply.page)
      return
    case 'tallies':
      writer.list(reply.tallies, writeTally)
      return
    case 'ballots':
      writer.list(reply.ballots, writeCountedBallot).boolean(reply.more)
      return
    case 'chunk':
      writer.bytes(reply.bytes)
      return
    case 'refused':
      writer.uint8(REFUSAL_CODES.indexOf(reply.code) + 1).uint16(reply.retryAfterSeconds)
      return
  }
}

function readMailboxStatus(reader: Reader): Reply {
  const counts = { oneTime: reader.uint16(), oneTimeKyber: reader.uint16() }
  const tokenHash = reader.boolean() ? readHash(reader) : undefined
  const waiting = reader.uint32()
  return { type: 'mailbox-status', ...counts, ...(tokenHash && { tokenHash }), waiting }
}

const readWaitingLetter = (reader: Reader): WaitingLetter => ({
  position: reader.uint64(),
  id: readEnvelopeId(reader),
  depositedOn: reader.uint32(),
  ciphertext: reader.bytes(ENVELOPE_CIPHERTEXT_BYTES),
})

function writeWaitingLetter(writer: Writer, letter: WaitingLetter): void {
  writer.uint64(letter.position).bytes(letter.id).uint32(letter.depositedOn).bytes(letter.ciphertext)
}

function readRefusalCode(reader: Reader): RefusalCode {
  const code = REFUSAL_CODES[reader.uint8() - 1]
  if (code === undefined) throw new MalformedError('unknown refusal')
  return code
}

/** Exact for letters and enough for leaves, so that the large replies are neither grown nor copied. */
function capacityFor(reply: Reply): number {
  if (reply.type === 'letters') return 4 + reply.items.length * (ENVELOPE_CIPHERTEXT_BYTES + 28)
  if (reply.type === 'chunk') return 1 + BLOB_CHUNK_BYTES
  if (reply.type === 'leaves') return 16 + reply.records.length * 97
  return 512
}

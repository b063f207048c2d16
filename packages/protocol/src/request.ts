/** What a device asks of the Operator. docs/spec/wire.md §Requests and replies. */
import { type Address, readAddress, writeAddress } from './address.ts'
import { type Ballot, readBallot, writeBallot } from './ballot.ts'
import {
  type BlobChunk,
  type BlobOpening,
  readBlobChunk,
  readBlobOpening,
  writeBlobChunk,
  writeBlobOpening,
} from './blob.ts'
import {
  type Bytes,
  type DecodeError,
  decode,
  encode,
  MalformedError,
  type Reader,
  type Writer,
} from './bytes.ts'
import { type Claim, readClaim, writeClaim } from './claim.ts'
import { type Envelope, readEnvelope, writeEnvelope } from './envelope.ts'
import {
  type BlobId,
  type EnvelopeId,
  type Hash,
  type PostId,
  readBlobId,
  readEnvelopeId,
  readHash,
  readPostId,
  readSignature,
  type Signature,
} from './keys.ts'
import {
  ACKNOWLEDGE_IDS,
  BLOB_CHUNK_BYTES,
  ENVELOPE_CIPHERTEXT_BYTES,
  SEAL_KEY_BYTES,
  SEALED_NOTE_BYTES,
} from './limits.ts'
import { type Permit, readPermit, writePermit } from './permit.ts'
import { type PrekeyPublication, readPrekeyPublication, writePrekeyPublication } from './prekeys.ts'
import type { Result } from './result.ts'
import { readTicket, type Ticket, writeTicket } from './ticket.ts'

export type Request =
  | { readonly type: 'hello' }
  | { readonly type: 'claim'; readonly claim: Claim }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'leaves'; readonly from: number }
  | { readonly type: 'consistency'; readonly first: number; readonly second: number }
  | { readonly type: 'inclusion'; readonly index: number; readonly size: number }
  | { readonly type: 'bundle'; readonly address: Address }
  | { readonly type: 'deposit'; readonly envelope: Envelope }
  | { readonly type: 'permit'; readonly permit: Permit }
  /** The log size and roots that acts are proved against at present. */
  | { readonly type: 'anchor' }
  | { readonly type: 'ticket'; readonly ticket: Ticket }
  /** A signed note, sealed to @Comrades. */
  | { readonly type: 'publish'; readonly sealed: Bytes }
  | { readonly type: 'feed-head' }
  /** `LATEST_PAGE`: the one that is being written. */
  | { readonly type: 'page'; readonly page: number }
  | { readonly type: 'tallies'; readonly page: number }
  | { readonly type: 'vote'; readonly ballot: Ballot }
  | { readonly type: 'ballots'; readonly post: PostId; readonly after: number }
  | { readonly type: 'open-blob'; readonly opening: BlobOpening }
  | { readonly type: 'put-chunk'; readonly chunk: BlobChunk }
  | { readonly type: 'chunk'; readonly blob: BlobId; readonly index: number }
  | { readonly type: 'delete-blob'; readonly blob: BlobId; readonly secret: Bytes }
  | { readonly type: 'authenticate'; readonly address: Address; readonly signature: Signature }
  | { readonly type: 'publish-prekeys'; readonly publication: PrekeyPublication }
  | { readonly type: 'mailbox-status' }
  | { readonly type: 'set-delivery-token'; readonly tokenHash: Hash }
  | { readonly type: 'certificate' }
  | { readonly type: 'collect'; readonly after: number; readonly wait: boolean }
  | { readonly type: 'acknowledge'; readonly ids: readonly EnvelopeId[] }

export const LATEST_PAGE = 0xffff_ffff

export type LaneKind = 'named' | 'anonymous' | 'either'

/** No request that needs no name may travel on a lane that carries one. */
export const LANE_OF = {
  hello: 'either',
  claim: 'anonymous',
  checkpoint: 'anonymous',
  leaves: 'anonymous',
  consistency: 'anonymous',
  inclusion: 'anonymous',
  bundle: 'anonymous',
  deposit: 'anonymous',
  permit: 'anonymous',
  anchor: 'anonymous',
  ticket: 'anonymous',
  publish: 'anonymous',
  'feed-head': 'anonymous',
  page: 'anonymous',
  tallies: 'anonymous',
  vote: 'anonymous',
  ballots: 'anonymous',
  'open-blob': 'anonymous',
  'put-chunk': 'anonymous',
  chunk: 'anonymous',
  'delete-blob': 'anonymous',
  authenticate: 'named',
  'publish-prekeys': 'named',
  'mailbox-status': 'named',
  'set-delivery-token': 'named',
  certificate: 'named',
  collect: 'named',
  acknowledge: 'named',
} as const satisfies Readonly<Record<Request['type'], LaneKind>>

type TypeOn<L extends LaneKind> = {
  [T in Request['type']]: (typeof LANE_OF)[T] extends L ? T : never
}[Request['type']]

export type RequestOn<L extends LaneKind> = Extract<Request, { readonly type: TypeOn<L> }>

export const isRequestOn = <L extends LaneKind>(request: Request, lane: L): request is RequestOn<L> =>
  LANE_OF[request.type] === lane

const TAGS: Readonly<Record<Request['type'], number>> = {
  hello: 1,
  claim: 2,
  checkpoint: 3,
  leaves: 4,
  consistency: 5,
  inclusion: 6,
  bundle: 7,
  deposit: 8,
  permit: 9,
  anchor: 10,
  ticket: 11,
  publish: 12,
  'feed-head': 13,
  page: 14,
  tallies: 15,
  vote: 16,
  ballots: 17,
  'open-blob': 18,
  'put-chunk': 19,
  chunk: 20,
  'delete-blob': 21,
  authenticate: 32,
  'publish-prekeys': 33,
  'mailbox-status': 34,
  'set-delivery-token': 35,
  certificate: 36,
  collect: 37,
  acknowledge: 38,
}
const TYPES = new Map(Object.entries(TAGS).map(([type, tag]) => [tag, type as Request['type']]))

export function encodeRequest(request: Request): Bytes {
  return encode((writer) => writeRequest(writer, request), CAPACITY[request.type] ?? 512)
}

const CAPACITY: { readonly [T in Request['type']]?: number } = {
  deposit: ENVELOPE_CIPHERTEXT_BYTES + 128,
  publish: SEALED_NOTE_BYTES + 3,
  'put-chunk': BLOB_CHUNK_BYTES + 32,
}

export const decodeRequest = (bytes: Uint8Array): Result<Request, DecodeError> => decode(bytes, readRequest)

function readRequest(reader: Reader): Request {
  const type = TYPES.get(reader.uint8())
  switch (type) {
    case 'hello':
    case 'checkpoint':
    case 'anchor':
    case 'feed-head':
    case 'mailbox-status':
    case 'certificate':
      return { type }
    case 'claim':
      return { type, claim: readClaim(reader) }
    case 'leaves':
      return { type, from: reader.uint64() }
    case 'consistency':
      return { type, first: reader.uint64(), second: reader.uint64() }
    case 'inclusion':
      return { type, index: reader.uint64(), size: reader.uint64() }
    case 'bundle':
      return { type, address: readAddress(reader) }
    case 'deposit':
      return { type, envelope: readEnvelope(reader) }
    case 'permit':
      return { type, permit: readPermit(reader) }
    case 'ticket':
      return { type, ticket: readTicket(reader) }
    case 'publish':
      return { type, sealed: reader.opaque(SEALED_NOTE_BYTES) }
    case 'page':
    case 'tallies':
      return { type, page: reader.uint32() }
    case 'vote':
      return { type, ballot: readBallot(reader) }
    case 'ballots':
      return { type, post: readPostId(reader), after: reader.uint64() }
    case 'open-blob':
      return { type, opening: readBlobOpening(reader) }
    case 'put-chunk':
      return { type, chunk: readBlobChunk(reader) }
    case 'chunk':
      return { type, blob: readBlobId(reader), index: reader.uint8() }
    case 'delete-blob':
      return { type, blob: readBlobId(reader), secret: reader.bytes(SEAL_KEY_BYTES) }
    case 'authenticate':
      return { type, address: readAddress(reader), signature: readSignature(reader) }
    case 'publish-prekeys':
      return { type, publication: readPrekeyPublication(reader) }
    case 'set-delivery-token':
      return { type, tokenHash: readHash(reader) }
    case 'collect':
      return { type, after: reader.uint64(), wait: reader.boolean() }
    case 'acknowledge':
      return { type, ids: reader.list({ min: 1, max: ACKNOWLEDGE_IDS }, readEnvelopeId) }
    default:
      throw new MalformedError('unknown request')
  }
}

function writeRequest(writer: Writer, request: Request): void {
  writer.uint8(TAGS[request.type])
  switch (request.type) {
    case 'hello':
    case 'checkpoint':
    case 'anchor':
    case 'feed-head':
    case 'mailbox-status':
    case 'certificate':
      return
    case 'claim':
      writeClaim(writer, request.claim)
      return
    case 'leaves':
      writer.uint64(request.from)
      return
    case 'consistency':
      writer.uint64(request.first).uint64(request.second)
      return
    case 'inclusion':
      writer.uint64(request.index).uint64(request.size)
      return
    case 'bundle':
      writeAddress(writer, request.address)
      return
    case 'deposit':
      writeEnvelope(writer, request.envelope)
      return
    case 'permit':
      writePermit(writer, request.permit)
      return
    case 'ticket':
      writeTicket(writer, request.ticket)
      return
    case 'publish':
      writer.opaque(request.sealed)
      return
    case 'page':
    case 'tallies':
      writer.uint32(request.page)
      return
    case 'vote':
      writeBallot(writer, request.ballot)
      return
    case 'ballots':
      writer.bytes(request.post).uint64(request.after)
      return
    case 'open-blob':
      writeBlobOpening(writer, request.opening)
      return
    case 'put-chunk':
      writeBlobChunk(writer, request.chunk)
      return
    case 'chunk':
      writer.bytes(request.blob).uint8(request.index)
      return
    case 'delete-blob':
      writer.bytes(request.blob).bytes(request.secret)
      return
    case 'authenticate':
      writeAddress(writer, request.address)
      writer.bytes(request.signature)
      return
    case 'publish-prekeys':
      writePrekeyPublication(writer, request.publication)
      return
    case 'set-delivery-token':
      writer.bytes(request.tokenHash)
      return
    case 'collect':
      writer.uint64(request.after).boolean(request.wait)
      return
    case 'acknowledge':
      writer.list(request.ids, (to, id) => to.bytes(id))
      return
  }
}

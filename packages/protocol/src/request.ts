/** What a device asks of the Operator. docs/spec/wire.md §Requests and replies. */
import { type Address, readAddress, writeAddress } from './address.ts'
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
  type EnvelopeId,
  type Hash,
  readEnvelopeId,
  readHash,
  readSignature,
  type Signature,
} from './keys.ts'
import { ACKNOWLEDGE_IDS, ENVELOPE_CIPHERTEXT_BYTES } from './limits.ts'
import { type PrekeyPublication, readPrekeyPublication, writePrekeyPublication } from './prekeys.ts'
import type { Result } from './result.ts'

export type Request =
  | { readonly type: 'hello' }
  | { readonly type: 'claim'; readonly claim: Claim }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'leaves'; readonly from: number }
  | { readonly type: 'consistency'; readonly first: number; readonly second: number }
  | { readonly type: 'inclusion'; readonly index: number; readonly size: number }
  | { readonly type: 'bundle'; readonly address: Address }
  | { readonly type: 'deposit'; readonly envelope: Envelope }
  | { readonly type: 'authenticate'; readonly address: Address; readonly signature: Signature }
  | { readonly type: 'publish-prekeys'; readonly publication: PrekeyPublication }
  | { readonly type: 'mailbox-status' }
  | { readonly type: 'set-delivery-token'; readonly tokenHash: Hash }
  | { readonly type: 'certificate' }
  | { readonly type: 'collect'; readonly after: number; readonly wait: boolean }
  | { readonly type: 'acknowledge'; readonly ids: readonly EnvelopeId[] }

export type LaneKind = 'named' | 'anonymous' | 'either'

/** No request that needs no name may travel on a lane that carries one. */
export const LANE_OF: Readonly<Record<Request['type'], LaneKind>> = {
  hello: 'either',
  claim: 'anonymous',
  checkpoint: 'anonymous',
  leaves: 'anonymous',
  consistency: 'anonymous',
  inclusion: 'anonymous',
  bundle: 'anonymous',
  deposit: 'anonymous',
  authenticate: 'named',
  'publish-prekeys': 'named',
  'mailbox-status': 'named',
  'set-delivery-token': 'named',
  certificate: 'named',
  collect: 'named',
  acknowledge: 'named',
}

const TAGS: Readonly<Record<Request['type'], number>> = {
  hello: 1,
  claim: 2,
  checkpoint: 3,
  leaves: 4,
  consistency: 5,
  inclusion: 6,
  bundle: 7,
  deposit: 8,
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
  const capacity = request.type === 'deposit' ? ENVELOPE_CIPHERTEXT_BYTES + 128 : 256
  return encode((writer) => writeRequest(writer, request), capacity)
}

export const decodeRequest = (bytes: Uint8Array): Result<Request, DecodeError> => decode(bytes, readRequest)

function readRequest(reader: Reader): Request {
  const type = TYPES.get(reader.uint8())
  switch (type) {
    case 'hello':
    case 'checkpoint':
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

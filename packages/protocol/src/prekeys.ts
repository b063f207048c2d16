/** Public prekeys, as a device publishes them and as somebody else is given them. docs/spec/keys.md §Prekeys. */
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type IdentityKey, readIdentityKey, readSignature, type Signature } from './keys.ts'
import { KYBER_KEY_BYTES, KYBER_PREKEYS_ONE_TIME, PREKEYS_ONE_TIME, REGISTRATION_ID_MAX } from './limits.ts'

export type Prekey = { readonly id: number; readonly key: IdentityKey }
export type SignedPrekey = Prekey & { readonly signature: Signature }
export type KyberPrekey = { readonly id: number; readonly key: Bytes; readonly signature: Signature }

export type PrekeyPublication = {
  readonly registrationId: number
  readonly signedPrekey: SignedPrekey
  readonly lastResortKyber: KyberPrekey
  readonly oneTime: readonly Prekey[]
  readonly oneTimeKyber: readonly KyberPrekey[]
}

export type PrekeyBundle = {
  readonly registrationId: number
  readonly identityKey: IdentityKey
  readonly signedPrekey: SignedPrekey
  readonly kyberPrekey: KyberPrekey
  readonly oneTime?: Prekey
}

export const encodePrekeyPublication = (publication: PrekeyPublication): Bytes =>
  encode((writer) => writePrekeyPublication(writer, publication), 4_096)
export const decodePrekeyPublication = (bytes: Uint8Array) => decode(bytes, readPrekeyPublication)

export const readPrekeyPublication = (reader: Reader): PrekeyPublication => ({
  registrationId: readRegistrationId(reader),
  signedPrekey: readSignedPrekey(reader),
  lastResortKyber: readKyberPrekey(reader),
  oneTime: reader.list({ min: 0, max: PREKEYS_ONE_TIME }, readPrekey),
  oneTimeKyber: reader.list({ min: 0, max: KYBER_PREKEYS_ONE_TIME }, readKyberPrekey),
})

export function writePrekeyPublication(writer: Writer, publication: PrekeyPublication): void {
  writer.uint16(publication.registrationId)
  writeSignedPrekey(writer, publication.signedPrekey)
  writeKyberPrekey(writer, publication.lastResortKyber)
  writer.list(publication.oneTime, writePrekey).list(publication.oneTimeKyber, writeKyberPrekey)
}

export function readPrekeyBundle(reader: Reader): PrekeyBundle {
  const bundle = {
    registrationId: readRegistrationId(reader),
    identityKey: readIdentityKey(reader),
    signedPrekey: readSignedPrekey(reader),
    kyberPrekey: readKyberPrekey(reader),
  }
  return reader.boolean() ? { ...bundle, oneTime: readPrekey(reader) } : bundle
}

export function writePrekeyBundle(writer: Writer, bundle: PrekeyBundle): void {
  writer.uint16(bundle.registrationId).bytes(bundle.identityKey)
  writeSignedPrekey(writer, bundle.signedPrekey)
  writeKyberPrekey(writer, bundle.kyberPrekey)
  writer.boolean(bundle.oneTime !== undefined)
  if (bundle.oneTime) writePrekey(writer, bundle.oneTime)
}

const readPrekey = (reader: Reader): Prekey => ({ id: reader.uint32(), key: readIdentityKey(reader) })

function writePrekey(writer: Writer, prekey: Prekey): void {
  writer.uint32(prekey.id).bytes(prekey.key)
}

const readSignedPrekey = (reader: Reader): SignedPrekey => ({
  ...readPrekey(reader),
  signature: readSignature(reader),
})

function writeSignedPrekey(writer: Writer, prekey: SignedPrekey): void {
  writePrekey(writer, prekey)
  writer.bytes(prekey.signature)
}

const readKyberPrekey = (reader: Reader): KyberPrekey => ({
  id: reader.uint32(),
  key: reader.bytes(KYBER_KEY_BYTES),
  signature: readSignature(reader),
})

function writeKyberPrekey(writer: Writer, prekey: KyberPrekey): void {
  writer.uint32(prekey.id).bytes(prekey.key).bytes(prekey.signature)
}

function readRegistrationId(reader: Reader): number {
  const id = reader.uint16()
  if (id < 1 || id > REGISTRATION_ID_MAX) throw new MalformedError('registration id out of range')
  return id
}

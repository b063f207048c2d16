/** What some registered comrad does without saying who. docs/spec/anonymous-acts.md. */
import { type Bytes, decode, encode, type Reader, type Writer } from './bytes.ts'
import type { Day } from './day.ts'
import { type Hash, type PostId, readHash } from './keys.ts'
import { PROOF_POINTS_BYTES, type SLOTS } from './limits.ts'

/** A Semaphore v4 proof. Scope and message are not in it: who checks it makes them from the request that it came with. */
export type ActProof = { readonly root: Hash; readonly nullifier: Hash; readonly points: Bytes }

/** What may be done so many times a day. */
export type SlotKind = keyof typeof SLOTS
export type Slot = { readonly day: Day; readonly slot: number }

export const voteScope = (post: PostId): string => `vote/${hexOf(post)}`
export const slotScope = (kind: SlotKind, { day, slot }: Slot): string => `${kind}/${day}/${slot}`

export const encodeActProof = (proof: ActProof): Bytes =>
  encode((writer) => writeActProof(writer, proof), 320)
export const decodeActProof = (bytes: Uint8Array) => decode(bytes, readActProof)

export const readActProof = (reader: Reader): ActProof => ({
  root: readHash(reader),
  nullifier: readHash(reader),
  points: reader.bytes(PROOF_POINTS_BYTES),
})

export function writeActProof(writer: Writer, proof: ActProof): void {
  writer.bytes(proof.root).bytes(proof.nullifier).bytes(proof.points)
}

/** The slot is judged by whoever knows what it is for. */
export const readSlot = (reader: Reader): Slot => ({ day: reader.uint32(), slot: reader.uint8() })

export function writeSlot(writer: Writer, { day, slot }: Slot): void {
  writer.uint32(day).uint8(slot)
}

const hexOf = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

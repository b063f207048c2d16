/** The price of a claim, and its payment. docs/spec/keys.md §Proof of work. */
import type { Bytes, Reader, Writer } from './bytes.ts'
import type { Day } from './day.ts'
import { NONCE_BYTES } from './limits.ts'

/** Argon2id's memory and passes, and how many leading zero bits its output must have. */
export type ProofOfWorkParams = {
  readonly memoryKib: number
  readonly passes: number
  readonly difficultyBits: number
}
export type ProofOfWork = { readonly day: Day; readonly nonce: Bytes }

export const readProofOfWorkParams = (reader: Reader): ProofOfWorkParams => ({
  memoryKib: reader.uint32(),
  passes: reader.uint8(),
  difficultyBits: reader.uint8(),
})

export function writeProofOfWorkParams(writer: Writer, params: ProofOfWorkParams): void {
  writer.uint32(params.memoryKib).uint8(params.passes).uint8(params.difficultyBits)
}

export const readProofOfWork = (reader: Reader): ProofOfWork => ({
  day: reader.uint32(),
  nonce: reader.bytes(NONCE_BYTES),
})

export function writeProofOfWork(writer: Writer, proof: ProofOfWork): void {
  writer.uint32(proof.day).bytes(proof.nonce)
}

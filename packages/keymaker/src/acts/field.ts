/** Elements of the BN254 scalar field, as 32 bytes, big endian: what Semaphore's circuit computes with. EIP-197. */
import type { Bytes, Hash } from '@comrad/protocol'

export const SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n
export const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n

const ELEMENT_BYTES = 32

export const toElement = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)

export const fromElement = (value: bigint): Hash =>
  new Uint8Array(Buffer.from(value.toString(16).padStart(2 * ELEMENT_BYTES, '0'), 'hex')) as Bytes as Hash

/** A hash with its last byte shifted out, so that it is always below the field's order. As Semaphore v4 does with its own hash. */
export const hashToField = (hash: Hash): Hash => fromElement(toElement(hash) >> 8n)

/** A Groth16 proof as eight coordinates, in the order of Semaphore's packed points, which is that of Ethereum's precompile: EIP-197. */
import { type Bytes, PROOF_POINTS_BYTES } from '@comrad/protocol'
import type { Groth16Proof } from 'snarkjs'
import { loadCurve } from './curve.ts'
import { BASE_FIELD, fromElement, SCALAR_FIELD, toElement } from './field.ts'

const COORDINATE_BYTES = 32

export function packPoints({ pi_a, pi_b, pi_c }: Groth16Proof): Bytes {
  const coordinates = [
    ...[pi_a[0], pi_a[1], pi_b[0]?.[1], pi_b[0]?.[0], pi_b[1]?.[1], pi_b[1]?.[0], pi_c[0], pi_c[1]],
  ].map((one) => fromElement(BigInt(one ?? 0)))
  const packed = new Uint8Array(PROOF_POINTS_BYTES)
  for (const [index, one] of coordinates.entries()) packed.set(one, index * COORDINATE_BYTES)
  return packed
}

/** `undefined`: another length, or a coordinate that is no element of the base field. */
export function unpackPoints(points: Bytes): Groth16Proof | undefined {
  if (points.length !== PROOF_POINTS_BYTES) return undefined
  const values = Array.from({ length: 8 }, (_, index) =>
    toElement(points.subarray(index * COORDINATE_BYTES, (index + 1) * COORDINATE_BYTES)),
  )
  if (values.some((value) => value >= BASE_FIELD)) return undefined
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = values.map(String) as [
    ...[string, string, string, string],
    ...[string, string, string, string],
  ]
  return {
    pi_a: [ax, ay, '1'],
    pi_b: [
      [bx0, bx1],
      [by0, by1],
      ['1', '0'],
    ],
    pi_c: [cx, cy, '1'],
    protocol: 'groth16',
    curve: 'bn128',
  }
}

/**
 * EIP-197 wants the second point in the subgroup of the field's order, and so does the argument that no false proof can be
 * made. snarkjs only asks whether it is on the curve. (For the two others the one is the other.)
 */
export async function isInSubgroup({ pi_b }: Groth16Proof): Promise<boolean> {
  const { G2 } = await loadCurve()
  const point = G2.fromObject(pi_b.map((pair) => pair.map(BigInt)))
  return G2.isZero(G2.timesScalar(point, SCALAR_FIELD))
}

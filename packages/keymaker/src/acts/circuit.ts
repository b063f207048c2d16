/** Semaphore v4's circuit, made and checked with snarkjs. Runs in a child process only: it keeps threads and memory. */
import { type ActProof, type Bytes, type Hash, PROOF_POINTS_BYTES } from '@comrad/protocol'
import { type Groth16Proof, groth16 } from 'snarkjs'
import { readArtifact } from './artifacts.ts'
import type { MerklePath } from './cohort-tree.ts'
import { BASE_FIELD, fromElement, SCALAR_FIELD, toElement } from './field.ts'

export const DEPTH = 16

export type Witness = {
  readonly secret: bigint
  readonly path: MerklePath
  readonly scope: Hash
  readonly message: Hash
}
export type Claimed = { readonly proof: ActProof; readonly scope: Hash; readonly message: Hash }

let provingFiles: Promise<readonly [Uint8Array, Uint8Array]> | undefined
let verificationKey: Promise<object> | undefined

/** https://github.com/semaphore-protocol/semaphore, packages/proof/src/generate-proof.ts (v4) has the circuit's inputs. */
export async function prove({ secret, path, scope, message }: Witness): Promise<ActProof> {
  provingFiles ??= Promise.all([readArtifact('wasm'), readArtifact('zkey')])
  const [wasm, zkey] = await provingFiles
  const siblings = Array.from({ length: DEPTH }, (_, level) => path.siblings[level] ?? 0n)
  const { proof, publicSignals } = await groth16.fullProve(
    {
      secret,
      merkleProofLength: BigInt(path.siblings.length),
      merkleProofIndex: BigInt(path.index),
      merkleProofSiblings: siblings,
      scope: toElement(scope),
      message: toElement(message),
    },
    wasm,
    zkey,
  )
  const [root = '', nullifier = ''] = publicSignals
  return {
    root: fromElement(BigInt(root)),
    nullifier: fromElement(BigInt(nullifier)),
    points: packPoints(proof),
  }
}

/** A value that is no field element, or a point that is not on its curve, is a proof that does not hold. */
export async function verify({ proof, scope, message }: Claimed): Promise<boolean> {
  const signals = [proof.root, proof.nullifier, message, scope].map(toElement)
  const points = unpackPoints(proof.points)
  if (!points || signals.some((signal) => signal >= SCALAR_FIELD)) return false
  verificationKey ??= readArtifact('json').then((bytes) => JSON.parse(new TextDecoder().decode(bytes)))
  const key = await verificationKey
  try {
    return await groth16.verify(key, signals.map(String), points)
  } catch {
    return false
  }
}

/** In the order of Semaphore's packed points, which is that of Ethereum's precompile: EIP-197. */
function packPoints({ pi_a, pi_b, pi_c }: Groth16Proof): Bytes {
  const coordinates = [
    ...[pi_a[0], pi_a[1], pi_b[0]?.[1], pi_b[0]?.[0], pi_b[1]?.[1], pi_b[1]?.[0], pi_c[0], pi_c[1]],
  ].map((one) => fromElement(BigInt(one ?? 0)))
  const packed = new Uint8Array(PROOF_POINTS_BYTES)
  for (const [index, one] of coordinates.entries()) packed.set(one, index * 32)
  return packed
}

function unpackPoints(points: Bytes): Groth16Proof | undefined {
  if (points.length !== PROOF_POINTS_BYTES) return undefined
  const values = Array.from({ length: 8 }, (_, index) =>
    toElement(points.subarray(index * 32, index * 32 + 32)),
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

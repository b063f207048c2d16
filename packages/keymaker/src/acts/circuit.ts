/** Semaphore v4's circuit, made and checked with snarkjs. Runs in a child process only: it keeps threads and memory. */
import type { ActProof, Hash } from '@comrad/protocol'
import { groth16 } from 'snarkjs'
import { readArtifact } from './artifacts.ts'
import type { MerklePath } from './cohort-tree.ts'
import { fromElement, SCALAR_FIELD, toElement } from './field.ts'
import { isInSubgroup, packPoints, unpackPoints } from './points.ts'

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

/** A value that is no field element, or a point that is not of its group, is a proof that does not hold. */
export async function verify({ proof, scope, message }: Claimed): Promise<boolean> {
  const signals = [proof.root, proof.nullifier, message, scope].map(toElement)
  const points = unpackPoints(proof.points)
  if (!points || signals.some((signal) => signal >= SCALAR_FIELD)) return false
  verificationKey ??= readArtifact('json').then((bytes) => JSON.parse(new TextDecoder().decode(bytes)))
  const key = await verificationKey
  try {
    return (await groth16.verify(key, signals.map(String), points)) && (await isInSubgroup(points))
  } catch {
    return false
  }
}

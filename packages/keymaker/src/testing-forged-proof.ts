/** What somebody with software of their own can make: a proof by any path that the circuit takes, and with any length of it. */
import type { ActProof, Hash } from '@comrad/protocol'
import { groth16 } from 'snarkjs'
import { readArtifact } from './acts/artifacts.ts'
import { DEPTH, type MerklePath } from './acts/cohort-tree.ts'
import { fromElement, toElement } from './acts/field.ts'
import { packPoints } from './acts/points.ts'

type Forgery = {
  readonly secret: bigint
  /** What is beyond the circuit's depth is cut, what is missing is zero. */
  readonly path: MerklePath
  /** What the circuit is told of the path's length; usually the truth. */
  readonly length?: number
  readonly scope: Hash
  readonly message: Hash
}

/** In this process: `releaseCurve` when there is nothing more to forge. */
export async function forgeProof(forgery: Forgery): Promise<ActProof> {
  const { secret, path, scope, message } = forgery
  const { length = Math.min(path.siblings.length, DEPTH) } = forgery
  const { proof, publicSignals } = await groth16.fullProve(
    {
      secret,
      merkleProofLength: BigInt(length),
      merkleProofIndex: BigInt(path.index % 2 ** DEPTH),
      merkleProofSiblings: Array.from({ length: DEPTH }, (_, height) => path.siblings[height] ?? 0n),
      scope: toElement(scope),
      message: toElement(message),
    },
    await readArtifact('wasm'),
    await readArtifact('zkey'),
  )
  const [root = '', nullifier = ''] = publicSignals
  return {
    root: fromElement(BigInt(root)),
    nullifier: fromElement(BigInt(nullifier)),
    points: packPoints(proof),
  }
}

/** snarkjs keeps threads for the curve, and with them the process. */
export async function releaseCurve(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate()
}

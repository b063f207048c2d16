/** Semaphore v4's circuit, proved with snarkjs and checked with its curve. Runs in a child process only: it keeps threads and memory. */
import type { ActProof, Hash } from '@comrad/protocol'
import { groth16 } from 'snarkjs'
import { readArtifact } from './artifacts.ts'
import { DEPTH, type MerklePath } from './cohort-tree.ts'
import { loadCurve } from './curve.ts'
import { fromElement, SCALAR_FIELD, toElement } from './field.ts'
import { type Check, createCheck } from './groth16.ts'
import { isInSubgroup, packPoints, unpackPoints } from './points.ts'

export type Witness = {
  readonly secret: bigint
  readonly path: MerklePath
  readonly scope: Hash
  readonly message: Hash
}
export type Claimed = { readonly proof: ActProof; readonly scope: Hash; readonly message: Hash }

let provingFiles: Promise<readonly [Uint8Array, Uint8Array]> | undefined
let check: Promise<Check> | undefined

/** https://github.com/semaphore-protocol/semaphore, packages/proof/src/generate-proof.ts (v4) has the circuit's inputs. */
export async function prove({ secret, path, scope, message }: Witness): Promise<ActProof> {
  const [wasm, zkey] = await readProvingFiles()
  const { proof, publicSignals } = await groth16.fullProve(
    {
      secret,
      merkleProofLength: BigInt(DEPTH),
      merkleProofIndex: BigInt(path.index),
      merkleProofSiblings: [...path.siblings],
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

/** What the first proof would wait for: the files, and the curve's arithmetic, which snarkjs keeps. */
export async function warm(): Promise<void> {
  await Promise.all([readProvingFiles(), loadCurve()])
}

function readProvingFiles() {
  provingFiles ??= Promise.all([readArtifact('wasm'), readArtifact('zkey')])
  return provingFiles
}

/**
 * A value that is no field element, or a point that is not of its group, is a proof that does not hold. Nor does one under the
 * root zero, which the circuit grants to anybody who says that their path is longer than it is.
 */
export async function verify({ proof, scope, message }: Claimed): Promise<boolean> {
  const signals = [proof.root, proof.nullifier, message, scope].map(toElement)
  const points = unpackPoints(proof.points)
  if (!points || signals[0] === 0n || signals.some((signal) => signal >= SCALAR_FIELD)) return false
  check ??= readArtifact('json').then((bytes) => createCheck(JSON.parse(new TextDecoder().decode(bytes))))
  const holds = await check
  try {
    return holds(points, signals) && (await isInSubgroup(points))
  } catch {
    return false
  }
}

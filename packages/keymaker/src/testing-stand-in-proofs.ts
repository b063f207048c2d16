/**
 * Proofs for tests of everything around them: made and checked in a millisecond, held to all that a real one is held to except
 * the arithmetic. `acts.test.ts` holds both to the same. What two processes of a test prove to each other holds, too.
 */
import { createHmac } from 'node:crypto'
import { type ActProof, type Bytes, err, type Hash, ok } from '@comrad/protocol'
import { createCohortTree } from './acts/cohort-tree.ts'
import { SCALAR_FIELD, toElement } from './acts/field.ts'
import type { ProofPool } from './acts/proof-pool.ts'
import { nullifierOf } from './acts/scope.ts'
import { concat, equalBytes, toBytes } from './primitives.ts'

type Claim = Omit<ActProof, 'points'> & { readonly scope: Hash; readonly message: Hash }

export function createStandInProofs(): ProofPool {
  return {
    async prove({ identity, commitments, position, scope, message, onProgress }) {
      const own = commitments[position]
      if (!own || !equalBytes(own, identity.commitment)) return err({ type: 'not-in-cohort' })
      onProgress?.('tree')
      const { root } = createCohortTree(commitments)
      if (!root) return err({ type: 'failed' })
      onProgress?.('proof')
      const claim = { root, nullifier: nullifierOf(identity, scope) }
      return ok({ ...claim, points: pointsOf({ ...claim, scope, message }) })
    },
    async verify({ proof: { points, ...claim }, scope, message }) {
      const elements = [claim.root, claim.nullifier].map(toElement)
      const areElements = elements.every((one) => one < SCALAR_FIELD) && elements[0] !== 0n
      return ok(areElements && equalBytes(points, pointsOf({ ...claim, scope, message })))
    },
    async roots({ commitments, sizes }) {
      return ok(sizes.flatMap((size) => createCohortTree(commitments.slice(0, size)).root ?? []))
    },
    warm() {},
    waiting: () => 0,
    async close() {},
  }
}

function pointsOf({ root, nullifier, scope, message }: Claim): Bytes {
  const seal = createHmac('sha256', 'a stand-in')
    .update(concat(root, nullifier, scope, message))
    .digest()
  return toBytes(Buffer.alloc(256, seal))
}

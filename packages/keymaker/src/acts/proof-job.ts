/** What the pool and its children say to each other. Structured clone carries bytes and big integers as they are. */
import type { ActProof, Commitment, Hash } from '@comrad/protocol'

export type ProofJob =
  | {
      readonly type: 'prove'
      readonly id: number
      readonly secret: bigint
      /** Of the whole cohort, in order: the child keeps the last tree, and extends it. */
      readonly commitments: readonly Commitment[]
      readonly position: number
      readonly scope: Hash
      readonly message: Hash
    }
  | {
      readonly type: 'verify'
      readonly id: number
      readonly proof: ActProof
      readonly scope: Hash
      readonly message: Hash
    }
  | {
      readonly type: 'roots'
      readonly id: number
      readonly commitments: readonly Commitment[]
      /** Ascending: of the first so many of these. */
      readonly sizes: readonly number[]
    }
  /** Reads what proving needs, before there is anything to prove. */
  | { readonly type: 'warm'; readonly id: number }

export type ProofStep = 'tree' | 'proof'

export type ProofReport =
  | { readonly type: 'step'; readonly id: number; readonly step: ProofStep }
  | { readonly type: 'proved'; readonly id: number; readonly proof: ActProof }
  | { readonly type: 'verified'; readonly id: number; readonly holds: boolean }
  | { readonly type: 'roots'; readonly id: number; readonly roots: readonly Hash[] }
  | { readonly type: 'warm'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }

/** An Argon2id puzzle: the price of a name. docs/spec/keys.md §Proof of work. */
import { argon2 } from 'node:crypto'
import { availableParallelism } from 'node:os'
import {
  type Bytes,
  type Day,
  type DirectoryRecord,
  encode,
  encodeDirectoryRecord,
  type Fingerprint,
  NONCE_BYTES,
  type ProofOfWork,
  type ProofOfWorkParams,
} from '@comrad/protocol'
import { sha256, utf8 } from './primitives.ts'

/** What a device is willing to be asked for, and an Operator to check. The parameters come from the other side. */
export const PROOF_OF_WORK_BOUNDS = {
  memoryKib: { min: 8, max: 262_144 },
  passes: { min: 1, max: 8 },
  difficultyBits: { min: 0, max: 20 },
} as const

export type SolveOptions = {
  readonly params: ProofOfWorkParams
  /** `claimSubject`. */
  readonly subject: Bytes
  readonly day: Day
  readonly random: (length: number) => Bytes
  readonly signal?: AbortSignal
  readonly onAttempt?: (attempts: number) => void
}

/** Whoever attacks uses all of a machine in any case. No more than Node's thread pool has, which the store needs too. */
const GUESSES_AT_ONCE = Math.min(availableParallelism(), 3)

/** `undefined` if aborted, or if the parameters are out of bounds. `onAttempt` is told how many guesses there were. */
export async function solveProofOfWork(options: SolveOptions): Promise<ProofOfWork | undefined> {
  const { params, subject, day, random, signal, onAttempt } = options
  if (!withinBounds(params)) return undefined
  let attempts = 0
  let found: ProofOfWork | undefined
  async function guess(): Promise<void> {
    while (!found && !signal?.aborted) {
      const proof = { day, nonce: random(NONCE_BYTES) }
      const solved = await meets({ params, subject, proof })
      onAttempt?.(++attempts)
      if (solved) found = proof
    }
  }
  await Promise.all(Array.from({ length: GUESSES_AT_ONCE }, guess))
  return found
}

type Check = { readonly params: ProofOfWorkParams; readonly subject: Bytes; readonly proof: ProofOfWork }

/** A proof holds on its day and on the days beside it: clocks differ, and a letter may be sent at midnight. */
export async function verifyProofOfWork(check: Check & { readonly today: Day }): Promise<boolean> {
  if (Math.abs(check.proof.day - check.today) > 1) return false
  if (check.proof.nonce.length !== NONCE_BYTES || !withinBounds(check.params)) return false
  return meets(check)
}

const CLAIM_CONTEXT = utf8('comrad claim work v1\0')

/** Work for one Operator is worth nothing at another. */
export const claimSubject = (record: DirectoryRecord, fingerprint: Fingerprint): Bytes =>
  encode((writer) =>
    writer.bytes(CLAIM_CONTEXT).bytes(utf8(fingerprint)).bytes(encodeDirectoryRecord(record)),
  )

const SALT = utf8('comrad work v1\0\0')

async function meets({ params, subject, proof }: Check): Promise<boolean> {
  const message = encode((writer) => writer.bytes(sha256(subject)).uint32(proof.day).bytes(proof.nonce))
  const output = await argon2id(message, params)
  return leadingZeroBits(output) >= params.difficultyBits
}

const argon2id = (message: Bytes, params: ProofOfWorkParams): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const { memoryKib: memory, passes } = params
    const parameters = { message, nonce: SALT, parallelism: 1, tagLength: 32, memory, passes }
    argon2('argon2id', parameters, (error, output) => (error ? reject(error) : resolve(output)))
  })

export function leadingZeroBits(bytes: Uint8Array): number {
  const index = bytes.findIndex((byte) => byte !== 0)
  return index < 0 ? bytes.length * 8 : index * 8 + Math.clz32(bytes[index] ?? 0) - 24
}

function withinBounds(params: ProofOfWorkParams): boolean {
  const keys = ['memoryKib', 'passes', 'difficultyBits'] as const
  return keys.every((key) => {
    const { min, max } = PROOF_OF_WORK_BOUNDS[key]
    return Number.isInteger(params[key]) && params[key] >= min && params[key] <= max
  })
}

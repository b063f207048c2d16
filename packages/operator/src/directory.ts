/** The register and the transparency log over it. docs/spec/directory.md. */
import {
  consistencyProof,
  fingerprintOf,
  inclusionProof,
  type OperatorSecrets,
  signCheckpoint,
  treeRoot,
} from '@comrad/keymaker'
import {
  type Bytes,
  checkpointOrigin,
  type DirectoryRecord,
  type Hash,
  LEAVES_PER_REPLY,
  type Name,
} from '@comrad/protocol'
import type { ClaimOutcome, OperatorStore, RegisteredName } from './store/store.ts'

export type Directory = {
  /** The claim's signature and proof of work have been checked. */
  claim(record: DirectoryRecord): Promise<ClaimOutcome>
  find(name: Name): Promise<RegisteredName | undefined>
  /** The signed note over everything that is committed. */
  checkpoint(): Promise<Bytes>
  /** The signed note over the first `size` leaves. */
  checkpointAt(size: number): Promise<Bytes>
  /** As many as one reply holds; undefined when `from` is beyond the end. */
  leaves(from: number): Promise<readonly DirectoryRecord[] | undefined>
  /** Undefined when out of range. RFC 9162 §2.1.4. */
  consistency(first: number, second: number): Promise<readonly Hash[] | undefined>
  /** Undefined when out of range. RFC 9162 §2.1.3. */
  inclusion(index: number, size: number): Promise<readonly Hash[] | undefined>
}

export type DirectoryDeps = { readonly store: OperatorStore; readonly secrets: OperatorSecrets }

export function createDirectory({ store, secrets }: DirectoryDeps): Directory {
  const origin = checkpointOrigin(fingerprintOf(secrets.keys.logKey))
  let latest: { readonly size: number; readonly note: Promise<Bytes> } | undefined

  return {
    claim: (record) => store.claim(record),
    find: (name) => store.find(name),
    checkpoint,
    checkpointAt: sign,
    async leaves(from) {
      return from <= (await store.size()) ? store.records(from, LEAVES_PER_REPLY) : undefined
    },
    async consistency(first, second) {
      if (first > second || second > (await store.size())) return undefined
      return consistencyProof(store.node, first, second)
    },
    async inclusion(index, size) {
      if (index >= size || size > (await store.size())) return undefined
      return inclusionProof(store.node, index, size)
    },
  }

  /**
   * Signed once for each group of claims that was committed together. Only what is committed is ever signed: after a crash
   * the log cannot be shorter than a checkpoint that somebody holds.
   */
  async function checkpoint(): Promise<Bytes> {
    const size = await store.size()
    if (latest?.size === size) return latest.note
    const mine = { size, note: sign(size) }
    latest = mine
    mine.note.catch(() => {
      if (latest === mine) latest = undefined
    })
    return mine.note
  }

  async function sign(size: number): Promise<Bytes> {
    return signCheckpoint(secrets, { origin, size, root: await treeRoot(store.node, size) })
  }
}

/** The register and the transparency log over it. docs/spec/directory.md. */
import type { Bytes, DirectoryRecord, Hash, Name } from '@comrad/protocol'
import type { ClaimOutcome, OperatorStore, RegisteredName } from './store/store.ts'

export type Directory = {
  /** The claim's signature and proof of work have been checked. */
  claim(record: DirectoryRecord): Promise<ClaimOutcome>
  find(name: Name): Promise<RegisteredName | undefined>
  /** The signed note over everything that is committed; signed once for each size. */
  checkpoint(): Promise<Bytes>
  /** As many as one reply holds; undefined when `from` is beyond the end. */
  leaves(from: number): Promise<readonly DirectoryRecord[] | undefined>
  /** Undefined when out of range. RFC 9162 §2.1.4. */
  consistency(first: number, second: number): Promise<readonly Hash[] | undefined>
  /** Undefined when out of range. RFC 9162 §2.1.3. */
  inclusion(index: number, size: number): Promise<readonly Hash[] | undefined>
}

export type DirectoryDeps = { readonly store: OperatorStore }

/**
 * The log sizes that anonymous acts are proved against, and the roots of their cohorts. All devices prove against the same few,
 * so that the size of somebody's copy of the register is no fingerprint. docs/spec/anonymous-acts.md §Anchors.
 */
import { setImmediate } from 'node:timers/promises'
import { type CohortTree, createCohortTree } from '@comrad/keymaker'
import { type Bytes, COHORT_SIZE, type Hash } from '@comrad/protocol'
import type { Directory } from './directory.ts'
import type { OperatorStore } from './store/store.ts'

export type Cohort = { readonly size: number; readonly cohort: number; readonly members: number }

export type Anchors = {
  /** The present one: its checkpoint. Moves on when it has grown old. */
  anchor(): Promise<Bytes>
  /** Of which anchor and cohort this is the root; undefined for a root that is not known, or not any more. */
  find(root: Hash): Promise<Cohort | undefined>
}

export type AnchorOptions = {
  readonly everyMs: number
  /** An anchor's roots are accepted for so long after it was made. */
  readonly validMs: number
}

type Deps = {
  readonly store: Pick<OperatorStore, 'records' | 'size' | 'cohortRoots' | 'keepCohortRoot'>
  readonly directory: Pick<Directory, 'checkpointAt'>
  readonly clock: { now(): number }
}

type Anchor = { readonly at: number; readonly size: number; readonly note: Bytes }
type Known = Cohort & { until: number }

/** Hashed in some 20 ms: then it is the others' turn. A cohort takes seconds, and mail goes on meanwhile. */
const RECORDS_PER_TURN = 64
const OPENED = Number.POSITIVE_INFINITY

export function createAnchors({ store, directory, clock }: Deps, options: AnchorOptions): Anchors {
  /** Roots by hexadecimal: those of whole cohorts stay, those of the young one go with their anchors. */
  const known = new Map<string, Known>()
  let young: CohortTree = createCohortTree()
  /** The log up to here is in the trees. */
  let taken = 0
  let last: Anchor | undefined
  let moving: Promise<Anchor> | undefined
  const opened = open()

  return {
    anchor: async () => (await present()).note,
    async find(root) {
      await present()
      const found = known.get(keyOf(root))
      return found && found.until > clock.now() ? found : undefined
    },
  }

  /** One moves it for all who ask meanwhile. */
  async function present(): Promise<Anchor> {
    if (last && clock.now() - last.at < options.everyMs) return last
    moving ??= move().finally(() => {
      moving = undefined
    })
    return moving
  }

  async function move(): Promise<Anchor> {
    await opened
    const size = await store.size()
    if (last?.size === size) {
      last = { ...last, at: clock.now() }
      keepYoung(size)
      return last
    }
    await take(size)
    keepYoung(size)
    last = { at: clock.now(), size, note: await directory.checkpointAt(size) }
    forgetOld()
    return last
  }

  /** Cohorts that were whole at an earlier start are not hashed again. */
  async function open(): Promise<void> {
    const roots = await store.cohortRoots()
    for (const [cohort, root] of roots.entries()) keepWhole(root, cohort)
    taken = roots.length * COHORT_SIZE
  }

  async function take(size: number): Promise<void> {
    // Also when there is nothing to take: the store may have failed just when a cohort was whole.
    await closeWhole()
    while (taken < size) {
      const room = COHORT_SIZE - young.size
      const records = await store.records(taken, Math.min(RECORDS_PER_TURN, room, size - taken))
      young.append(records.map(({ commitment }) => commitment))
      taken += records.length
      await closeWhole()
      await setImmediate()
    }
  }

  async function closeWhole(): Promise<void> {
    if (young.size < COHORT_SIZE || !young.root) return
    const cohort = taken / COHORT_SIZE - 1
    keepWhole(young.root, cohort)
    await store.keepCohortRoot(cohort, young.root)
    young = createCohortTree()
  }

  function keepWhole(root: Hash, cohort: number): void {
    const size = (cohort + 1) * COHORT_SIZE
    known.set(keyOf(root), { size, cohort, members: COHORT_SIZE, until: OPENED })
  }

  function keepYoung(size: number): void {
    if (!young.root) return
    const cohort = Math.floor(taken / COHORT_SIZE)
    const until = clock.now() + options.validMs
    known.set(keyOf(young.root), { size, cohort, members: young.size, until })
  }

  function forgetOld(): void {
    const now = clock.now()
    for (const [key, { until }] of known) if (until <= now) known.delete(key)
  }
}

const keyOf = (root: Hash): string => Buffer.from(root).toString('hex')

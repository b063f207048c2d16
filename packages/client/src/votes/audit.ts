/** A recount: every ballot is fetched, and every proof checked here against roots of this device's own register. */
import { actMessage, actScope, equalBytes, nullifierOf } from '@comrad/keymaker'
import {
  type Bytes,
  COHORT_SIZE,
  type CountedBallot,
  err,
  type Hash,
  LATEST_PAGE,
  ok,
  type PostId,
  type Result,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import { findPost } from '../feed/find-post.ts'
import type { Link } from '../link.ts'
import type { Monitor } from '../register/monitor.ts'
import type { AuditError } from '../square.ts'
import { unlessStopped } from '../stopping.ts'
import type { StoredPost } from '../store/post-rows.ts'
import type { SendRequest } from '../transport.ts'
import type { AuditProgress, AuditView } from '../views/audit-view.ts'
import { type AuditFacts, wordsOfAudit } from '../views/audit-words.ts'
import { postKeyOf } from '../views/feed-view.ts'
import { isCounted } from './voting.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly monitor: Monitor
  /** Aborted by the next stop: there may be many thousands of proofs to check. */
  signal(): AbortSignal
  /** A ballot is to be cast again. */
  carry(): void
}

type Tally = { readonly up: number; readonly down: number }
type Group = Pick<CountedBallot, 'cohort' | 'size'>

export function createAudit({ device, account, link, monitor, signal, carry }: Deps) {
  const { rows, sql, operator, proofs } = device

  return { audit }

  async function audit(
    key: string,
    onProgress: (progress: AuditProgress) => void,
  ): Promise<Result<AuditView, AuditError>> {
    const post = findPost(device, key)
    if (!post.ok) return post
    if (post.value.audience !== 'world') return err({ type: 'not-public' })
    if (post.value.page === undefined) return err({ type: 'not-in-feed' })
    const read = await monitor.read()
    if (!read.ok) return read
    const fetched = await link.once((request) => bring(request, post.value, onProgress))
    if (!fetched.ok) return fetched
    const { ballots } = fetched.value
    // Somebody came, and voted, behind the reading above.
    if (ballots.some(({ size }) => size > members())) {
      const readAgain = await monitor.read()
      if (!readAgain.ok) return readAgain
    }
    const stop = signal()
    const counted = await unlessStopped(count(post.value.id, ballots, { onProgress, stop }), stop, undefined)
    if (!counted) return err({ type: 'stopped' })
    return ok(viewOf(post.value, fetched.value, counted))
  }

  type Fetched = { readonly ballots: readonly CountedBallot[]; readonly tallies: readonly Tally[] }

  /** The tally before and after: ballots may come while this goes on. */
  async function bring(
    request: SendRequest,
    post: StoredPost,
    onProgress: (progress: AuditProgress) => void,
  ): Promise<Result<Fetched, NetworkFailure>> {
    const before = await tallyOf(request, post)
    if (!before.ok) return before
    const ballots: CountedBallot[] = []
    for (let after = 0; ; ) {
      const answered = await ask(request, { type: 'ballots', post: post.id, after })
      if (!answered.ok) return err(failureOf(answered.error))
      ballots.push(...answered.value.ballots)
      onProgress({ step: 'fetching', ballots: ballots.length })
      const last = answered.value.ballots.at(-1)
      if (!answered.value.more || !last || last.position <= after) break
      if (ballots.length > members()) {
        const read = await monitor.read()
        if (!read.ok) return read
        // Nobody counts twice: some of these are false, and there may be no end of them.
        if (ballots.length > members()) break
      }
      after = last.position
    }
    const afterwards = await tallyOf(request, post)
    return afterwards.ok ? ok({ ballots, tallies: [before.value, afterwards.value] }) : afterwards
  }

  async function tallyOf(request: SendRequest, post: StoredPost): Promise<Result<Tally, NetworkFailure>> {
    const answered = await ask(request, { type: 'tallies', page: post.page ?? LATEST_PAGE })
    if (!answered.ok) return err(failureOf(answered.error))
    const own = answered.value.tallies.find(({ sequence }) =>
      rows.posts.between(sequence, sequence).some(({ id }) => equalBytes(id, post.id)),
    )
    return ok({ up: own?.up ?? 0, down: own?.down ?? 0 })
  }

  type Counting = { readonly onProgress: (progress: AuditProgress) => void; readonly stop: AbortSignal }
  type Counted = Pick<AuditView, 'counted' | 'invalid' | 'groups' | 'mine'>

  async function count(
    post: PostId,
    ballots: readonly CountedBallot[],
    { onProgress, stop }: Counting,
  ): Promise<Counted | undefined> {
    const nullifiers = new Set<string>()
    const groups = new Map<string, AuditView['groups'][number]>()
    const counted = { up: 0, down: 0, taken: 0 }
    const roots = await rootsOf(ballots, stop)
    const own = ownNullifier(post)
    let invalid = 0
    let mine: CountedBallot | undefined
    let checked = 0
    const take = async (ballot: CountedBallot) => {
      const holds = await isSound(post, ballot, { nullifiers, root: roots.get(groupKey(ballot)), stop })
      onProgress({ step: 'checking', checked: ++checked, of: ballots.length })
      if (!holds) {
        invalid++
        return
      }
      const { choice, cohort, size } = ballot
      if (choice === 'none') counted.taken++
      else counted[choice]++
      if (own && equalBytes(ballot.proof.nullifier, own)) mine = ballot
      const inGroup = Math.min(size, (cohort + 1) * COHORT_SIZE) - cohort * COHORT_SIZE
      const seenAt = rows.register.seenAt(size)
      const seen = { cohort, size, members: inGroup, ballots: 0, ...(seenAt !== undefined && { seenAt }) }
      const group = groups.get(groupKey(ballot)) ?? seen
      groups.set(groupKey(ballot), { ...group, ballots: group.ballots + 1 })
    }
    // As many at a time as there may be processes to check them.
    for (let index = 0; index < ballots.length; index += 4) {
      if (stop.aborted) return undefined
      await Promise.all(ballots.slice(index, index + 4).map(take))
    }
    // What is judged is written down.
    if (stop.aborted) return undefined
    return { counted, invalid, groups: [...groups.values()].sort(byGroup), mine: judgeMine(post, mine) }
  }

  /** An Operator that drops a newer ballot, and shows the older one, has dropped it. */
  function judgeMine(post: PostId, shown: CountedBallot | undefined): AuditView['mine'] {
    const mine = rows.votes.find(post)
    if (!mine || mine.phase === 'waiting') return shown ? 'counted' : 'none'
    if (shown && isCounted(mine, shown)) return 'counted'
    sql.transaction(() => rows.votes.settle(post, 'dropped'))
    carry()
    return 'missing'
  }

  type Seen = {
    readonly nullifiers: Set<string>
    readonly root: Hash | undefined
    readonly stop: AbortSignal
  }

  async function isSound(
    post: PostId,
    ballot: CountedBallot,
    { nullifiers, root, stop }: Seen,
  ): Promise<boolean> {
    const { proof, choice, counter } = ballot
    const nullifier = Buffer.from(proof.nullifier).toString('hex')
    if (!root || !equalBytes(root, proof.root) || nullifiers.has(nullifier)) return false
    nullifiers.add(nullifier)
    const subject = { fingerprint: operator.fingerprint, scope: voteScope(post) }
    const payload: Bytes = votePayload({ post, choice, counter })
    const check = { proof, scope: actScope(subject), message: actMessage({ ...subject, payload }) }
    return (await untilFree(() => proofs.verify(check), stop)) ?? false
  }

  /** The pool is full: somebody else on this device proves something. Undefined: it was stopped before. */
  async function untilFree<T>(
    ask: () => Promise<Result<T, { readonly type: 'busy' }>>,
    stop: AbortSignal,
  ): Promise<T | undefined> {
    for (;;) {
      if (stop.aborted) return undefined
      const answer = await ask()
      if (answer.ok) return answer.value
      await new Promise((resolve) => device.clock.after(50, () => resolve(undefined)))
    }
  }

  function members(): number {
    return rows.register.checkpoint()?.size ?? 0
  }

  /** Of the groups that the register has had. A cohort's tree grows from one to the next: there may be as many as ballots. */
  async function rootsOf(
    ballots: readonly CountedBallot[],
    stop: AbortSignal,
  ): Promise<ReadonlyMap<string, Hash>> {
    const cohorts = new Map<number, Set<number>>()
    for (const { cohort, size } of ballots) {
      if (size > members() || size <= cohort * COHORT_SIZE) continue
      cohorts.set(cohort, (cohorts.get(cohort) ?? new Set()).add(size))
    }
    const roots = new Map<string, Hash>()
    for (const [cohort, unsorted] of cohorts) {
      const from = cohort * COHORT_SIZE
      const sizes = [...unsorted].sort((one, other) => one - other)
      const ends = sizes.map((size) => Math.min(size, from + COHORT_SIZE))
      const commitments = rows.register.commitments(from, ends.at(-1) ?? from)
      const wish = { commitments, sizes: ends.map((end) => end - from) }
      const found = await untilFree(() => proofs.roots(wish), stop)
      for (const [index, root] of (found ?? []).entries()) {
        const size = sizes[index]
        if (size !== undefined) roots.set(groupKey({ cohort, size }), root)
      }
    }
    return roots
  }

  function ownNullifier(post: PostId): Hash | undefined {
    const self = account.self()
    const scope = actScope({ fingerprint: operator.fingerprint, scope: voteScope(post) })
    return self && nullifierOf(self.identity, scope)
  }

  function viewOf({ id }: StoredPost, { tallies }: Fetched, counted: Counted): AuditView {
    const isSame = (tally: Tally) => tally.up === counted.counted.up && tally.down === counted.counted.down
    const shown = tallies.find(isSame) ?? tallies.at(-1) ?? { up: 0, down: 0 }
    const agrees = tallies.some(isSame) && counted.invalid === 0
    const facts: AuditFacts = { ...counted, shown, agrees }
    return { post: postKeyOf(id), ...facts, words: wordsOfAudit(facts, device.speech()) }
  }
}

const groupKey = ({ cohort, size }: Group): string => `${cohort}.${size}`
const byGroup = (one: Group, other: Group): number => one.cohort - other.cohort || one.size - other.size

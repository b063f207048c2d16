/** A recount: every ballot is fetched, and every proof checked here against roots of this device's own register. */
import { actMessage, actScope, createCohortTree, equalBytes, nullifierOf } from '@comrad/keymaker'
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
import type { StoredPost } from '../store/post-rows.ts'
import type { SendRequest } from '../transport.ts'
import type { AuditProgress, AuditView } from '../views/audit-view.ts'
import { type AuditFacts, wordsOfAudit } from '../views/audit-words.ts'
import { postKeyOf } from '../views/feed-view.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly monitor: Monitor
}

type Tally = { readonly up: number; readonly down: number }

export function createAudit({ device, account, link, monitor }: Deps) {
  const { rows, operator, proofs } = device
  const roots = new Map<string, Hash | undefined>()

  return { audit }

  async function audit(
    key: string,
    onProgress: (progress: AuditProgress) => void,
  ): Promise<Result<AuditView, AuditError>> {
    const post = findPost(device, key)
    if (!post.ok) return post
    if (post.value.audience !== 'world' || post.value.page === undefined) return err({ type: 'not-public' })
    const read = await monitor.read()
    if (!read.ok) return read
    const fetched = await link.once((request) => bring(request, post.value, onProgress))
    if (!fetched.ok) return fetched
    const counted = await count(post.value.id, fetched.value.ballots, onProgress)
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

  type Counted = Pick<AuditView, 'counted' | 'invalid' | 'groups' | 'mine'>

  async function count(
    post: PostId,
    ballots: readonly CountedBallot[],
    onProgress: (progress: AuditProgress) => void,
  ): Promise<Counted> {
    const nullifiers = new Set<string>()
    const groups = new Map<string, { cohort: number; size: number; members: number; ballots: number }>()
    const counted = { up: 0, down: 0, taken: 0 }
    const own = ownNullifier(post)
    let invalid = 0
    let hasMine = false
    let checked = 0
    const take = async (ballot: CountedBallot) => {
      const holds = await isSound(post, ballot, nullifiers)
      onProgress({ step: 'checking', checked: ++checked, of: ballots.length })
      if (!holds) {
        invalid++
        return
      }
      const { choice, cohort, size } = ballot
      if (choice === 'none') counted.taken++
      else counted[choice]++
      if (own && equalBytes(ballot.proof.nullifier, own)) hasMine = true
      const key = `${size}.${cohort}`
      const members = Math.min(size, (cohort + 1) * COHORT_SIZE) - cohort * COHORT_SIZE
      const group = groups.get(key) ?? { cohort, size, members, ballots: 0 }
      groups.set(key, { ...group, ballots: group.ballots + 1 })
    }
    // As many at a time as there may be processes to check them.
    for (let index = 0; index < ballots.length; index += 4) {
      await Promise.all(ballots.slice(index, index + 4).map(take))
    }
    const mine = rows.votes.find(post)
    const isExpected = mine !== undefined && mine.phase !== 'waiting'
    return {
      counted,
      invalid,
      groups: [...groups.values()],
      mine: hasMine ? 'counted' : isExpected ? 'missing' : 'none',
    }
  }

  async function isSound(post: PostId, ballot: CountedBallot, nullifiers: Set<string>): Promise<boolean> {
    const { proof, choice, counter, cohort, size } = ballot
    const root = rootOf(cohort, size)
    const nullifier = Buffer.from(proof.nullifier).toString('hex')
    if (!root || !equalBytes(root, proof.root) || nullifiers.has(nullifier)) return false
    nullifiers.add(nullifier)
    const subject = { fingerprint: operator.fingerprint, scope: voteScope(post) }
    const payload: Bytes = votePayload({ post, choice, counter })
    const check = { proof, scope: actScope(subject), message: actMessage({ ...subject, payload }) }
    for (;;) {
      const verified = await proofs.verify(check)
      if (verified.ok) return verified.value
      // The pool is full: somebody else on this device proves something.
      await new Promise((resolve) => device.clock.after(50, () => resolve(undefined)))
    }
  }

  /** Undefined for a group that the register never had. */
  function rootOf(cohort: number, size: number): Hash | undefined {
    const key = `${size}.${cohort}`
    if (!roots.has(key)) {
      const from = cohort * COHORT_SIZE
      const isThere = size <= (rows.register.checkpoint()?.size ?? 0) && from < size
      const to = Math.min(size, from + COHORT_SIZE)
      roots.set(key, isThere ? createCohortTree(rows.register.commitments(from, to)).root : undefined)
    }
    return roots.get(key)
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
    return { post: postKeyOf(id), ...facts, words: wordsOfAudit(facts) }
  }
}

/** One's votes: kept, proved and cast in the background, and looked for among the ballots some time later. docs/spec/feed.md §Votes. */
import { actScope, equalBytes, nullifierOf } from '@comrad/keymaker'
import {
  type Choice,
  type CountedBallot,
  err,
  ok,
  type PostId,
  type Result,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { ActError, Actor } from '../acts/actor.ts'
import { outcomeOfAct, outcomeOfAsk, reasonOfAct } from '../acts/waiting.ts'
import { type AskError, ask } from '../ask.ts'
import type { Device } from '../device.ts'
import { findPost } from '../feed/find-post.ts'
import type { Link } from '../link.ts'
import { within } from '../pauses.ts'
import type { VoteError } from '../square.ts'
import type { StoredVote } from '../store/vote-rows.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'
import { type CastStep, type PostKey, postKeyOf, type VoteWaitReason } from '../views/feed-view.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly actor: Actor
  /** There is something to cast. */
  carry(): void
}

const CHECK_AGAIN_MS = 600_000

export function createVoting({ device, account, link, actor, carry }: Deps) {
  const { rows, sql, clock, random, events, operator, options } = device

  /** Of those that are being cast. */
  const steps = new Map<string, CastStep>()

  return { vote, cast, check, step: (post: PostId) => steps.get(postKeyOf(post)) }

  async function vote(key: PostKey, choice: Choice): Promise<Result<void, VoteError>> {
    const post = findPost(device, key)
    if (!post.ok) return post
    if (!account.self()) return err({ type: 'not-registered' })
    if (post.value.audience !== 'world') return err({ type: 'not-public' })
    const { id } = post.value
    const before = rows.votes.find(id)
    if ((before?.choice ?? 'none') === choice) return ok(undefined)
    sql.transaction(() => {
      // Shown at once; the Operator's next tally has it too.
      const [up, down] = difference(before?.choice ?? 'none', choice)
      rows.posts.addVotes(id, up, down)
      rows.votes.set(id, choice, (before?.counter ?? 0) + 1)
    })
    events.emit('change', undefined)
    carry()
    return ok(undefined)
  }

  async function cast(): Promise<Outcome> {
    for (const mine of rows.votes.toCast()) {
      const outcome = await castOne(mine)
      if (outcome !== 'done') return outcome
    }
    return 'done'
  }

  async function castOne({ post, choice, counter }: StoredVote): Promise<Outcome> {
    const tried = await stepwise(post, (tell) =>
      link.once(async (request) => {
        tell('group')
        const proof = await actor.vote(post, votePayload({ post, choice, counter }), request, tell)
        if (!proof.ok) return { unproved: proof.error }
        tell('sending')
        const ballot = { post, choice, counter, proof: proof.value }
        return { answered: await ask(request, { type: 'vote', ballot }) }
      }),
    )
    if ('unproved' in tried) {
      wait(post, reasonOf(tried.unproved))
      return outcomeOfAct(tried.unproved, random)
    }
    const { answered } = tried
    // The person may have changed their mind meanwhile.
    const isCurrent = rows.votes.find(post)?.counter === counter
    if (answered.ok) {
      sql.transaction(() =>
        isCurrent ? rows.votes.cast(post, checkTime()) : rows.votes.setCounted(post, choice),
      )
      events.emit('change', undefined)
      return isCurrent ? 'done' : { retryInMs: 0 }
    }
    return refused(post, answered.error)
  }

  /** Proving takes its time: whoever looks sees how far it is. */
  async function stepwise<T>(post: PostId, work: (tell: (step: CastStep) => void) => Promise<T>): Promise<T> {
    try {
      return await work((step) => {
        steps.set(postKeyOf(post), step)
        events.emit('change', undefined)
      })
    } finally {
      steps.delete(postKeyOf(post))
    }
  }

  /** After a pause, whatever it was: an Operator that refuses everything is not given one proof after the other. */
  async function refused(post: PostId, error: AskError): Promise<Outcome> {
    const code = error.type === 'refused' ? error.code : undefined
    if (code === 'unknown-post') {
      sql.transaction(() => rows.votes.remove(post))
      return 'done'
    }
    if (code === 'outdated') {
      // Another device of this account was here before.
      const found = await link.once((request) => ownBallot(request, post))
      if (!found.ok) return outcomeOfAsk(found.error)
      const theirs = found.value?.counter ?? 0
      sql.transaction(() => {
        rows.votes.setCounted(post, found.value?.choice ?? 'none')
        // As it is now: the person may have changed their mind meanwhile.
        const mine = rows.votes.find(post)
        if (mine) rows.votes.set(post, mine.choice, Math.max(mine.counter, theirs) + 1)
      })
      return 'retry'
    }
    if (actor.judge(error)) return 'retry'
    wait(post, error.type === 'offline' ? 'offline' : 'busy')
    return outcomeOfAsk(error)
  }

  /** Not at once, and not after a time that somebody who watches could count on. */
  async function check(): Promise<Outcome> {
    for (const mine of rows.votes.toCheck(clock.now())) {
      const found = await link.once((request) => ownBallot(request, mine.post))
      // Changed meanwhile: the newer one is on its way, and is looked for in its turn.
      if (rows.votes.find(mine.post)?.counter !== mine.counter) continue
      if (!found.ok) {
        const isGone = found.error.type === 'refused' && found.error.code === 'unknown-post'
        sql.transaction(() => {
          if (isGone) rows.votes.remove(mine.post)
          else rows.votes.checkLater(mine.post, clock.now() + CHECK_AGAIN_MS)
        })
        continue
      }
      const isThere = found.value !== undefined && isCounted(mine, found.value)
      sql.transaction(() => rows.votes.settle(mine.post, isThere ? 'counted' : 'dropped'))
      if (!isThere) carry()
      events.emit('change', undefined)
    }
    const next = rows.votes.nextCheck()
    return next === undefined ? 'done' : { retryInMs: Math.max(1_000, next - clock.now()) }
  }

  /**
   * Always to the end, wherever one's own lies: where we stopped would tell an Operator that gives one ballot at a time
   * whose lane this is.
   */
  async function ownBallot(
    request: SendRequest,
    post: PostId,
  ): Promise<Result<CountedBallot | undefined, AskError>> {
    const self = account.self()
    if (!self) return ok(undefined)
    const scope = actScope({ fingerprint: operator.fingerprint, scope: voteScope(post) })
    const nullifier = nullifierOf(self.identity, scope)
    const members = rows.register.checkpoint()?.size ?? 0
    let own: CountedBallot | undefined
    let seen = 0
    for (let after = 0; ; ) {
      const answered = await ask(request, { type: 'ballots', post, after })
      if (!answered.ok) return answered
      const { ballots, more } = answered.value
      own ??= ballots.find(({ proof }) => equalBytes(proof.nullifier, nullifier))
      seen += ballots.length
      const last = ballots.at(-1)
      if (!more || !last || last.position <= after) return ok(own)
      // Nobody counts twice: some of these are false, and there may be no end of them.
      if (seen > members)
        return own ? ok(own) : err({ type: 'protocol', reason: 'more ballots than members' })
      after = last.position
    }
  }

  function wait(post: PostId, reason: VoteWaitReason): void {
    sql.transaction(() => rows.votes.wait(post, reason))
    events.emit('change', undefined)
  }

  function checkTime(): number {
    return clock.now() + within(options.ballotCheckMs, random)
  }
}

/** A vote takes no slot, and is of no day. */
function reasonOf(error: ActError): VoteWaitReason {
  const reason = reasonOfAct(error)
  return reason === 'no-slot' || reason === 'wrong-clock' ? 'busy' : reason
}

/** What is shown may be newer: another device of the account has voted. */
export const isCounted = (mine: StoredVote, { choice, counter }: CountedBallot): boolean =>
  counter > mine.counter || (counter === mine.counter && choice === mine.choice)

/** What changing a vote does to a tally. */
export function difference(from: Choice, to: Choice): readonly [up: number, down: number] {
  const of = (choice: Choice, wanted: Choice) => (choice === wanted ? 1 : 0)
  return [of(to, 'up') - of(from, 'up'), of(to, 'down') - of(from, 'down')]
}

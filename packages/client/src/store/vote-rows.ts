/** One's own votes: which way, how often changed, and what is known of their ballots. */
import type { Choice, PostId } from '@comrad/protocol'
import type { VoteWaitReason } from '../views/feed-view.ts'
import type { Sql, SqlValue } from './sql.ts'

export type VotePhase = 'waiting' | 'cast' | 'counted' | 'dropped'

export type StoredVote = {
  readonly post: PostId
  readonly choice: Choice
  readonly counter: number
  readonly phase: VotePhase
  /** What the Operator has counted last of this voter: shown tallies have it already. */
  readonly counted: Choice
  readonly reason: VoteWaitReason | undefined
  readonly checkAt: number | undefined
}

type VoteRow = {
  post: PostId
  choice: Choice
  counter: number
  phase: VotePhase
  counted: Choice
  reason: VoteWaitReason | null
  check_at: number | null
}

export function createVoteRows(sql: Sql) {
  return {
    find: (post: PostId): StoredVote | undefined => many('where post = ?', post)[0],
    set(post: PostId, choice: Choice, counter: number): void {
      sql.run(
        `insert into votes (post, choice, counter, phase) values (?, ?, ?, 'waiting')
         on conflict (post) do update set choice = excluded.choice, counter = excluded.counter,
           phase = 'waiting', reason = null, check_at = null`,
        ...[post, choice, counter],
      )
    },
    /** To be cast: never cast, changed, or missing among the ballots. */
    toCast: (): readonly StoredVote[] => many(`where phase in ('waiting', 'dropped') and check_at is null`),
    toCheck: (now: number): readonly StoredVote[] => many('where check_at <= ?', now),
    nextCheck: (): number | undefined =>
      sql.get<{ at: number | null }>('select min(check_at) as at from votes')?.at ?? undefined,
    /** 'dropped' stays until the ballot is seen. */
    cast(post: PostId, checkAt: number): void {
      sql.run(
        `update votes set phase = case phase when 'dropped' then 'dropped' else 'cast' end,
           counted = choice, reason = null, check_at = ? where post = ?`,
        ...[checkAt, post],
      )
    },
    /** What the Operator counts of this voter now, while something newer is on its way. */
    setCounted(post: PostId, choice: Choice): void {
      sql.run('update votes set counted = ? where post = ?', choice, post)
    },
    settle(post: PostId, phase: 'counted' | 'dropped'): void {
      sql.run('update votes set phase = ?, check_at = null where post = ?', phase, post)
    },
    checkLater(post: PostId, at: number): void {
      sql.run('update votes set check_at = ? where post = ?', at, post)
    },
    wait(post: PostId, reason: VoteWaitReason): void {
      sql.run('update votes set reason = ? where post = ?', reason, post)
    },
    remove(post: PostId): void {
      sql.run('delete from votes where post = ?', post)
    },
  }

  function many(rest: string, ...values: SqlValue[]): readonly StoredVote[] {
    return sql.all<VoteRow>(`select * from votes ${rest}`, ...values).map((row) => ({
      post: row.post,
      choice: row.choice,
      counter: row.counter,
      phase: row.phase,
      counted: row.counted,
      reason: row.reason ?? undefined,
      checkAt: row.check_at ?? undefined,
    }))
  }
}

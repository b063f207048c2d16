/** Ballots and their tallies. Synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import {
  type Bytes,
  CHOICES,
  type Choice,
  type CountedBallot,
  type Hash,
  type PostId,
  type Tally,
} from '@comrad/protocol'
import type { NewBallot } from '../square-store.ts'

type BallotRow = {
  position: number
  nullifier: Hash
  choice: number
  counter: number
  size: number
  cohort: number
  root: Hash
  points: Bytes
}

type Place = { page: number; sequence: number }

export type BallotRows = ReturnType<typeof createBallotRows>

export function createBallotRows(db: DatabaseSync) {
  const selectPost = db.prepare("SELECT page, sequence FROM feed WHERE id = ? AND kind = 'post'")
  const select = db.prepare('SELECT * FROM ballots WHERE sequence = ? AND nullifier = ?')
  const insert = db.prepare('INSERT INTO ballots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const update = db.prepare(`
    UPDATE ballots SET choice = ?, counter = ?, size = ?, cohort = ?, root = ?, points = ?
    WHERE sequence = ? AND position = ?
  `)
  const insertTally = db.prepare('INSERT INTO tallies VALUES (?, ?, 0, 0, 0)')
  const count = db.prepare(`
    UPDATE tallies SET up = up + ?, down = down + ?, last_position = last_position + ?
    WHERE page = ? AND sequence = ? RETURNING last_position AS position
  `)
  const deleteTally = db.prepare(`
    DELETE FROM tallies WHERE page = ? AND sequence = ? RETURNING last_position AS position
  `)
  const selectTallies = db.prepare('SELECT sequence, up, down FROM tallies WHERE page = ? ORDER BY sequence')
  const selectPage = db.prepare('SELECT 1 FROM pages WHERE page = ?')
  const selectBehind = db.prepare(
    'SELECT * FROM ballots WHERE sequence = ? AND position > ? ORDER BY position LIMIT ?',
  )
  const insertEmptied = db.prepare('INSERT INTO emptied VALUES (?)')
  const selectEmptied = db.prepare('SELECT sequence FROM emptied LIMIT 1')
  const forgetEmptied = db.prepare('DELETE FROM emptied WHERE sequence = ?')
  const deleteSome = db.prepare(`
    DELETE FROM ballots WHERE sequence = ?1 AND position IN
      (SELECT position FROM ballots WHERE sequence = ?1 ORDER BY position LIMIT ?2)
  `)

  return { open, close, cast, find, tallies, behind, expire }

  /** From now on ballots on this post are counted. */
  function open({ page, sequence }: Place): void {
    insertTally.run(page, sequence)
  }

  /** The post is gone, and its tally; its ballots can no longer be found, and go as soon as `expire` comes to them. */
  function close({ page, sequence }: Place): void {
    const last = deleteTally.get(page, sequence) as { position: number } | undefined
    if (last && last.position > 0) insertEmptied.run(sequence)
  }

  function cast(ballot: NewBallot): 'cast' | 'repeated' | 'outdated' | 'unknown-post' {
    const post = postOf(ballot.post)
    if (!post) return 'unknown-post'
    const { nullifier, root, points } = ballot.proof
    const choice = CHOICES.indexOf(ballot.choice)
    const before = rowOf(post.sequence, nullifier)
    if (before && before.counter >= ballot.counter) {
      return before.counter === ballot.counter && before.choice === choice ? 'repeated' : 'outdated'
    }
    const last = recount(post, before, ballot.choice)
    const values = [choice, ballot.counter, ballot.size, ballot.cohort, root, points] as const
    if (before) update.run(...values, post.sequence, before.position)
    else insert.run(post.sequence, last, nullifier, ...values)
    return 'cast'
  }

  /** Answers the highest position that this post's ballots have now. */
  function recount({ page, sequence }: Place, before: BallotRow | undefined, choice: Choice): number {
    const [up, down] = votesOf(choice)
    const [upBefore, downBefore] = votesOf(before && choiceOf(before))
    const counted = count.get(up - upBefore, down - downBefore, before ? 0 : 1, page, sequence)
    return (counted as { position: number }).position
  }

  function postOf(post: PostId): Place | undefined {
    return selectPost.get(post) as Place | undefined
  }

  function rowOf(sequence: number, nullifier: Hash): BallotRow | undefined {
    return select.get(sequence, nullifier) as BallotRow | undefined
  }

  function find(id: PostId, nullifier: Hash) {
    const post = postOf(id)
    const row = post && rowOf(post.sequence, nullifier)
    return row && { choice: choiceOf(row), counter: row.counter }
  }

  function tallies(page: number): readonly Tally[] | undefined {
    if (!selectPage.get(page)) return undefined
    return (selectTallies.all(page) as Tally[]).map(({ sequence, up, down }) => ({ sequence, up, down }))
  }

  function behind(id: PostId, after: number, limit: number) {
    const post = postOf(id)
    if (!post) return undefined
    const rows = selectBehind.all(post.sequence, after, limit + 1) as BallotRow[]
    return { ballots: rows.slice(0, limit).map(countedOf), more: rows.length > limit }
  }

  /** Deletes `limit` ballots, or some more, of posts that are gone. */
  function expire(limit: number): void {
    for (let deleted = 0; deleted < limit; ) {
      const next = selectEmptied.get() as { sequence: number } | undefined
      if (!next) return
      const { changes } = deleteSome.run(next.sequence, limit)
      if (Number(changes) < limit) forgetEmptied.run(next.sequence)
      // A post without ballots costs something too.
      deleted += Number(changes) + 1
    }
  }
}

const choiceOf = ({ choice }: BallotRow): Choice => CHOICES[choice] ?? 'none'

const votesOf = (choice: Choice | undefined): readonly [up: number, down: number] => [
  choice === 'up' ? 1 : 0,
  choice === 'down' ? 1 : 0,
]

function countedOf(row: BallotRow): CountedBallot {
  const { position, counter, size, cohort, root, nullifier, points } = row
  return { position, choice: choiceOf(row), counter, size, cohort, proof: { root, nullifier, points } }
}

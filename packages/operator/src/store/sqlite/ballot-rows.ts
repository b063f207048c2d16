/** Ballots and their tallies. Synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import {
  CHOICES,
  type Choice,
  type CountedBallot,
  decodeActProof,
  encodeActProof,
  type Hash,
  type PostId,
  type Tally,
} from '@comrad/protocol'
import type { NewBallot } from '../square-store.ts'

type BallotRow = {
  position: number
  choice: number
  counter: number
  size: number
  cohort: number
  proof: Uint8Array<ArrayBuffer>
}

export function createBallotRows(db: DatabaseSync) {
  const selectPost = db.prepare("SELECT sequence FROM feed WHERE id = ? AND kind = 'post'")
  const select = db.prepare('SELECT * FROM ballots WHERE sequence = ? AND nullifier = ?')
  const insert = db.prepare(`
    INSERT INTO ballots (sequence, nullifier, choice, counter, size, cohort, proof) VALUES (?, ?, ?, ?, ?, ?, ?)
  `)
  const update = db.prepare(
    'UPDATE ballots SET choice = ?, counter = ?, size = ?, cohort = ?, proof = ? WHERE position = ?',
  )
  const addVotes = db.prepare('UPDATE feed SET up = up + ?, down = down + ? WHERE sequence = ?')
  const selectTallies = db.prepare(`
    SELECT sequence, up, down FROM feed WHERE page = ? AND kind = 'post' ORDER BY sequence
  `)
  const selectPage = db.prepare('SELECT 1 FROM pages WHERE page = ?')
  const selectBehind = db.prepare(`
    SELECT position, choice, counter, size, cohort, proof FROM ballots
    WHERE sequence = ? AND position > ? ORDER BY position LIMIT ?
  `)
  const selectEmptied = db.prepare('SELECT sequence FROM emptied LIMIT 1')
  const deleteSome = db.prepare(`
    DELETE FROM ballots WHERE position IN (SELECT position FROM ballots WHERE sequence = ? LIMIT ?)
  `)
  const forgetEmptied = db.prepare('DELETE FROM emptied WHERE sequence = ?')

  return { cast, find, tallies, behind, empty }

  function cast(ballot: NewBallot): 'cast' | 'repeated' | 'outdated' | 'unknown-post' {
    const sequence = sequenceOf(ballot.post)
    if (sequence === undefined) return 'unknown-post'
    const { choice, counter, size, cohort, proof } = ballot
    const before = rowOf(sequence, proof.nullifier)
    const bytes = encodeActProof(proof)
    const values = [CHOICES.indexOf(choice), counter, size, cohort, bytes] as const
    if (before && before.counter >= counter) {
      return before.counter === counter && before.choice === values[0] ? 'repeated' : 'outdated'
    }
    if (before) update.run(...values, before.position)
    else insert.run(sequence, proof.nullifier, ...values)
    const [upBefore, downBefore] = votesOf(before && CHOICES[before.choice])
    const [up, down] = votesOf(choice)
    addVotes.run(up - upBefore, down - downBefore, sequence)
    return 'cast'
  }

  function sequenceOf(post: PostId): number | undefined {
    return (selectPost.get(post) as { sequence: number } | undefined)?.sequence
  }

  function rowOf(sequence: number, nullifier: Hash): BallotRow | undefined {
    return select.get(sequence, nullifier) as BallotRow | undefined
  }

  function find(post: PostId, nullifier: Hash) {
    const sequence = sequenceOf(post)
    const row = sequence === undefined ? undefined : rowOf(sequence, nullifier)
    return row && { choice: choiceOf(row), counter: row.counter }
  }

  function tallies(page: number): readonly Tally[] | undefined {
    if (!selectPage.get(page)) return undefined
    return (selectTallies.all(page) as Tally[]).map(({ sequence, up, down }) => ({ sequence, up, down }))
  }

  function behind(post: PostId, after: number, limit: number) {
    const sequence = sequenceOf(post)
    if (sequence === undefined) return undefined
    const rows = selectBehind.all(sequence, after, limit + 1) as BallotRow[]
    return { ballots: rows.slice(0, limit).map(countedOf), more: rows.length > limit }
  }

  /** The ballots of posts that are gone. True when there are more. */
  function empty(limit: number): boolean {
    const next = selectEmptied.get() as { sequence: number } | undefined
    if (!next) return false
    if (Number(deleteSome.run(next.sequence, limit).changes) < limit) forgetEmptied.run(next.sequence)
    return true
  }
}

const choiceOf = ({ choice }: BallotRow): Choice => CHOICES[choice] ?? 'none'

const votesOf = (choice: Choice | undefined): readonly [up: number, down: number] => [
  choice === 'up' ? 1 : 0,
  choice === 'down' ? 1 : 0,
]

function countedOf(row: BallotRow): CountedBallot {
  const proof = decodeActProof(row.proof)
  if (!proof.ok) throw new Error('a ballot in the store is damaged')
  const { position, counter, size, cohort } = row
  return { position, choice: choiceOf(row), counter, size, cohort, proof: proof.value }
}

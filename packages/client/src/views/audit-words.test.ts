import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EN } from '../words/en.ts'
import { type AuditFacts, wordsOfAudit } from './audit-words.ts'

const RIGHT: AuditFacts = {
  shown: { up: 3, down: 1 },
  counted: { up: 3, down: 1, taken: 2 },
  ...{ invalid: 0, mine: 'none', agrees: true },
  groups: [{ cohort: 0, size: 40, members: 20, ballots: 6 }],
}

const said = (facts: Partial<AuditFacts>) =>
  wordsOfAudit({ ...RIGHT, ...facts }, EN).map(({ happened }) => happened)

test('a recount that agrees, in a group that is large enough, needs no words', () => {
  assert.deepEqual(said({}), [])
  assert.deepEqual(said({ mine: 'counted' }), [])
})

test('votes taken back count for nothing, and their number makes no difference', () => {
  assert.deepEqual(said({ counted: { up: 3, down: 1, taken: 9 } }), [])
})

test('another tally, false ballots, and a ballot of one’s own that is missing are told one by one', () => {
  const counted = { up: 2, down: 1, taken: 0 }
  const { differs, invalid, missing } = EN.audit
  assert.deepEqual(said({ counted }), [differs({ shown: RIGHT.shown, counted }).happened])
  assert.deepEqual(said({ invalid: 4 }), [invalid({ count: 4 }).happened])
  assert.deepEqual(said({ mine: 'missing' }), [missing.happened])
  assert.equal(said({ counted, invalid: 4, mine: 'missing' }).length, 3)
})

test('each group in which a vote hides badly is named', () => {
  const group = (cohort: number, members: number) => ({ cohort, size: 40, members, ballots: 1 })
  const small = said({ groups: [group(0, 19), group(1, 20), group(2, 1)] })
  assert.deepEqual(small, [
    EN.audit.smallGroup(group(0, 19)).happened,
    EN.audit.smallGroup(group(2, 1)).happened,
  ])
})

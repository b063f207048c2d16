import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findVoters, type Row } from './rows.ts'

const [nullifier, key, other] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string]
const REGISTER: Row = { table: 'register', values: ['alice', key] }
const sought = { nullifiers: [nullifier], marks: ['alice', key] }

const traces = (...rows: readonly Row[]) => findVoters([REGISTER, ...rows], sought).traces

test('a ballot that leads to nobody leaves no trace, and is one', () => {
  const ballot = { table: 'ballots', values: [nullifier, other, 'up'] }
  assert.deepEqual(findVoters([REGISTER, ballot], sought), { votes: ['ballots'], traces: [] })
})

test('a name or a key beside a nullifier is a trace, in whatever table it is', () => {
  assert.deepEqual(traces({ table: 'ballots', values: [nullifier, 'alice'] }), ['ballots'])
  assert.deepEqual(traces({ table: 'journal', values: [key, nullifier] }), ['journal'])
})

test('so is a value that stands beside a name somewhere else', () => {
  const session = { table: 'sessions', values: ['alice', other] }
  assert.deepEqual(traces(session, { table: 'ballots', values: [nullifier, other] }), ['ballots'])
})

/** The end of the demo: what somebody finds who takes the Operator's machine. */
import { openSqliteStore } from '@comrad/operator'
import { type Bytes, type CountedBallot, DEVICE, type DirectoryRecord, type PostId } from '@comrad/protocol'
import type { OperatorChild } from '../operator-child.ts'
import { textsFrom, until } from './demo-comrad.ts'
import { piecesOf, searchFiles, spellingsOf } from './file-search.ts'
import { DemoFailure } from './narrator.ts'
import { PEOPLE } from './people.ts'
import { findVoters, readRows } from './rows.ts'
import type { Voted } from './square-story.ts'
import { must, type Story } from './story.ts'

type End = { readonly data: string; readonly operator: OperatorChild; readonly voted: Voted }

export async function tellWhatIsLeft(story: Story, { data, operator, voted }: End): Promise<void> {
  const { narrator, alice, bob, people } = story
  const { envelopes } = story.recorded
  narrator.scene('What the Operator holds')
  const texts = [...textsFrom(alice.comrad, 'bob'), ...textsFrom(bob.comrad, 'alice')]
  for (const one of people) {
    await until(one, 'nothing waits', 60, (comrad) => comrad.status().mail.queued === 0)
  }
  const wanted = [
    ...texts.flatMap((text) => spellingsOf(`the text “${text}”`, text)),
    ...envelopes.flatMap((bytes, index) => piecesOf(`envelope ${index + 1}`, bytes)),
  ]
  await story.untilNothingIsFound(wanted)
  await Promise.all(people.map(({ comrad }) => comrad.stop()))
  await operator.stop()
  const { files, bytes, found } = await searchFiles(data, wanted)
  const { records, ballots } = await readFiles(data, voted)
  narrator.held(
    `${files} files, ${bytes} bytes, searched for ${texts.length} letters' texts and ${envelopes.length} envelopes' bytes: none is there`,
    found.length === 0,
  )
  narrator.held(
    'its register holds five names and their keys',
    records
      .map(({ name }) => name)
      .sort()
      .join() === [...PEOPLE].sort().join(),
  )
  for (const { name, identityKey, commitment } of records) {
    narrator.tells(
      `    ${name.padEnd(6)} identity key ${hex(identityKey).slice(0, 24)}…  commitment ${hex(commitment).slice(0, 24)}…`,
    )
  }
  narrator.held(`of the vote it holds ${voted.ballots} ballots`, ballots.length === voted.ballots)
  for (const { choice, size, proof } of ballots) {
    narrator.tells(
      `    ${choice.padEnd(6)} by one of ${size} comrads  nullifier ${hex(proof.nullifier).slice(0, 24)}…  and a proof`,
    )
  }
  const rows = readRows(data)
  const { votes, traces } = findVoters(rows, {
    nullifiers: ballots.map(({ proof }) => hex(proof.nullifier)),
    marks: records.flatMap(({ name, ...keys }) => [name, hex(keys.identityKey), hex(keys.commitment)]),
  })
  narrator.held(
    `of its ${rows.length} rows, in all tables, only these are of a voter; none has a name, a key or a commitment, nor anything that also stands beside one: it cannot say who voted`,
    votes.length === ballots.length && traces.length === 0,
  )
  narrator.tells(
    '    and: its own keys, the hashes of the register, unused prekeys, the posts that live. Of letters: no text, no sender, no time.',
  )
}

type Held = { readonly records: readonly DirectoryRecord[]; readonly ballots: readonly CountedBallot[] }

async function readFiles(data: string, { post }: Voted): Promise<Held> {
  const store = must(openSqliteStore({ directory: data }), "the Operator's files")
  try {
    const records = await store.records(0, 100)
    for (const { name } of records) {
      const mailbox = await store.mailbox({ name, device: DEVICE })
      if (mailbox?.waiting !== 0) throw new DemoFailure(`letters wait for ${name}`)
    }
    const box = await store.ballots(Buffer.from(post, 'hex') as Bytes as PostId, 0, 100)
    return { records, ballots: box?.ballots ?? [] }
  } finally {
    await store.close()
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

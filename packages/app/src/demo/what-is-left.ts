/** The end of the demo: what somebody finds who takes the Operator's machine. */
import { openSqliteStore } from '@comrad/operator'
import { DEVICE, type DirectoryRecord } from '@comrad/protocol'
import type { OperatorChild } from '../operator-child.ts'
import { textsFrom, until } from './demo-comrad.ts'
import { piecesOf, searchFiles, spellingsOf, type Wanted } from './file-search.ts'
import { DemoFailure } from './narrator.ts'
import { must, type Story } from './story.ts'

/** Deleted bytes leave the files within seconds. */
const SCRUBBED_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 500

export async function tellWhatIsLeft(
  story: Story,
  { data, operator }: { readonly data: string; readonly operator: OperatorChild },
): Promise<void> {
  const { narrator, alice, bob, envelopes } = story
  narrator.scene('What the Operator holds')
  const texts = [...textsFrom(alice.comrad, 'bob'), ...textsFrom(bob.comrad, 'alice')]
  for (const one of [alice, bob]) {
    await until(one, 'nothing waits', 60, (comrad) => comrad.status().mail.queued === 0)
  }
  const wanted = [
    ...texts.flatMap((text) => spellingsOf(`the text “${text}”`, text)),
    ...envelopes.flatMap((bytes, index) => piecesOf(`envelope ${index + 1}`, bytes)),
  ]
  await untilNothingIsFound(data, wanted)
  await Promise.all([alice.comrad.stop(), bob.comrad.stop()])
  await operator.stop()
  const { files, bytes, found } = await searchFiles(data, wanted)
  const records = await readRegister(data)
  narrator.held(
    `${files} files, ${bytes} bytes, searched for ${texts.length} letters' texts and ${envelopes.length} envelopes' bytes: none is there`,
    found.length === 0,
  )
  narrator.held(
    'its register holds two names and their keys',
    records
      .map(({ name }) => name)
      .sort()
      .join() === 'alice,bob',
  )
  for (const { name, identityKey, commitment } of records) {
    narrator.tells(
      `    ${name.padEnd(6)} identity key ${hex(identityKey).slice(0, 24)}…  commitment ${hex(commitment).slice(0, 24)}…`,
    )
  }
  narrator.tells(
    '    and: its own keys, the hashes of the register, unused prekeys. No letter, no sender, no time.',
  )
}

async function untilNothingIsFound(data: string, wanted: readonly Wanted[]): Promise<void> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const { found } = await searchFiles(data, wanted)
    if (found.length === 0) return
    if (waited >= SCRUBBED_WITHIN_MS)
      throw new DemoFailure(`the Operator's files still hold ${found.slice(0, 3).join(', ')}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function readRegister(data: string): Promise<readonly DirectoryRecord[]> {
  const store = must(openSqliteStore({ directory: data }), "the Operator's files")
  try {
    const records = await store.records(0, 100)
    for (const { name } of records) {
      const mailbox = await store.mailbox({ name, device: DEVICE })
      if (mailbox?.waiting !== 0) throw new DemoFailure(`letters wait for ${name}`)
    }
    return records
  } finally {
    await store.close()
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

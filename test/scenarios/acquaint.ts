/** People who have met before a scenario begins: each has the other's delivery token, and nothing was said yet. */
import assert from 'node:assert/strict'
import { deriveDeliveryToken, parsePhrase, seedOf } from '@comrad/keymaker'
import { nameOf, type Person, settle } from './world.ts'

export async function acquaint(...people: readonly Person[]): Promise<void> {
  for (const here of people) {
    for (const there of people) if (here !== there) introduce(here, there)
  }
  // Each reads of the others in the register.
  for (const { comrad } of people) assert.ok((await comrad.checkLog()).ok)
  await settle(...people)
}

function introduce(here: Person, there: Person): void {
  const phrase = parsePhrase(there.comrad.recoveryPhrase() ?? '')
  assert.ok(phrase.ok)
  here.store.sql.run(
    `insert into contacts (name, phase, at, delivery_token) values (?, 'met', 0, ?)`,
    nameOf(there),
    deriveDeliveryToken(seedOf(phrase.value), 0),
  )
}

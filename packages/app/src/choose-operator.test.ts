import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import type { Fingerprint, OperatorAddress } from '@comrad/protocol'
import { minimumMembersFor } from './choose-operator.ts'
import { ADDRESS_FILE, findHome } from './home.ts'
import { wordsOf } from './program-error.ts'

const ELSEWHERE: OperatorAddress = {
  ...{ kind: 'onion', host: `${'a'.repeat(56)}.onion`, port: 80, fingerprint: 'a'.repeat(52) as Fingerprint },
} as OperatorAddress

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'comrad-choose-'))
})
afterEach(() => rm(directory, { recursive: true }))

const chosenBy = (COMRAD_MINIMUM_MEMBERS?: string) =>
  minimumMembersFor(
    {
      home: findHome(directory, {}),
      env: { ...(COMRAD_MINIMUM_MEMBERS !== undefined && { COMRAD_MINIMUM_MEMBERS }) },
    },
    ELSEWHERE,
  )

test('among how many acts are hidden is the client’s to say, unless the person has', async () => {
  assert.deepEqual(await chosenBy(), { ok: true, value: {} })
  assert.deepEqual(await chosenBy(''), { ok: true, value: {} })
  assert.deepEqual(await chosenBy('5'), { ok: true, value: { minimumMembers: 5 } })
})

test('what is no number of members is refused by its name', async () => {
  for (const text of ['0', '-1', '05', 'five', '16385', '1e3']) {
    const chosen = await chosenBy(text)
    assert.match(
      (!chosen.ok && wordsOf(chosen.error).happened) || '',
      /^COMRAD_MINIMUM_MEMBERS takes .* 1 to 16384/,
    )
  }
})

test('whoever runs the Operator has nobody to hide acts from', async () => {
  const { operatorData } = findHome(directory, {})
  await mkdir(operatorData, { recursive: true })
  await writeFile(join(operatorData, ADDRESS_FILE), `comrad://${'a'.repeat(56)}.onion/${'a'.repeat(52)}`)
  assert.deepEqual(await chosenBy(), { ok: true, value: { minimumMembers: 1 } })
  assert.deepEqual(await chosenBy('7'), { ok: true, value: { minimumMembers: 7 } })
})

/** Which Operator this home uses: the one just named, or the one named before. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ComradOptions, hasStore } from '@comrad/client'
import {
  COHORT_SIZE,
  err,
  formatOperatorAddress,
  type OperatorAddress,
  ok,
  parseOperatorAddress,
  type Result,
} from '@comrad/protocol'
import { ADDRESS_FILE, readOperator, saveOperator } from './home.ts'
import type { Program } from './program.ts'
import type { ProgramError } from './program-error.ts'

export async function chooseOperator({
  home,
  settings,
}: Program): Promise<Result<OperatorAddress, ProgramError>> {
  const kept = await readOperator(home)
  if (settings.operator === undefined) return kept ? ok(kept) : err({ type: 'no-operator' })
  const named = parseOperatorAddress(settings.operator)
  if (!named.ok) return err({ type: 'operator-address-invalid', part: named.error.type })
  return useOperator(home, named.value, kept)
}

/**
 * An Operator may move; it stays the same as long as its key does. Another one knows nothing of the names in this home's
 * store, and would look like one that lost its register.
 */
export async function useOperator(
  home: Program['home'],
  named: OperatorAddress,
  kept: OperatorAddress | undefined,
): Promise<Result<OperatorAddress, ProgramError>> {
  if (kept && kept.fingerprint !== named.fingerprint && (await hasStore(home.directory))) {
    return err({ type: 'another-operator', address: formatOperatorAddress(kept) })
  }
  if (!kept || formatOperatorAddress(kept) !== formatOperatorAddress(named)) await saveOperator(home, named)
  return ok(named)
}

/** Of those that this machine runs, in the usual place or in this one. */
export async function isOwnOperator(
  { home }: Pick<Program, 'home'>,
  { fingerprint }: OperatorAddress,
  data = home.operatorData,
): Promise<boolean> {
  const own = parseOperatorAddress(await readFile(join(data, ADDRESS_FILE), 'utf8').catch(() => ''))
  return own.ok && own.value.fingerprint === fingerprint
}

const MINIMUM_MEMBERS_VARIABLE = 'COMRAD_MINIMUM_MEMBERS'

/**
 * Among how many this device's anonymous acts must be hidden at least: what the environment says; of whoever runs the Operator,
 * who has nobody to hide them from, one; else what the client holds to be enough.
 */
export async function minimumMembersFor(
  program: Pick<Program, 'env' | 'home'>,
  operator: OperatorAddress,
  data?: string,
): Promise<Result<Partial<ComradOptions>, ProgramError>> {
  const text = program.env[MINIMUM_MEMBERS_VARIABLE]
  if (text === undefined || text === '')
    return ok((await isOwnOperator(program, operator, data)) ? { minimumMembers: 1 } : {})
  const minimumMembers = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  if (minimumMembers < 1 || minimumMembers > COHORT_SIZE) {
    return err({
      type: 'setting',
      setting: MINIMUM_MEMBERS_VARIABLE,
      expected: `a whole number from 1 to ${COHORT_SIZE}`,
    })
  }
  return ok({ minimumMembers })
}

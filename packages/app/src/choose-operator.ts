/** Which Operator this home uses: the one just named, or the one named before. */
import { hasStore } from '@comrad/client'
import {
  err,
  formatOperatorAddress,
  type OperatorAddress,
  ok,
  parseOperatorAddress,
  type Result,
} from '@comrad/protocol'
import { readOperator, saveOperator } from './home.ts'
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

/**
 * How a name is got: the key is saved, the claim is noted as begun, then the Operator is asked. Whatever breaks off, the same
 * key asks for the same name again, and the Operator answers a repeated claim as it answered the first.
 */
import { equalBytes, parsePhrase } from '@comrad/keymaker'
import { err, type Name, ok, parseName, type Result } from '@comrad/protocol'
import { type AskError, failureOf } from '../ask.ts'
import type { RecoverError, RegisterError, Registered } from '../comrad.ts'
import type { Monitor } from '../register/monitor.ts'
import { type ClaimDeps, createClaim, type OnProgress } from './claim-name.ts'
import type { Readiness } from './readiness.ts'

export type Registration = {
  register(name: string, onProgress?: OnProgress): Promise<Result<Registered, RegisterError>>
  recover(phrase: string, onProgress?: OnProgress): Promise<Result<Registered, RecoverError>>
}

type Deps = ClaimDeps & { readonly monitor: Monitor; readonly readiness: Readiness }

export function createRegistration(deps: Deps): Registration {
  const { device, account, monitor, readiness } = deps
  const { rows, sql, events } = device
  const claim = createClaim(deps)

  return { register, recover }

  async function register(
    text: string,
    onProgress: OnProgress = () => {},
  ): Promise<Result<Registered, RegisterError>> {
    const name = parseName(text)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    const before = account.view()
    if (before.phase === 'registered') {
      if (before.name !== name.value) return err({ type: 'already-registered', name: before.name })
      return becomeReady({ name: before.name, index: before.index }, onProgress)
    }
    if (before.phase === 'none') account.create()
    sql.transaction(() => rows.account.claiming(name.value))
    events.emit('change', undefined)

    onProgress({ step: 'connecting' })
    const read = await monitor.read(({ records, of }) =>
      onProgress({ step: 'reading-register', records, of }),
    )
    if (!read.ok) return read
    const entered = enteredAs(name.value)
    if (entered === 'taken') return nameTaken()
    const index = entered === undefined ? await claim(name.value, onProgress) : ok(entered)
    if (!index.ok) return claimFailed(index.error)
    sql.transaction(() => rows.account.registered(name.value, index.value))
    events.emit('change', undefined)
    return becomeReady({ name: name.value, index: index.value }, onProgress)
  }

  async function recover(
    text: string,
    onProgress: OnProgress = () => {},
  ): Promise<Result<Registered, RecoverError>> {
    const phrase = parsePhrase(text)
    if (!phrase.ok) return err(phraseInvalid(phrase.error))
    const stored = account.stored()
    const isAnother = stored !== undefined && stored.phrase !== phrase.value
    if (stored?.position !== undefined || (isAnother && stored.name !== undefined))
      return err({ type: 'account-exists' })
    // A key that no name was ever asked for with is worth nothing: the words before may have been somebody else's, or none's.
    if (stored === undefined) account.create(phrase.value)
    else if (isAnother) account.replace(phrase.value)

    onProgress({ step: 'connecting' })
    const read = await monitor.read(({ records, of }) =>
      onProgress({ step: 'reading-register', records, of }),
    )
    if (!read.ok) return read
    const identityKey = account.identity()?.identityKey
    const entered = identityKey && rows.register.findKey(identityKey)
    if (!entered) return err({ type: 'no-such-account' })
    const registered = { name: entered.record.name, index: entered.position }
    sql.transaction(() => rows.account.registered(registered.name, registered.index))
    events.emit('change', undefined)
    return becomeReady(registered, onProgress)
  }

  async function becomeReady(registered: Registered, onProgress: OnProgress) {
    onProgress({ step: 'publishing-prekeys' })
    const ready = await readiness.ensure()
    return ready.ok ? ok(registered) : ready
  }

  /** What the register says already: somebody's, or ours from a claim whose answer was lost. */
  function enteredAs(name: Name): number | 'taken' | undefined {
    const entered = rows.register.find(name)
    const key = account.identity()?.identityKey
    if (!entered || !key) return undefined
    return equalBytes(entered.record.identityKey, key) ? entered.position : 'taken'
  }

  /** A refusal is an answer: the name is not ours, and the key goes on without it. */
  function claimFailed(error: AskError): Result<never, RegisterError> {
    if (error.type === 'refused' && error.code === 'name-taken') return nameTaken()
    if (error.type !== 'refused' || error.code !== 'name-refused') return err(failureOf(error))
    forgetName()
    return err({ type: 'name-invalid', reason: { type: 'reserved' } })
  }

  function nameTaken(): Result<never, RegisterError> {
    forgetName()
    return err({ type: 'name-taken' })
  }

  function forgetName(): void {
    sql.transaction(() => rows.account.unnamed())
    events.emit('change', undefined)
  }
}

function phraseInvalid(error: Extract<ReturnType<typeof parsePhrase>, { ok: false }>['error']): RecoverError {
  const reason = error.type
  return { type: 'phrase-invalid', reason, ...(error.type === 'unknown-word' && { word: error.index }) }
}

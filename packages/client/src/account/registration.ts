/**
 * How a name is got: the key is saved, the claim is noted as begun, then the Operator is asked. Whatever breaks off, the same
 * key asks for the same name again, and the Operator answers a repeated claim as it answered the first.
 */
import { claimSubject, equalBytes, parsePhrase, signClaim, solveProofOfWork } from '@comrad/keymaker'
import { dayOf, err, type Name, ok, type ProofOfWork, parseName, type Result } from '@comrad/protocol'
import { type AskError, ask, failureOf } from '../ask.ts'
import type { RecoverError, RegisterError, Registered } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { Monitor } from '../register/monitor.ts'
import type { AccountProgress } from '../views/account-view.ts'
import { wakeLane } from '../wake-lane.ts'
import type { Account } from './account.ts'
import type { Readiness } from './readiness.ts'

export type Registration = {
  register(name: string, onProgress?: OnProgress): Promise<Result<Registered, RegisterError>>
  recover(phrase: string, onProgress?: OnProgress): Promise<Result<Registered, RecoverError>>
}

type OnProgress = (progress: AccountProgress) => void
type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly monitor: Monitor
  readonly readiness: Readiness
  /** Ends a proof of work that nobody waits for any more. */
  signal(): AbortSignal
}

const OPEN_TIMEOUT_MS = 120_000
/** A circuit may die under a claim; more than that is for the caller to decide. */
const ATTEMPTS = 3

export function createRegistration({
  device,
  account,
  link,
  monitor,
  readiness,
  signal,
}: Deps): Registration {
  const { rows, sql, operator, random, events } = device

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
    if (!index.ok) return index
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
    if (stored && (stored.phrase !== phrase.value || stored.position !== undefined))
      return err({ type: 'account-exists' })
    if (!stored) account.create(phrase.value)

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

  async function claim(name: Name, onProgress: OnProgress): Promise<Result<number, RegisterError>> {
    for (let attempt = 1; ; attempt++) {
      const claimed = await claimOnce(name, onProgress)
      if (claimed.ok) return ok(claimed.value.index)
      const { error } = claimed
      const mayRetry = attempt < ATTEMPTS && !signal().aborted
      if (error.type === 'refused') {
        if (error.code === 'name-taken') return nameTaken()
        if (error.code === 'name-refused') return nameRefused()
        // The price went up, or the day is over.
        if (error.code === 'proof-of-work-invalid' && mayRetry) {
          sql.transaction(() => rows.account.unstamped())
          continue
        }
      }
      if (error.type === 'offline' && mayRetry) continue
      return err(failureOf(error))
    }
  }

  async function claimOnce(
    name: Name,
    onProgress: OnProgress,
  ): Promise<Result<{ readonly index: number }, AskError>> {
    const identity = account.identity()
    // A lane of its own: whoever reads the register on the other one is not to be known as who took this name.
    const lane = link.recipient(name)
    const greeting = (await wakeLane(lane, OPEN_TIMEOUT_MS)) ? link.greeting() : undefined
    if (!greeting || !identity) return err({ type: 'offline' })
    const signed = signClaim(identity, name)
    const today = dayOf(link.operatorNow())
    const stamp = storedStamp(today) ?? (await work())
    if (!stamp && signal().aborted) return err({ type: 'offline' })
    if (!stamp) return err({ type: 'protocol', reason: 'the price of a name is out of bounds' })
    onProgress({ step: 'asking' })
    return ask(lane.request, { type: 'claim', claim: { ...signed, stamp } })

    async function work(): Promise<ProofOfWork | undefined> {
      const params = greeting?.claimPow
      if (!params) return undefined
      const expected = 2 ** params.difficultyBits
      onProgress({ step: 'working', attempts: 0, expected })
      const solved = await solveProofOfWork({
        params,
        subject: claimSubject(signed.record, operator.fingerprint),
        day: today,
        random,
        signal: signal(),
        onAttempt: (attempts) => onProgress({ step: 'working', attempts, expected }),
      })
      if (solved) sql.transaction(() => rows.account.stamped(solved))
      return solved
    }
  }

  function storedStamp(today: number): ProofOfWork | undefined {
    const stamp = account.stored()?.stamp
    return stamp && Math.abs(stamp.day - today) <= 1 ? stamp : undefined
  }

  function nameTaken(): Result<never, RegisterError> {
    forgetName()
    return err({ type: 'name-taken' })
  }

  function nameRefused(): Result<never, RegisterError> {
    forgetName()
    return err({ type: 'name-invalid', reason: { type: 'reserved' } })
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

/** What the Operator answers to each request, once the lane allows it. docs/spec/wire.md §Requests. */
import {
  claimSubject,
  equalBytes,
  fingerprintOf,
  issueSenderCertificate,
  type OperatorSecrets,
  operatorKeys,
  randomBytes,
  sha256,
  verifyClaim,
  verifyProofOfWork,
} from '@comrad/keymaker'
import {
  type Address,
  CHALLENGE_BYTES,
  type Challenge,
  type Claim,
  type Day,
  type DirectoryRecord,
  dayOf,
  type Envelope,
  encodeDirectoryRecord,
  type IdentityKey,
  type ProofOfWork,
  type ProofOfWorkParams,
  permitPayload,
  type RefusalCode,
  type Reply,
  type RequestOn,
  startOfDay,
} from '@comrad/protocol'
import type { Acts } from './acts.ts'
import type { Directory } from './directory.ts'
import type { Mailboxes } from './mailboxes.ts'
import type { Prekeys } from './prekeys.ts'
import type { Square } from './square.ts'
import type { OperatorStore } from './store/store.ts'
import type { Turns } from './turns.ts'

export type AnswerDeps = {
  readonly clock: { now(): number }
  readonly secrets: OperatorSecrets
  readonly directory: Directory
  readonly prekeys: Prekeys
  readonly mailboxes: Mailboxes
  readonly claims: Pick<Turns, 'take' | 'wasted'>
  readonly claimPow: ProofOfWorkParams
  readonly square: Square
  readonly acts: Pick<Acts, 'messageOf'>
  readonly store: Pick<OperatorStore, 'spentBy'>
}

/** Who has proved to hold the key of a name. */
export type Account = { readonly address: Address; readonly identityKey: IdentityKey }

type NamedRequest = Exclude<RequestOn<'named'>, { type: 'authenticate' }>

export type Answers = {
  greet(challenge: Challenge): Promise<Reply>
  /** `from`: the circuit or connection that asks. */
  anonymous(request: RequestOn<'anonymous'>, from: string): Promise<Reply>
  /** `signal` ends a collect that waits. */
  named(request: NamedRequest, account: Account, signal: AbortSignal): Promise<Reply>
}

const RETRY_AFTER_SECONDS: { readonly [Code in RefusalCode]?: number } = {
  busy: 2,
  'storage-unavailable': 30,
  'mailbox-full': 600,
}

export const refused = (code: RefusalCode, retryAfterSeconds = RETRY_AFTER_SECONDS[code] ?? 0): Reply => ({
  type: 'refused',
  code,
  retryAfterSeconds,
})

const DEPOSITED: Reply = { type: 'deposited' }
const DONE: Reply = { type: 'done' }

export const createChallenge = () => randomBytes(CHALLENGE_BYTES) as Challenge

export function createAnswers(deps: AnswerDeps): Answers {
  const { clock, secrets, directory, prekeys, mailboxes, claims, claimPow, square, acts } = deps
  const keys = operatorKeys(secrets)
  const fingerprint = fingerprintOf(keys.logKey)
  const today = () => dayOf(clock.now())

  return {
    async greet(challenge) {
      const checkpoint = await directory.checkpoint()
      return { type: 'greeting', keys, challenge, time: clock.now(), claimPow, checkpoint }
    },

    async anonymous(request, from) {
      switch (request.type) {
        case 'claim':
          return claim(request.claim, from)
        case 'checkpoint':
          return { type: 'checkpoint', note: await directory.checkpoint() }
        case 'leaves': {
          const records = await directory.leaves(request.from)
          return records ? { type: 'leaves', from: request.from, records } : refused('out-of-range')
        }
        case 'consistency': {
          const hashes = await directory.consistency(request.first, request.second)
          return hashes ? { type: 'hashes', hashes } : refused('out-of-range')
        }
        case 'inclusion': {
          const hashes = await directory.inclusion(request.index, request.size)
          return hashes ? { type: 'hashes', hashes } : refused('out-of-range')
        }
        case 'bundle': {
          const bundle = await prekeys.take(request.address)
          return bundle.ok ? { type: 'bundle', bundle: bundle.value } : refused(bundle.error.type)
        }
        case 'deposit':
          return deposit(request.envelope)
        default: {
          const answer = await square.answer(request, from)
          return typeof answer === 'string' ? refused(answer) : answer
        }
      }
    },

    async named(request, { address, identityKey }, signal) {
      switch (request.type) {
        case 'publish-prekeys': {
          const published = await prekeys.publish(address, request.publication)
          return published.ok ? DONE : refused(published.error.type)
        }
        case 'mailbox-status': {
          const status = await mailboxes.status(address)
          return status ? { type: 'mailbox-status', ...status } : refused('unknown-recipient')
        }
        case 'set-delivery-token':
          return (await mailboxes.setTokenHash(address, request.tokenHash))
            ? DONE
            : refused('unknown-recipient')
        case 'certificate': {
          const expires = startOfDay(today() + 2)
          const certificate = issueSenderCertificate({ secrets, address, identityKey, expires })
          return { type: 'certificate', certificate, expires }
        }
        case 'collect': {
          const waited = request.wait ? signal : undefined
          const { letters, more } = await mailboxes.collect(address, request.after, waited)
          return { type: 'letters', items: letters, more }
        }
        case 'acknowledge':
          await mailboxes.acknowledge(address, request.ids)
          return DONE
      }
    },
  }

  /** The cheap checks first: a proof of work costs its checker milliseconds, a lookup microseconds. */
  async function claim({ record, signature, stamp }: Claim, from: string): Promise<Reply> {
    const known = await directory.find(record.name)
    if (known) {
      const isSame = equalBytes(encodeDirectoryRecord(known.record), encodeDirectoryRecord(record))
      return isSame ? { type: 'claimed', index: known.index } : refused('name-taken')
    }
    if (!verifyClaim({ record, signature })) return refused('signature-invalid')
    const refusal = await judgeWork(record, stamp, from)
    if (refusal) return refused(refusal)
    const outcome = await directory.claim(record)
    return outcome.type === 'taken' ? refused('name-taken') : { type: 'claimed', index: outcome.index }
  }

  async function deposit(envelope: Envelope): Promise<Reply> {
    if (envelope.authorization.type === 'permit' && !(await isPermitted(envelope))) {
      return refused('token-refused')
    }
    const deposited = await mailboxes.deposit(envelope)
    return deposited.ok ? DEPOSITED : refused(deposited.error.type)
  }

  /** A permit was spent on one recipient, one id and one ciphertext: whoever brings these again brings nothing new. */
  async function isPermitted({ recipient, id, ciphertext, authorization }: Envelope): Promise<boolean> {
    if (authorization.type !== 'permit') return false
    const { day, slot, nullifier } = authorization
    const spent = await deps.store.spentBy(nullifier)
    if (!spent) return false
    const payload = permitPayload({ recipient, id, hash: sha256(ciphertext) })
    return equalBytes(spent, acts.messageOf({ kind: 'meet', slot: { day, slot }, payload }))
  }

  /** Keys and signature of a claim are as cheap as a wrong nonce: a flood of them must wait behind itself only. */
  async function judgeWork(
    record: DirectoryRecord,
    proof: ProofOfWork,
    from: string,
  ): Promise<RefusalCode | undefined> {
    const day: Day = today()
    if (Math.abs(proof.day - day) > 1) return 'proof-of-work-invalid'
    const subject = claimSubject(record, fingerprint)
    const check = { params: claimPow, subject, proof, today: day }
    const holds = await claims.take(from, () => verifyProofOfWork(check))
    if (holds === 'busy') return 'busy'
    if (holds) return undefined
    claims.wasted(from)
    return 'proof-of-work-invalid'
  }
}

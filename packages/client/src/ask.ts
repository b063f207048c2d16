/** One question to the Operator: the reply that belongs to it, or why there is none. */
import { err, ok, type RefusalCode, type ReplyTo, type Request, type Result } from '@comrad/protocol'
import type { NetworkFailure } from './failure.ts'
import type { LaneError, RequestOptions, SendRequest } from './transport.ts'

export type Refused = {
  readonly type: 'refused'
  readonly code: RefusalCode
  readonly retryAfterSeconds: number
}

export type AskError =
  | { readonly type: 'offline' }
  | { readonly type: 'protocol'; readonly reason: string }
  | Refused

type Question<T extends Request['type']> = Extract<Request, { type: T }>
type Answer<T extends Request['type']> = Exclude<ReplyTo<T>, { type: 'refused' }>

const ANSWERS: { readonly [T in Request['type']]: Answer<T>['type'] } = {
  hello: 'greeting',
  claim: 'claimed',
  checkpoint: 'checkpoint',
  leaves: 'leaves',
  consistency: 'hashes',
  inclusion: 'hashes',
  bundle: 'bundle',
  deposit: 'deposited',
  permit: 'done',
  anchor: 'anchor',
  ticket: 'feed-keys',
  publish: 'published',
  'feed-head': 'feed-head',
  page: 'page',
  tallies: 'tallies',
  vote: 'done',
  ballots: 'ballots',
  'open-blob': 'done',
  'put-chunk': 'done',
  chunk: 'chunk',
  'delete-blob': 'done',
  authenticate: 'authenticated',
  'publish-prekeys': 'done',
  'mailbox-status': 'mailbox-status',
  'set-delivery-token': 'done',
  certificate: 'certificate',
  collect: 'letters',
  acknowledge: 'done',
}

/** A cold connection through Tor can take 20 seconds. */
const ASK_TIMEOUT_MS = 60_000

export async function ask<T extends Request['type']>(
  send: SendRequest,
  question: Question<T> & { readonly type: T },
  options: RequestOptions = { timeoutMs: ASK_TIMEOUT_MS },
): Promise<Result<Answer<T>, AskError>> {
  const sent = await send(question, options)
  if (!sent.ok) return err(withoutLane(sent.error))
  const reply = sent.value
  if (reply.type === 'refused') return err(reply)
  if (reply.type !== ANSWERS[question.type])
    return err({ type: 'protocol', reason: 'another question answered' })
  return ok(reply as Answer<T>)
}

/** For callers that cannot do anything about a particular refusal. */
export function failureOf(error: AskError): NetworkFailure {
  if (error.type !== 'refused') return error
  if (error.code === 'busy' || error.code === 'storage-unavailable') {
    return { type: 'busy', retryAfterSeconds: error.retryAfterSeconds }
  }
  return { type: 'protocol', reason: error.code }
}

function withoutLane(error: LaneError): AskError {
  return error.type === 'protocol' ? error : { type: 'offline' }
}

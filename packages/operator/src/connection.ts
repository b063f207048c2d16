/**
 * One lane as the Operator sees it: frames in, frames out, and the rule that a lane which bears a name does only what needs
 * one. docs/spec/wire.md §Lanes.
 */
import { verifyChallenge } from '@comrad/keymaker'
import {
  type Bytes,
  type Challenge,
  DEVICE,
  type DecodeError,
  decodeFrame,
  decodeRequest,
  encodeFrame,
  encodeReply,
  FRAME_HEADER_BYTES,
  FRAME_SIZES,
  FRAME_VERSION,
  isRequestOn,
  LANE_OF,
  type LogKey,
  type RefusalCode,
  type Reply,
  type Request,
  TICK_FRAME,
} from '@comrad/protocol'
import { type Account, type Answers, createChallenge, refused } from './answers.ts'
import type { Directory } from './directory.ts'
import { createTokenBucket, type OperatorLimits, type TokenBucket } from './limits.ts'
import type { Metrics } from './metrics.ts'
import type { Connection, Peer, Standing } from './peer.ts'
import { StorageUnavailableError } from './store/store.ts'

export type ConnectionContext = {
  readonly clock: { now(): number }
  readonly logKey: LogKey
  readonly answers: Answers
  readonly directory: Pick<Directory, 'find'>
  readonly limits: OperatorLimits
  readonly metrics: Metrics
  /** Of all connections: requests that are being answered, collects that wait not among them; and those that were ever taken. */
  readonly load: { inFlight: number; taken: number }
  readonly circuit: TokenBucket | undefined
  /** The circuit, or this connection where there is none: whose turn it is. */
  readonly from: string
  /** This connection has become the one lane of its account. */
  onNamed(account: Account, self: OperatorConnection): void
  onClosed(self: OperatorConnection): void
}

export type OperatorConnection = Connection & {
  /** Takes no further request, answers what it has begun, a waiting collect with no letters, and then closes. */
  finish(): Promise<void>
}

/** A lane that has once been anonymous never takes a name: the two would be one person. */
type Lane =
  | { readonly phase: 'fresh' | 'anonymous' | 'authenticating' }
  | { readonly phase: 'greeted'; readonly challenge: Challenge }
  | { readonly phase: 'named'; readonly account: Account }

export function createConnection(context: ConnectionContext, peer: Peer): OperatorConnection {
  const { clock, answers, limits, metrics, load } = context
  const buckets = [createTokenBucket(limits.connection), ...(context.circuit ? [context.circuit] : [])]
  let lane: Lane = { phase: 'fresh' }
  let state: 'open' | 'finishing' | 'closed' = 'open'
  let lastRequest: number | undefined
  let inFlight = 0
  let recovering: NodeJS.Timeout | undefined
  let collecting: AbortController | undefined
  let isPaused = false
  /** Requests begun, waiting collects among them. */
  let begun = 0
  let whenAnswered: PromiseWithResolvers<void> | undefined

  const self: OperatorConnection = { receive, closed, standing, finish }
  return self

  function standing(): Standing {
    if (lane.phase === 'named') return { type: 'named' }
    return lastRequest === undefined ? { type: 'silent' } : { type: 'nameless', lastRequest }
  }

  function receive(frame: Bytes) {
    if (state !== 'open') return
    charge(frame.length)
    const decoded = decodeFrame(frame)
    if (!decoded.ok) return refuseFrame(frame)
    const { type, id, body } = decoded.value
    if (type === 'tick') return tick()
    if (type !== 'request') return refuseAndClose(id, 'malformed')
    const request = decodeRequest(body)
    if (!request.ok) return refuseRequest(id, request.error)
    void serve(id, request.value)
  }

  function tick() {
    metrics.count('tick')
    send(TICK_FRAME)
  }

  async function serve(id: number, request: Request) {
    metrics.count(`request-${request.type}`)
    const refusal = judgeLoad() ?? judgeLane(request)
    if (refusal) return reply(id, refused(refusal))
    lastRequest = ++load.taken
    const waits = request.type === 'collect' && request.wait
    begin(waits)
    const answer = await answerTo(request)
    end(waits)
    reply(id, answer)
    if (begun === 0) whenAnswered?.resolve()
  }

  async function answerTo(request: Request): Promise<Reply> {
    try {
      return await dispatch(request)
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) metrics.count('failed')
      return refused('storage-unavailable')
    }
  }

  async function dispatch(request: Request): Promise<Reply> {
    if (request.type === 'hello') {
      const challenge = createChallenge()
      if (lane.phase === 'fresh' || lane.phase === 'greeted') lane = { phase: 'greeted', challenge }
      return answers.greet(challenge)
    }
    if (request.type === 'authenticate') return authenticate(request)
    if (isRequestOn(request, 'anonymous')) {
      lane = { phase: 'anonymous' }
      return answers.anonymous(request, context.from)
    }
    if (lane.phase !== 'named') return refused('not-authenticated')
    return answers.named(request, lane.account, request.type === 'collect' ? newestCollect() : NEVER)
  }

  async function authenticate(request: Extract<Request, { type: 'authenticate' }>): Promise<Reply> {
    if (lane.phase !== 'greeted') return refused('authentication-failed')
    const { challenge } = lane
    lane = { phase: 'authenticating' }
    const { address, signature } = request
    const known = address.device === DEVICE ? await context.directory.find(address.name) : undefined
    const subject = { challenge, address, logKey: context.logKey }
    if (!known || !verifyChallenge(known.record.identityKey, subject, signature)) {
      lane = { phase: 'fresh' }
      return refused('authentication-failed')
    }
    const account = { address, identityKey: known.record.identityKey }
    lane = { phase: 'named', account }
    if (state === 'open') context.onNamed(account, self)
    return { type: 'authenticated' }
  }

  /** One collect waits on a lane; a newer one takes its place. */
  function newestCollect(): AbortSignal {
    collecting?.abort()
    collecting = new AbortController()
    return collecting.signal
  }

  function judgeLane(request: Request): RefusalCode | undefined {
    const kind = LANE_OF[request.type]
    if (kind === 'either') return undefined
    if (kind === 'anonymous')
      return lane.phase === 'named' || lane.phase === 'authenticating' ? 'wrong-lane' : undefined
    if (request.type === 'authenticate') {
      return lane.phase === 'anonymous' || lane.phase === 'named' ? 'wrong-lane' : undefined
    }
    return lane.phase === 'named' ? undefined : 'not-authenticated'
  }

  function judgeLoad(): RefusalCode | undefined {
    const isBusy =
      inFlight >= limits.inFlightPerConnection || load.inFlight >= limits.inFlight || owedMs() > limits.owedMs
    return isBusy ? 'busy' : undefined
  }

  function begin(waits: boolean) {
    begun++
    if (waits) return
    inFlight++
    load.inFlight++
    settlePace()
  }

  function end(waits: boolean) {
    begun--
    if (waits) return
    inFlight--
    load.inFlight--
    settlePace()
  }

  /** Both directions count: a small question can have a large answer. */
  function charge(bytes: number) {
    const now = clock.now()
    for (const bucket of buckets) bucket.take(bytes / FRAME_SIZES[0], now)
    settlePace()
  }

  /** Whoever owes, or asks faster than is answered, is not read from for a while. */
  function settlePace() {
    const owed = owedMs()
    const mustPause = owed > 0 || inFlight >= limits.inFlightPerConnection / 2
    if (owed > 0) recovering ??= setTimeout(recover, owed).unref()
    if (mustPause === isPaused || state === 'closed') return
    isPaused = mustPause
    if (isPaused) peer.pause?.()
    else peer.resume?.()
  }

  function recover() {
    recovering = undefined
    settlePace()
  }

  function owedMs(): number {
    const now = clock.now()
    return Math.max(...buckets.map((bucket) => bucket.owedMs(now)))
  }

  function reply(id: number, answer: Reply) {
    if (answer.type === 'refused') metrics.count(`refused-${answer.code}`)
    const frame = encodeFrame({ type: 'reply', id, body: encodeReply(answer) })
    charge(frame.length)
    send(frame)
  }

  /** What cannot be read is answered once, as well as it can be, and ends the connection: frames would no longer match. */
  function refuseFrame(frame: Bytes) {
    const isWhole = FRAME_SIZES.some((size) => size === frame.length)
    const code = isWhole && frame[0] !== FRAME_VERSION ? 'unsupported-version' : 'malformed'
    if (frame.length < FRAME_HEADER_BYTES) return close()
    refuseAndClose(new DataView(frame.buffer, frame.byteOffset).getUint32(2), code)
  }

  function refuseRequest(id: number, { reason }: DecodeError) {
    if (reason.startsWith('name: ')) return reply(id, refused('name-refused'))
    refuseAndClose(id, 'malformed')
  }

  function refuseAndClose(id: number, code: RefusalCode) {
    reply(id, refused(code))
    close()
  }

  function send(frame: Bytes) {
    if (state !== 'closed') peer.send(frame)
  }

  function close() {
    if (state === 'closed') return
    peer.close()
    closed()
  }

  function closed() {
    if (state === 'closed') return
    state = 'closed'
    collecting?.abort()
    clearTimeout(recovering)
    context.onClosed(self)
  }

  async function finish() {
    if (state !== 'open') return
    state = 'finishing'
    collecting?.abort()
    whenAnswered = Promise.withResolvers()
    if (begun > 0) await whenAnswered.promise
    close()
  }
}

const NEVER = new AbortController().signal

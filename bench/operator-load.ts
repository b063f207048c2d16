/** The callers of the throughput bench, in a process of their own: see `operator-throughput.ts`. */
import { once } from 'node:events'
import { randomBytes } from '@comrad/keymaker'
import {
  ACKNOWLEDGE_IDS,
  ENVELOPE_ID_BYTES,
  type EnvelopeId,
  encodeFrame,
  encodeRequest,
  FRAME_HEADER_BYTES,
} from '@comrad/protocol'
import {
  authenticate,
  createComrad,
  depositOf,
  expectReply,
  letterTo,
  register,
  type TestComrad,
} from '../packages/operator/src/comrad-fixture.ts'
import { type Caller, openCaller, readReply } from './operator-client.ts'
import { forkedOptions, tellParent } from './operator-process.ts'

type LoadOptions = { readonly port: number; readonly callers: number; readonly lettersEach: number }

const { port, callers, lettersEach } = forkedOptions<LoadOptions>()
const comrads = await Promise.all(Array.from({ length: callers }, (_, index) => settle(`comrad-${index}`)))
const latencies = new Float64Array(callers * lettersEach)

tellParent({ ready: callers })

await once(process, 'message')
const depositing = await timed(() => Promise.all(comrads.map((comrad, index) => depositAll(comrad, index))))
latencies.sort()
tellParent({
  letters: latencies.length,
  seconds: depositing,
  p50Ms: latencies[Math.floor(latencies.length * 0.5)],
  p99Ms: latencies[Math.floor(latencies.length * 0.99)],
})

await once(process, 'message')
const collecting = await timed(() => Promise.all(comrads.map(({ named }) => collectAll(named))))
tellParent({ letters: latencies.length, seconds: collecting })

type Settled = { readonly comrad: TestComrad; readonly anonymous: Caller; readonly named: Caller }

/** A comrad with a name, a mailbox that takes letters by token, a named lane and an anonymous one. */
async function settle(name: string): Promise<Settled> {
  const comrad = createComrad(name)
  const anonymous = await openCaller(port)
  await register(comrad, anonymous.ask)
  const named = await openCaller(port)
  await authenticate(comrad, named.ask)
  expectReply(await named.ask({ type: 'set-delivery-token', tokenHash: comrad.tokenHash }), 'done')
  return { comrad, anonymous, named }
}

/** One letter after the other, each when the one before is durable. Only the id changes, so that making letters costs nothing. */
async function depositAll({ comrad, anonymous }: Settled, index: number): Promise<void> {
  const letter = letterTo(comrad)
  const frame = encodeFrame({ type: 'request', id: 1, body: encodeRequest(depositOf(letter)) })
  const idAt = FRAME_HEADER_BYTES + 3 + comrad.address.name.length
  const ids = randomBytes(ENVELOPE_ID_BYTES * lettersEach)
  const { socket } = anonymous
  socket.removeAllListeners('message')
  for (let sent = 0; sent < lettersEach; sent++) {
    frame.set(ids.subarray(sent * ENVELOPE_ID_BYTES, (sent + 1) * ENVELOPE_ID_BYTES), idAt)
    const from = performance.now()
    const answered = new Promise<Buffer>((resolve) => socket.once('message', resolve))
    socket.send(frame)
    expectReply(readReply(await answered).reply, 'deposited')
    latencies[index * lettersEach + sent] = performance.now() - from
  }
}

/** Asks for the next letters while those before are being acknowledged, as a device does that has stored them. */
async function collectAll({ ask }: Caller): Promise<void> {
  const acknowledged: Promise<unknown>[] = []
  let unacknowledged: EnvelopeId[] = []
  let after = 0
  for (let more = true; more; ) {
    const reply = expectReply(await ask({ type: 'collect', after, wait: false }), 'letters')
    more = reply.more
    after = reply.items.at(-1)?.position ?? after
    unacknowledged.push(...reply.items.map(({ id }) => id))
    if (more && unacknowledged.length < ACKNOWLEDGE_IDS / 10) continue
    acknowledged.push(
      ask({ type: 'acknowledge', ids: unacknowledged }).then((done) => expectReply(done, 'done')),
    )
    unacknowledged = []
  }
  await Promise.all(acknowledged)
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await run()
  return (performance.now() - from) / 1000
}

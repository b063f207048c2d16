/** Frames handed to the Operator as a socket would, without one: what its handler does in a second. */
import { type Bytes, encodeFrame, encodeRequest, type Request } from '@comrad/protocol'
import type { Operator } from '../packages/operator/src/operator.ts'
import { readReply } from './operator-client.ts'

export type HandlerCaller = {
  /** Resolves with the frame of the answer, which nobody has looked at. */
  call(request: Bytes): Promise<Bytes>
  close(): void
}

/** The frame of a request; its number is written into it when it is called. */
export const frameOf = (request: Request): Bytes =>
  encodeFrame({ type: 'request', id: 0, body: encodeRequest(request) })

export function openHandlerCaller(operator: Pick<Operator, 'connect'>, circuit?: string): HandlerCaller {
  const waiting = new Map<number, (reply: Bytes) => void>()
  let last = 0
  const connection = operator.connect({
    ...(circuit !== undefined && { circuit }),
    send(reply) {
      const id = idOf(reply).getUint32(0)
      waiting.get(id)?.(reply)
      waiting.delete(id)
    },
    close: () => {},
  })
  return {
    call: (request) =>
      new Promise((resolve) => {
        const id = ++last
        idOf(request).setUint32(0, id)
        waiting.set(id, resolve)
        connection.receive(request)
      }),
    close: () => connection.closed(),
  }
}

export const answerIn = (frame: Bytes): string => {
  const { reply } = readReply(frame)
  return reply.type === 'refused' ? reply.code : reply.type
}

/** `count` times, `atOnce` at the same time. Every answer must be the expected one; those between first and last are not read. */
export async function timeCalls(
  caller: HandlerCaller,
  { requests, count, atOnce = 12, expect }: TimedCalls,
): Promise<number> {
  const look = async (request: Bytes | undefined) => {
    const answered = request && answerIn(await caller.call(request))
    if (answered !== expect) throw new Error(`expected ${expect}, got ${answered}`)
  }
  await look(requests[0])
  const from = performance.now()
  let left = count
  await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      const request = requests[index % requests.length]?.slice()
      if (!request) throw new Error('nothing to ask')
      while (left-- > 0) await caller.call(request)
    }),
  )
  const seconds = (performance.now() - from) / 1000
  await look(requests.at(-1))
  return seconds
}

export type TimedCalls = {
  readonly requests: readonly Bytes[]
  readonly count: number
  readonly atOnce?: number
  readonly expect: string
}

/** Behind the version and the type. */
const idOf = (frame: Bytes): DataView<ArrayBuffer> => new DataView(frame.buffer, frame.byteOffset + 2, 4)

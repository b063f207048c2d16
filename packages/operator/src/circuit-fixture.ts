/** Sockets to the Operator's door as Tor would open them: a PROXY line names the circuit of each. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  type Bytes,
  decodeFrame,
  decodeReply,
  encodeFrame,
  encodeRequest,
  type ReplyTo,
  type Request,
  TICK_FRAME,
} from '@comrad/protocol'
import { WebSocket } from 'ws'
import type { Ask } from './comrad-fixture.ts'

/** Open, and silent. `circuit`: up to four hexadecimal digits. */
export function openSocket(port: number, circuit: string): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => socket.destroy())
  socket.write(`PROXY TCP6 fc00:dead:beef:4dad::${circuit} ::1 1 2\r\n`)
  return socket
}

export async function openLane(port: number, circuit: string): Promise<WebSocket> {
  return speakOver(port, openSocket(port, circuit))
}

export async function speakOver(port: number, socket: Socket): Promise<WebSocket> {
  if (socket.closed) throw new Error('the door was shut')
  const lane = new WebSocket(`ws://127.0.0.1:${port}/`, {
    perMessageDeflate: false,
    createConnection: () => socket,
  })
  const shut = once(socket, 'close').then(() => Promise.reject(new Error('the door was shut')))
  await Promise.race([once(lane, 'open'), shut])
  return lane
}

/** One question at a time. */
export function asking(lane: WebSocket): Ask {
  return async <T extends Request>(request: T) => {
    const question = encodeFrame({ type: 'request', id: 1, body: encodeRequest(request) })
    const frame = decodeFrame(await exchange(lane, question))
    const reply = frame.ok ? decodeReply(frame.value.body) : frame
    if (!reply.ok) throw new Error(`the Operator sent what cannot be read: ${reply.error.reason}`)
    return reply.value as ReplyTo<T['type']>
  }
}

export const tick = (lane: WebSocket): Promise<Bytes> => exchange(lane, TICK_FRAME)

async function exchange(lane: WebSocket, frame: Bytes): Promise<Bytes> {
  lane.send(frame)
  const [answer] = (await once(lane, 'message')) as [Buffer]
  return Uint8Array.from(answer)
}

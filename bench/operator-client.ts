/** A plain caller over a WebSocket, without anything that a device would do besides. */
import { once } from 'node:events'
import {
  decodeFrame,
  decodeReply,
  encodeFrame,
  encodeRequest,
  type Reply,
  type Request,
} from '@comrad/protocol'
import { WebSocket } from 'ws'
import type { Ask } from '../packages/operator/src/comrad-fixture.ts'

export type Caller = { readonly ask: Ask; readonly socket: WebSocket }

export async function openCaller(port: number): Promise<Caller> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
  await once(socket, 'open')
  socket.once('close', () => {
    if (waiting.size > 0) throw new Error('the Operator has closed a connection')
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  let nextId = 1
  socket.on('message', (bytes: Buffer) => {
    const { id, reply } = readReply(bytes)
    waiting.get(id)?.(reply)
    waiting.delete(id)
  })
  const ask = (request: Request) =>
    new Promise<Reply>((resolve) => {
      const id = nextId++
      waiting.set(id, resolve)
      socket.send(encodeFrame({ type: 'request', id, body: encodeRequest(request) }))
    })
  return { socket, ask: ask as Ask }
}

export function readReply(bytes: Uint8Array): { readonly id: number; readonly reply: Reply } {
  const frame = decodeFrame(bytes)
  if (!frame.ok) throw new Error(frame.error.reason)
  const reply = decodeReply(frame.value.body)
  if (!reply.ok) throw new Error(reply.error.reason)
  return { id: frame.value.id, reply: reply.value }
}

/** A WebSocket that carries frames and nothing else, over a connection that is already there. docs/spec/wire.md §Frames. */
import type { Socket } from 'node:net'
import { type Bytes, decodeFrame, FRAME_SIZES, type Frame } from '@comrad/protocol'
import { WebSocket } from 'ws'

export type FrameSocket = {
  send(frame: Bytes): void
  close(): void
}

export type FrameSocketEvents = {
  onFrame(frame: Frame): void
  /** Once, whatever the reason; `protocol` if the other side broke the format. */
  onClosed(reason: 'gone' | 'protocol'): void
}

const HANDSHAKE_MS = 60_000

/** Rejects if the other side is no WebSocket. `host` is what the request names; it says nothing about us. */
export function openFrameSocket(
  connection: Socket,
  host: string,
  events: FrameSocketEvents,
): Promise<FrameSocket> {
  return new Promise((resolve, reject) => {
    let reason: 'gone' | 'protocol' = 'gone'
    let open = false
    const webSocket = new WebSocket(`ws://${host}/`, {
      createConnection: () => connection,
      perMessageDeflate: false,
      maxPayload: Math.max(...FRAME_SIZES),
      handshakeTimeout: HANDSHAKE_MS,
      followRedirects: false,
      skipUTF8Validation: true,
    })
    webSocket.binaryType = 'nodebuffer'
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('message', (data: Buffer, isBinary: boolean) => {
      const frame = isBinary ? decodeFrame(data) : undefined
      if (frame?.ok) return events.onFrame(frame.value)
      reason = 'protocol'
      webSocket.terminate()
    })
    webSocket.on('close', () => {
      connection.destroy()
      if (open) events.onClosed(reason)
      else reject(new Error('no WebSocket there'))
    })
    webSocket.on('open', () => {
      open = true
      resolve({
        send: (frame) => webSocket.send(frame, { binary: true, compress: false }),
        close: () => webSocket.terminate(),
      })
    })
  })
}

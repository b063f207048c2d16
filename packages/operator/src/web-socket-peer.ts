/** A WebSocket as the Operator's peer: bounded in what it may leave unread, and paused when the Operator says so. */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Peer } from './peer.ts'

export type WebSocketPeerOptions = {
  readonly webSocket: WebSocket
  readonly socket: Socket
  readonly circuit: string | undefined
  /** Of replies that it has not taken: above the first it is not read from, above the second it has gone too far. */
  readonly limits: { readonly pauseAboveBytes: number; readonly dropAboveBytes: number }
  onSent(): void
  onPaused(): void
  onOverflow(): void
}

export function createWebSocketPeer(options: WebSocketPeerOptions): Peer {
  const { webSocket, socket, circuit, limits } = options
  /** Two may hold it: the Operator, and the replies it leaves lying. */
  let isPaused = false
  let isSlow = false

  return {
    ...(circuit === undefined ? {} : { circuit }),
    send(frame) {
      if (webSocket.readyState !== webSocket.OPEN || socket.destroyed) return
      webSocket.send(frame)
      options.onSent()
      if (socket.writableLength > limits.dropAboveBytes) options.onOverflow()
      else if (!isSlow && socket.writableLength > limits.pauseAboveBytes) holdUntilTaken()
    },
    close: () => webSocket.close(),
    pause: () => hold(true, isSlow),
    resume: () => hold(false, isSlow),
  }

  function holdUntilTaken() {
    hold(isPaused, true)
    socket.once('drain', () => hold(isPaused, false))
  }

  function hold(paused: boolean, slow: boolean) {
    const wasHeld = isPaused || isSlow
    isPaused = paused
    isSlow = slow
    const isHeld = paused || slow
    if (isHeld === wasHeld) return
    if (isHeld) {
      options.onPaused()
      webSocket.pause()
    } else webSocket.resume()
  }
}

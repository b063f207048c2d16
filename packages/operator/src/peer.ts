/** The seam between the Operator and whatever carries its frames: a WebSocket, or a test's memory. */
import type { Bytes } from '@comrad/protocol'

export type Peer = {
  /** Names a Tor circuit for as long as it lives, and nobody. */
  readonly circuit?: string
  send(frame: Bytes): void
  /** After what was sent has gone out. */
  close(): void
  /** Back-pressure: the Operator reads no further until `resume`. A peer without it is refused as 'busy' instead. */
  pause?(): void
  resume?(): void
}

export type Connection = {
  /** Whole frames, in order. The bytes may be reused by the caller once the next frame is received. */
  receive(frame: Bytes): void
  /** The peer has gone. */
  closed(): void
  /** It has said hello: from here on it is somebody's, and not a silent socket. */
  isGreeted(): boolean
}

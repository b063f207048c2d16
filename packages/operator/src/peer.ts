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
  standing(): Standing
}

/** What a lane is to whoever must make room in a full house. */
export type Standing =
  /** It has not said hello: nobody's, but a socket. */
  | { readonly type: 'silent' }
  /** `lastRequest` counts the requests of all lanes: the lower, the longer it has asked for nothing. A tick asks for nothing. */
  | { readonly type: 'nameless'; readonly lastRequest: number }
  | { readonly type: 'named' }

/**
 * The port between a comrad's device and whatever carries its requests. `telephone` satisfies it through Tor,
 * `testing.ts` in memory. A lane is one connection on its own circuit; nothing but its purpose says whose it is.
 */
import type { Name, Reply, Request, Result } from '@comrad/protocol'

export type LanePurpose =
  | { readonly kind: 'named' }
  /** One reading of the register: a circuit of its own, closed behind it. */
  | { readonly kind: 'directory' }
  | { readonly kind: 'recipient'; readonly name: Name }
  /** Head, pages and tallies: the same for everybody. */
  | { readonly kind: 'feed' }
  /** One act or one image: a circuit of its own, closed behind it, so that two acts are never seen to have one author. */
  | { readonly kind: 'act'; readonly label: string }

export type LaneError =
  | { readonly type: 'offline' }
  | { readonly type: 'timeout' }
  | { readonly type: 'closed' }
  | { readonly type: 'protocol'; readonly reason: string }

export type LaneState =
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'open' }
  | { readonly phase: 'waiting'; readonly retryInMs: number }
  | { readonly phase: 'closed' }

export type RequestOptions = { readonly timeoutMs?: number }

/** A request that was in flight when its connection died answers 'closed'. Every request may be repeated. */
export type SendRequest = (request: Request, options?: RequestOptions) => Promise<Result<Reply, LaneError>>

export type Lane = {
  state(): LaneState
  /** Waits for a connection up to `timeoutMs`, then answers 'timeout'. */
  readonly request: SendRequest
  onState(listener: (state: LaneState) => void): () => void
  close(): void
}

/** Runs on every fresh connection, before any waiting request. An error closes the connection; it is tried again later. */
export type OnOpen = (request: SendRequest) => Promise<Result<void, LaneError>>

export type Transport = {
  lane(purpose: LanePurpose, onOpen?: OnOpen): Lane
  readonly anonymity: 'tor' | 'none'
  close(): Promise<void>
}

/** What the client asks of a transport: its port, in telephone's words. `packages/client/src/transport.ts` has the contract. */
import type { Name, Reply, Request, Result } from '@comrad/protocol'

export type LanePurpose =
  | { readonly kind: 'named' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'recipient'; readonly name: Name }
  | { readonly kind: 'feed' }
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
export type Answer = Result<Reply, LaneError>
export type SendRequest = (request: Request, options?: RequestOptions) => Promise<Answer>
export type OnOpen = (request: SendRequest) => Promise<Result<void, LaneError>>

export type Lane = {
  state(): LaneState
  readonly request: SendRequest
  onState(listener: (state: LaneState) => void): () => void
  close(): void
}

export type Transport = {
  lane(purpose: LanePurpose, onOpen?: OnOpen): Lane
  readonly anonymity: 'tor' | 'none'
  close(): Promise<void>
}

/** Public prekeys of devices, each one-time key given out once. docs/spec/keys.md §Prekeys. */
import type { Address, PrekeyBundle, PrekeyPublication, Result } from '@comrad/protocol'

export type Prekeys = {
  /** The publication's signatures are checked here, against the register. */
  publish(address: Address, publication: PrekeyPublication): Promise<Result<void, PublishError>>
  take(address: Address): Promise<Result<PrekeyBundle, TakeError>>
}

export type PublishError = { readonly type: 'unknown-recipient' | 'prekeys-invalid' }
export type TakeError = { readonly type: 'unknown-recipient' | 'no-prekeys' }

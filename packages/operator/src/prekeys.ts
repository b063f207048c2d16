/** Public prekeys of devices, each one-time key given out once. docs/spec/keys.md §Prekeys. */
import { verifyPublication } from '@comrad/keymaker'
import {
  type Address,
  err,
  ok,
  type PrekeyBundle,
  type PrekeyPublication,
  type Result,
} from '@comrad/protocol'
import type { OperatorStore } from './store/store.ts'

export type Prekeys = {
  /** Replaces all that were published before. The signatures are checked here, against the register. */
  publish(address: Address, publication: PrekeyPublication): Promise<Result<void, PublishError>>
  take(address: Address): Promise<Result<PrekeyBundle, TakeError>>
}

export type PublishError = { readonly type: 'unknown-recipient' | 'prekeys-invalid' }
export type TakeError = { readonly type: 'unknown-recipient' | 'no-prekeys' }

export function createPrekeys({ store }: { readonly store: OperatorStore }): Prekeys {
  return {
    async publish(address, publication) {
      const known = await store.find(address.name)
      if (!known) return err({ type: 'unknown-recipient' })
      if (!verifyPublication(known.record.identityKey, publication)) return err({ type: 'prekeys-invalid' })
      const published = await store.publishPrekeys(address, publication)
      return published ? ok(undefined) : err({ type: 'unknown-recipient' })
    },

    async take(address) {
      const known = await store.find(address.name)
      if (!known || !(await store.mailbox(address))) return err({ type: 'unknown-recipient' })
      const taken = await store.takePrekeys(address)
      if (!taken) return err({ type: 'no-prekeys' })
      return ok({ ...taken, identityKey: known.record.identityKey })
    },
  }
}

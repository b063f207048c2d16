/**
 * The group in whose name this device acts: its own cohort at the anchor that all devices use at present. The register is
 * this device's own copy, so nobody is asked for "my" path. The anchor is asked for on the lane of the act, each time: one that
 * was kept would be the mark of all that is done with it. docs/spec/anonymous-acts.md §Anchors.
 */
import { COHORT_SIZE, type Commitment, err, ok, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { Monitor } from '../register/monitor.ts'
import type { SendRequest } from '../transport.ts'

export type Group = {
  /** Of the log at the anchor. */
  readonly size: number
  readonly cohort: number
  /** One's own, within the cohort. */
  readonly position: number
  readonly commitments: readonly Commitment[]
}

/** 'not-yet': one's own name is younger than the anchor, which moves on in a moment. */
export type GroupError =
  | { readonly type: 'too-few-members'; readonly members: number; readonly minimum: number }
  | { readonly type: 'not-yet' }
  | NetworkFailure

export type Groups = {
  group(lane: SendRequest): Promise<Result<Group, GroupError>>
  /** As they were last seen. */
  seen(): { readonly members: number; readonly minimum: number } | undefined
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly monitor: Pick<Monitor, 'anchor'>
}

export function createGroups({ device, account, monitor }: Deps): Groups {
  const { rows, options, events } = device
  let latest = 0
  let seen: { readonly members: number; readonly minimum: number } | undefined

  return { group, seen: () => seen }

  async function group(lane: SendRequest): Promise<Result<Group, GroupError>> {
    const self = account.self()
    if (!self) return err({ type: 'not-yet' })
    // Of two that are asked for at once the older may be answered last.
    const atLeast = latest
    const answered = await ask(lane, { type: 'anchor' })
    if (!answered.ok) return err(failureOf(answered.error))
    const anchor = await monitor.anchor(answered.value.note)
    if (!anchor.ok) return anchor
    const { size } = anchor.value
    // An Operator that goes back could give each device a size of its own, and know it by that.
    if (size < atLeast) return err({ type: 'protocol', reason: 'an older anchor than before' })
    latest = Math.max(latest, size)
    if (self.position >= size) return err({ type: 'not-yet' })
    const cohort = Math.floor(self.position / COHORT_SIZE)
    const from = cohort * COHORT_SIZE
    const commitments = rows.register.commitments(from, Math.min(size, from + COHORT_SIZE))
    const minimum = Math.max(answered.value.minimumMembers, options.minimumMembers)
    notice({ members: commitments.length, minimum })
    if (commitments.length < minimum) {
      return err({ type: 'too-few-members', members: commitments.length, minimum })
    }
    return ok({ size, cohort, position: self.position - from, commitments })
  }

  function notice(now: NonNullable<typeof seen>): void {
    const isNew = seen?.members !== now.members || seen.minimum !== now.minimum
    seen = now
    if (isNew) events.emit('change', undefined)
  }
}

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
import type { Trust } from '../trust.ts'
import { checkpointViewOf } from '../views/alarm-view.ts'

export type Group = {
  /** Of the log at the anchor. */
  readonly size: number
  readonly cohort: number
  /** One's own, within the cohort. */
  readonly position: number
  readonly commitments: readonly Commitment[]
}

/**
 * 'not-yet': the anchor has not reached one's own name yet, or what was read after an absence; it moves on within the hour.
 * 'old-anchor': it is smaller than every anchor can be by now, which is a lie. `asks`: whose minimum is not reached.
 */
export type GroupError =
  | {
      readonly type: 'too-few-members'
      readonly members: number
      readonly minimum: number
      readonly asks: 'operator' | 'device'
    }
  | { readonly type: 'not-yet' }
  | { readonly type: 'old-anchor' }
  | NetworkFailure

export type Groups = {
  group(lane: SendRequest): Promise<Result<Group, GroupError>>
  /** As they were last seen. */
  seen(): { readonly members: number; readonly minimum: number } | undefined
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly monitor: Pick<Monitor, 'anchor' | 'read'>
  readonly trust: Pick<Trust, 'raise'>
}

export function createGroups({ device, account, monitor, trust }: Deps): Groups {
  const { rows, clock, options, events } = device
  let seen: { readonly members: number; readonly minimum: number } | undefined

  return { group, seen: () => seen }

  async function group(lane: SendRequest): Promise<Result<Group, GroupError>> {
    const self = account.self()
    if (!self) return err({ type: 'not-yet' })
    // On the register's lane, where the Operator does not know for whose act it is.
    const read = rows.register.isBehind(clock.now()) ? await monitor.read() : ok(undefined)
    if (!read.ok) return read
    // As it is before the question: the answer is younger.
    const { past, least } = rows.register.floor(clock.now())
    const answered = await ask(lane, { type: 'anchor' })
    if (!answered.ok) return err(failureOf(answered.error))
    const anchor = await monitor.anchor(answered.value.note, lane)
    if (!anchor.ok) return anchor
    const { size } = anchor.value
    // An Operator that goes back to where one name is missing would know by who cannot act there, and can a moment later.
    if (size < past) {
      const { root } = anchor.value
      trust.raise({
        kind: 'old-anchor',
        least: past,
        shown: checkpointViewOf(size, root, answered.value.note),
      })
      return err({ type: 'old-anchor' })
    }
    if (size < least || self.position >= size) return err({ type: 'not-yet' })
    const cohort = Math.floor(self.position / COHORT_SIZE)
    const from = cohort * COHORT_SIZE
    const commitments = rows.register.commitments(from, Math.min(size, from + COHORT_SIZE))
    const minimum = Math.max(answered.value.minimumMembers, options.minimumMembers)
    notice({ members: commitments.length, minimum })
    if (commitments.length < minimum) {
      const asks = minimum > answered.value.minimumMembers ? 'device' : 'operator'
      return err({ type: 'too-few-members', members: commitments.length, minimum, asks })
    }
    return ok({ size, cohort, position: self.position - from, commitments })
  }

  function notice(now: NonNullable<typeof seen>): void {
    const isNew = seen?.members !== now.members || seen.minimum !== now.minimum
    seen = now
    if (isNew) events.emit('change', undefined)
  }
}

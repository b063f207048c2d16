/** Alarms: somebody lies, or something that must never change has changed. They stay until they are dealt with. */
import type { Name } from '@comrad/protocol'
import type { StoredAlarm } from '../store/alarm-rows.ts'
import { type Words, wordsOfAlarm } from './words.ts'

/** A checkpoint as a person can compare it: the size of the register and the root of its tree. */
export type CheckpointView = { readonly size: number; readonly root: string; readonly note: string }

export type Alarm =
  /** The Operator showed a shorter register than this device, or the contact `from`, saw before. Ends trust. */
  | {
      readonly kind: 'shrunk'
      readonly seen: CheckpointView
      readonly shown: CheckpointView
      readonly from?: Name
    }
  /** Two registers that cannot both be true. `from` is the contact whose letter carried the second. Ends trust. */
  | {
      readonly kind: 'forked'
      readonly seen: CheckpointView
      readonly shown: CheckpointView
      readonly from?: Name
    }
  /** The register enters one name twice. Ends trust. */
  | { readonly kind: 'name-twice'; readonly name: Name; readonly shown: CheckpointView }
  /** One's own name stands in the register with a key that is not one's own. Ends trust. */
  | { readonly kind: 'own-name'; readonly name: Name; readonly shown: CheckpointView }
  /** Two feeds: at one place of the chain different hashes were shown. 'nothing': what somebody saw is kept from this device. */
  | {
      readonly kind: 'feed-forked'
      readonly sequence: number
      readonly seen: string
      readonly shown: string
      /** What the Operator has signed of it, in hexadecimal: the highest head that this device saw, and the other one. */
      readonly heads: readonly string[]
    }
  /** A letter's certificate, or a prekey bundle, had another key than the register. It was refused. */
  | { readonly kind: 'foreign-key'; readonly name: Name; readonly shownKey: string }

export type AlarmView = {
  readonly id: number
  readonly raisedAt: number
  readonly alarm: Alarm
  readonly endsTrust: boolean
  readonly words: Words
}

export const endsTrust = (alarm: Alarm): boolean =>
  alarm.kind !== 'foreign-key' && alarm.kind !== 'feed-forked'

export const alarmViewOf = ({ id, raisedAt, alarm }: StoredAlarm): AlarmView => ({
  id,
  raisedAt,
  alarm,
  endsTrust: endsTrust(alarm),
  words: wordsOfAlarm(alarm),
})

export function checkpointViewOf(size: number, root: Uint8Array, note: Uint8Array): CheckpointView {
  return { size, root: Buffer.from(root).toString('hex'), note: new TextDecoder().decode(note) }
}

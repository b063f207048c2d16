/** Alarms: somebody lies, or something that must never change has changed. They stay until they are dealt with. */
import type { Name } from '@comrad/protocol'
import type { StoredAlarm } from '../store/alarm-rows.ts'
import type { Speech } from '../words/speech.ts'
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
  /** The group to act in was that of a register of the past; `least` is how large every one is by now. Nothing was sent. */
  | { readonly kind: 'old-anchor'; readonly least: number; readonly shown: CheckpointView }
  /** Two feeds: at one place of the chain different hashes were shown. 'nothing': what somebody saw is kept from this device. */
  | {
      readonly kind: 'feed-forked'
      readonly sequence: number
      readonly seen: string
      readonly shown: string
      /** What the Operator has signed of it, in hexadecimal: the highest head that this device saw, and the other one. */
      readonly heads: readonly string[]
    }
  /** The Operator has dropped a page of the feed on which this post lived: it has not expired, and its author has not deleted it. */
  | {
      readonly kind: 'post-hidden'
      readonly sequence: number
      /** Its id, and the head that says that its page is gone, in hexadecimal. */
      readonly post: string
      readonly heads: readonly string[]
    }
  /** A letter's certificate, or a prekey bundle, had another key than the register. It was refused. */
  | { readonly kind: 'foreign-key'; readonly name: Name; readonly shownKey: string }

export type AlarmView = {
  readonly id: number
  readonly raisedAt: number
  readonly alarm: Alarm
  readonly endsTrust: boolean
  /** What two people need in order to compare what each was shown. */
  readonly evidence: readonly EvidenceView[]
  readonly words: Words
}

export type EvidenceView = { readonly is: 'seen' | 'shown'; readonly what: string }

/** The others are about what was refused, or about what register and mail do not rest on. */
const END_TRUST: readonly Alarm['kind'][] = ['shrunk', 'forked', 'name-twice', 'own-name']

export const endsTrust = ({ kind }: Alarm): boolean => END_TRUST.includes(kind)

export const alarmViewOf = ({ id, raisedAt, alarm }: StoredAlarm, speech: Speech): AlarmView => ({
  id,
  raisedAt,
  alarm,
  endsTrust: endsTrust(alarm),
  evidence: evidenceOf(alarm, speech),
  words: wordsOfAlarm(alarm, speech),
})

export function checkpointViewOf(size: number, root: Uint8Array, note: Uint8Array): CheckpointView {
  return { size, root: Buffer.from(root).toString('hex'), note: new TextDecoder().decode(note) }
}

function evidenceOf(alarm: Alarm, speech: Speech): readonly EvidenceView[] {
  const seen = (what: string): EvidenceView => ({ is: 'seen', what })
  const shown = (what: string): EvidenceView => ({ is: 'shown', what })
  switch (alarm.kind) {
    case 'shrunk':
    case 'forked':
      return [seen(speech.checkpoint(alarm.seen)), shown(speech.checkpoint(alarm.shown))]
    case 'name-twice':
    case 'own-name':
    case 'old-anchor':
      return [shown(speech.checkpoint(alarm.shown))]
    case 'feed-forked':
      return [seen(alarm.seen), shown(alarm.shown)]
    case 'post-hidden':
      return [seen(alarm.post)]
    case 'foreign-key':
      return [shown(alarm.shownKey)]
  }
}

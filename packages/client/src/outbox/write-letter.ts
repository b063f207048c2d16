/** Putting a letter into the outbox. Only inside the transaction that also holds its cause. */
import {
  type BlobId,
  type Bytes,
  encodeLetter,
  LETTER_ID_BYTES,
  type LetterBody,
  type LetterId,
  type Name,
} from '@comrad/protocol'
import type { Device } from '../device.ts'

type Kind = LetterBody['kind']

type When = {
  /** Of what was decided before and is said once more. */
  readonly sentAt?: number | undefined
  /** It does not leave before. */
  readonly dueAt?: number
}

export function writeLetter(device: Device, contact: Name, body: LetterBody, when: When = {}): LetterId {
  const { rows, random, clock } = device
  const { sentAt = clock.now(), dueAt } = when
  const letter = random(LETTER_ID_BYTES) as LetterId
  const at = clock.now()
  const blob = blobOf(body)
  const expiresAt = expiryOf(body, at)
  rows.outgoing.removeAll(contact, replacedBy(body.kind))
  rows.outgoing.add({
    letter,
    contact,
    kind: body.kind,
    body: draftOf(letter, sentAt, body),
    at,
    ...(blob && { blob }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(dueAt !== undefined && { dueAt }),
  })
  if (body.kind === 'text') {
    rows.entries.addSent({ contact, letter, content: body.content, at, timer: body.timer })
  }
  return letter
}

/** Kept as the letter that it will be; its number and checkpoint are filled in when it is sealed. */
export const draftOf = (id: LetterId, sentAt: number, body: LetterBody): Bytes =>
  encodeLetter({ id, sequence: 0, sentAt, checkpoint: NONE, body })

/** What is said, and who met whom, has a number: losing one of these leaves a gap. The rest says what is so now. */
export function isCounted(kind: Kind): boolean {
  return (
    kind === 'text' ||
    kind === 'timer' ||
    kind === 'meet-request' ||
    kind === 'meet-accept' ||
    kind === 'meet-decline'
  )
}

/** What its recipient confirms. The rest is over once it is deposited. */
export function isConfirmed(kind: Kind): boolean {
  switch (kind) {
    case 'meet-request':
    case 'meet-decline':
    case 'receipt':
    case 'retry':
      return false
    default:
      return true
  }
}

/** Somebody waits for its receipt: they write to each other. Nobody waits for that of a post or of a face. */
export function isConversation(kind: Kind): boolean {
  return kind === 'text' || kind === 'timer' || kind === 'meet-accept'
}

/** An older one that is still on its way, or goes once more, would undo what this one says. */
function replacedBy(kind: Kind): readonly Kind[] {
  switch (kind) {
    case 'token':
      return ['token']
    case 'profile':
    case 'profile-withdrawal':
      return ['profile', 'profile-withdrawal']
    default:
      return []
  }
}

function blobOf(body: LetterBody): BlobId | undefined {
  switch (body.kind) {
    case 'text':
      return body.content.image?.blob
    case 'post':
      return body.post.content.image?.blob
    case 'profile':
      return body.face.image?.blob
    default:
      return undefined
  }
}

/** A message that has disappeared here is not kept in the outbox either, once the Operator has it. */
function expiryOf(body: LetterBody, at: number): number | undefined {
  if (body.kind === 'post') return body.post.expiresAt
  return body.kind === 'text' && body.timer > 0 ? at + body.timer * 1000 : undefined
}

const NONE: Bytes = new Uint8Array(0)

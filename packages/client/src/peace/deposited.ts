/**
 * What one's own posts, face and token have become when a letter with them is at the Operator. Inside that transaction.
 * Answers whether there is a photo to delete.
 */
import { decodeLetter } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import { putOffToken } from './token-rotation.ts'

export function noteDeposited(device: Device, { kind, body }: OutgoingLetter): boolean {
  const { rows } = device
  if ((kind === 'profile' || kind === 'profile-withdrawal') && !rows.outgoing.isWaiting('profile')) {
    rows.trustedFaces.setShown()
    return rows.uploads.deleteReplaced('trusted')
  }
  if (kind === 'token') putOffToken(device)
  if (kind !== 'post') return false
  const letter = decodeLetter(body)
  if (letter.ok && letter.value.body.kind === 'post')
    rows.trustedPosts.setPublished(letter.value.body.post.id)
  return false
}

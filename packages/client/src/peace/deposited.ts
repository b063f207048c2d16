/** What one's own posts and face have become when a letter with them is at the Operator. Inside that transaction. */
import { decodeLetter } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'

export function noteDeposited({ rows }: Device, { kind, body }: OutgoingLetter): void {
  if (kind === 'profile' && !rows.outgoing.isWaiting('profile')) rows.trustedFaces.setShown()
  if (kind !== 'post') return
  const letter = decodeLetter(body)
  if (letter.ok && letter.value.body.kind === 'post')
    rows.trustedPosts.setPublished(letter.value.body.post.id)
}

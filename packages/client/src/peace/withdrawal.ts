/** Taking back what was said in trust. Inside a transaction. */
import { decodeLetter, type Name, type PostId } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'

/** One's trusted face and every living post that this person was sent. */
export function withdrawTrust(device: Device, from: Name): void {
  const { rows, clock } = device
  for (const post of rows.trustedPosts.readBy(from, clock.now())) withdrawPost(device, from, post)
  rows.trustedPosts.forgetReader(from)
  writeLetter(device, from, { kind: 'profile-withdrawal' })
}

/** What never left is taken out of the outbox; what left is also deleted there. */
export function withdrawPost(device: Device, from: Name, post: PostId): void {
  const { rows } = device
  const waiting = rows.outgoing.ofKind(from, 'post').find(({ body }) => isPost(body, post))
  if (waiting) rows.outgoing.remove(waiting.letter)
  const hasLeft = waiting?.phase !== 'queued' || waiting.copies > 0
  if (hasLeft) writeLetter(device, from, { kind: 'post-deletion', post })
}

function isPost(draft: Uint8Array, post: PostId): boolean {
  const letter = decodeLetter(draft)
  return (
    letter.ok && letter.value.body.kind === 'post' && Buffer.compare(letter.value.body.post.id, post) === 0
  )
}

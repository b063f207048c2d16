/** Notes, ballots and images of a test comrad, as the Operator is sent them. */
import { blobDeletionHash, noteId, randomBytes, sealBlob, sealToComrades, signNote } from '@comrad/keymaker'
import {
  type Ballot,
  type BlobId,
  type Bytes,
  blobPayload,
  type Choice,
  dayOf,
  type Fingerprint,
  NONCE_BYTES,
  type Note,
  type NoteBody,
  type OperatorKeys,
  type PostId,
  type Request,
  slotScope,
  startOfDay,
  type Vote,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import { type Member, prove, type TestComrad } from './comrad-fixture.ts'

const DAY_MS = startOfDay(1)

export type NoteWish = { readonly now?: number; readonly days?: number; readonly author?: TestComrad }

export function noteBy(
  comrad: TestComrad,
  body: NoteBody,
  { now = Date.now(), days = 7, author }: NoteWish = {},
): Note {
  return {
    author: (author ?? comrad).address.name,
    nonce: randomBytes(NONCE_BYTES),
    writtenAt: now,
    expiresAt: now + days * DAY_MS,
    body,
  }
}

export const postOf = (text: string, replyTo?: PostId): NoteBody => ({
  kind: 'post',
  content: { text },
  ...(replyTo && { replyTo }),
})

type To = { readonly keys: OperatorKeys; readonly fingerprint: Fingerprint }

/** Signed by the comrad, whoever the note says has written it. */
export function publishOf(comrad: TestComrad, note: Note, { keys, fingerprint }: To) {
  const sealed = sealToComrades(keys, signNote(comrad.identity, fingerprint, note))
  return { request: { type: 'publish', sealed } satisfies Request, id: noteId(note) }
}

export async function ballotBy(member: Member, post: PostId, choice: Choice, counter = 1): Promise<Ballot> {
  const vote: Vote = { post, choice, counter }
  return { ...vote, proof: await prove(member, { scope: voteScope(post), payload: votePayload(vote) }) }
}

export async function blobBy(member: Member, content: Bytes, { slot = 0, now = Date.now() } = {}) {
  const sealed = sealBlob(content)
  if (!sealed) throw new Error('too large')
  const secret = randomBytes(32)
  const header = {
    id: randomBytes(16) as BlobId,
    chunks: sealed.chunks.length as 1,
    hash: sealed.hash,
    expiresAt: Math.ceil((now + DAY_MS) / 3_600_000) * 3_600_000,
    deletionHash: blobDeletionHash(secret),
  }
  const place = { day: dayOf(now), slot }
  const proof = await prove(member, { scope: slotScope('blob', place), payload: blobPayload(header) })
  return { header, secret, sealed, opening: { ...place, ...header, proof } }
}

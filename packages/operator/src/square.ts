/** What the Operator answers about the square: acts, tickets, pages, ballots, images. docs/spec/feed.md. */
import {
  blobDeletionHash,
  createFeedKey,
  type OperatorSecrets,
  sealFeedKeys,
  signFeedHead,
} from '@comrad/keymaker'
import {
  BALLOTS_PER_REPLY,
  type Ballot,
  type BlobHeader,
  type BlobOpening,
  type Bytes,
  blobPayload,
  dayOf,
  EXPIRY_DAYS,
  type FeedHead,
  LATEST_PAGE,
  type Permit,
  permitPayload,
  type RefusalCode,
  type Reply,
  type Request,
  startOfDay,
  type Ticket,
  ticketPayload,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import type { Acts } from './acts.ts'
import type { Anchors } from './anchors.ts'
import type { Comrades } from './comrades.ts'
import type { OperatorStore } from './store/store.ts'

type SquareRequest = Extract<
  Request,
  {
    type:
      | 'permit'
      | 'anchor'
      | 'ticket'
      | 'publish'
      | 'feed-head'
      | 'page'
      | 'tallies'
      | 'vote'
      | 'ballots'
      | 'open-blob'
      | 'put-chunk'
      | 'chunk'
      | 'delete-blob'
  }
>

export type Square = {
  /** `from`: the circuit or connection that asks. A code is a refusal. */
  answer(request: SquareRequest, from: string): Promise<Reply | RefusalCode>
}

type Deps = {
  readonly store: OperatorStore
  readonly anchors: Anchors
  readonly acts: Acts
  readonly comrades: Comrades
  readonly secrets: OperatorSecrets
  readonly clock: { now(): number }
  readonly minimumMembers: number
  readonly blobChunksPerDay: number
}

const DONE: Reply = { type: 'done' }
/** There is room for images again tomorrow; when that is, nobody needs to know by the second. */
const FULL_TODAY: Reply = { type: 'refused', code: 'busy', retryAfterSeconds: 3_600 }
/** An image may outlive its post by the hour to which its time is rounded. */
const BLOB_EXPIRY_MS = startOfDay(EXPIRY_DAYS.max) + 2 * 3_600_000

export function createSquare(deps: Deps): Square {
  const { store, anchors, acts, comrades, secrets, clock, minimumMembers, blobChunksPerDay } = deps
  let head: FeedHead | undefined

  return { answer }

  async function answer(request: SquareRequest, from: string): Promise<Reply | RefusalCode> {
    switch (request.type) {
      case 'anchor':
        return { type: 'anchor', note: await anchors.anchor(), minimumMembers }
      case 'permit':
        return permit(request.permit, from)
      case 'ticket':
        return ticket(request.ticket, from)
      case 'publish': {
        const published = await comrades.publish(request.sealed)
        return published.ok ? { type: 'published', ...published.value } : published.error.type
      }
      case 'feed-head': {
        const { sequence, head: hash, oldestPage, latestPage } = await store.feed()
        if (head?.sequence !== sequence || head.oldestPage !== oldestPage)
          head = signFeedHead(secrets, { sequence, hash, oldestPage })
        return { type: 'feed-head', head, latestPage }
      }
      case 'page': {
        const page = await store.page(request.page === LATEST_PAGE ? 'latest' : request.page)
        return page ? { type: 'page', page } : 'unknown-page'
      }
      case 'tallies': {
        const tallies = await store.tallies(request.page)
        return tallies ? { type: 'tallies', tallies } : 'unknown-page'
      }
      case 'vote':
        return vote(request.ballot, from)
      case 'ballots': {
        const found = await store.ballots(request.post, request.after, BALLOTS_PER_REPLY)
        return found ? { type: 'ballots', ...found } : 'unknown-post'
      }
      case 'open-blob':
        return openBlob(request.opening, from)
      case 'put-chunk': {
        const outcome = await store.putChunk(request.chunk)
        if (outcome === 'unknown-blob') return outcome
        return outcome === 'conflict' ? 'blob-conflict' : DONE
      }
      case 'chunk': {
        const bytes = await store.chunk(request.blob, request.index)
        return bytes ? { type: 'chunk', bytes } : 'unknown-blob'
      }
      case 'delete-blob':
        return (await store.deleteBlob(request.blob, blobDeletionHash(request.secret))) ? DONE : 'not-yours'
    }
  }

  async function permit(wish: Permit, from: string): Promise<Reply | RefusalCode> {
    const { day, slot, proof } = wish
    if (!(await store.mailbox(wish.recipient))) return 'unknown-recipient'
    const used = await acts.use({
      kind: 'meet',
      slot: { day, slot },
      payload: permitPayload(wish),
      proof,
      from,
    })
    return used.ok ? DONE : used.error.type
  }

  /** The re-encryption of the feed to one reader: one sealed list of keys, however much was posted. */
  async function ticket(wish: Ticket, from: string): Promise<Reply | RefusalCode> {
    const { day, slot, proof, oneTimeKey } = wish
    const used = await acts.use({
      kind: 'read',
      slot: { day, slot },
      payload: ticketPayload(wish),
      proof,
      from,
    })
    if (!used.ok) return used.error.type
    // Before its first note too: else everybody who reads in the morning would need a second ticket at noon.
    await store.keepFeedKey(dayOf(clock.now()), createFeedKey)
    const sealed = sealFeedKeys(oneTimeKey, await store.feedKeys())
    return sealed ? { type: 'feed-keys', sealed } : 'malformed'
  }

  async function vote(ballot: Ballot, from: string): Promise<Reply | RefusalCode> {
    const { post, choice, counter, proof } = ballot
    const living = await store.post(post)
    if (living?.kind !== 'post') return 'unknown-post'
    const before = await store.ballot(post, proof.nullifier)
    if (before && before.counter >= counter) {
      return before.counter === counter && before.choice === choice ? DONE : 'outdated'
    }
    const payload: Bytes = votePayload({ post, choice, counter })
    const judged = await acts.judge({ kind: 'vote', scope: voteScope(post), payload, proof, from })
    if (!judged.ok) return judged.error.type
    const { size, cohort } = judged.value
    const outcome = await store.castBallot({ post, choice, counter, size, cohort, proof })
    return outcome === 'cast' || outcome === 'repeated' ? DONE : outcome
  }

  async function openBlob(opening: BlobOpening, from: string): Promise<Reply | RefusalCode> {
    const { day, slot, proof, ...header } = opening
    const now = clock.now()
    if (header.expiresAt <= now || header.expiresAt > now + BLOB_EXPIRY_MS) return 'expiry-refused'
    // Before its proof, which would be checked for nothing; what was paid for already is asked for again.
    if ((await isFull(header, now)) && !(await store.spentBy(proof.nullifier))) return FULL_TODAY
    const payload = blobPayload(header)
    const allowed = await acts.allow({ kind: 'blob', slot: { day, slot }, payload, proof, from })
    if (!allowed.ok) return allowed.error.type
    const blob = { header, act: allowed.value, now, chunksPerDay: blobChunksPerDay }
    switch (await store.openBlob(blob)) {
      case 'opened':
      case 'repeated':
        return DONE
      case 'used':
        return 'nullifier-used'
      case 'conflict':
        return 'blob-conflict'
      case 'full':
        return FULL_TODAY
    }
  }

  async function isFull({ chunks }: BlobHeader, now: number): Promise<boolean> {
    return (await store.chunksOpened(dayOf(now))) + chunks > blobChunksPerDay
  }
}

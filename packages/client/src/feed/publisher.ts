/** Brings one's notes to @Comrades: in their order, each once its image is there, again and again until they are in the feed. */
import { sealToComrades } from '@comrad/keymaker'
import { decodeSignedNote, err, type OperatorKeys, type RefusalCode, type SignedNote } from '@comrad/protocol'
import { outcomeOfAsk } from '../acts/waiting.ts'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { Publication } from '../store/publication-rows.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'
import type { PostRefusal, PostWaitReason } from '../views/feed-view.ts'

type Deps = {
  readonly device: Device
  readonly link: Link
  /** There is a photo to delete. */
  carry(): void
}

const REFUSALS: { readonly [Code in RefusalCode]?: PostRefusal } = {
  'too-many-notes': 'too-many-notes',
  'clock-refused': 'clock-refused',
  'unknown-post': 'parent-gone',
  'expiry-refused': 'too-late',
  'note-unreadable': 'refused',
  'author-refused': 'refused',
  deleted: 'refused',
  'not-yours': 'refused',
  'unknown-blob': 'refused',
}

/** A new day has room for notes again, and a clock may be set right: what nobody would write again waits for it. */
const PASSING: readonly PostRefusal[] = ['too-many-notes', 'clock-refused']
const LATER_MS = 3_600_000

export function createPublisher({ device, link, carry }: Deps) {
  const { rows, sql, events } = device

  return { run }

  async function run(): Promise<Outcome> {
    let outcome: Outcome = 'done'
    let done = 0
    for (;;) {
      // One at a time: what was taken back meanwhile is not published.
      const publication = rows.publications.after(done)
      if (!publication) return outcome
      done = publication.number
      // It is being taken back.
      if (publication.kind === 'post' && publication.post && rows.deletions.has(publication.post)) continue
      const signed = decodeSignedNote(publication.note)
      if (!signed.ok) throw new Error('a note that was stored does not decode')
      const reason = reasonToWait(publication, signed.value)
      if (reason) {
        wait(publication, reason)
        continue
      }
      const tried = await publish(publication, signed.value)
      if (tried === 'later') outcome = { retryInMs: LATER_MS }
      else if (tried !== 'done') return tried
    }
  }

  /** What it answers, and what it shows, must be there before. */
  function reasonToWait({ blob }: Publication, { note }: SignedNote): PostWaitReason | undefined {
    if (blob && !rows.uploads.isDone(blob)) return 'image'
    const parent = note.body.kind === 'post' && note.body.replyTo
    return parent && rows.publications.ofPost(parent) ? 'parent' : undefined
  }

  async function publish(publication: Publication, signed: SignedNote): Promise<Outcome | 'later'> {
    const { number, kind, attempted } = publication
    if (!attempted) sql.transaction(() => rows.publications.attempt(number))
    const answered = await link.once(async (request) => {
      const keys = await keysOver(request)
      if (!keys) return err({ type: 'offline' as const })
      return ask(request, { type: 'publish', sealed: sealToComrades(keys, signed) })
    })
    if (answered.ok) {
      settle(publication, { sequence: answered.value.sequence })
      return 'done'
    }
    const { error } = answered
    const refusal = error.type === 'refused' ? REFUSALS[error.code] : undefined
    if (refusal && kind !== 'post' && PASSING.includes(refusal)) {
      wait(publication, 'busy')
      return 'later'
    }
    if (refusal) {
      settle(publication, { refusal })
      return 'done'
    }
    wait(publication, error.type === 'offline' ? 'offline' : 'busy')
    return outcomeOfAsk(error)
  }

  /** Any lane's hello brings them. Right after a start the first may be this one's own. */
  async function keysOver(request: SendRequest): Promise<OperatorKeys | undefined> {
    if (!link.greeting()) await ask(request, { type: 'hello' })
    return link.greeting()?.keys
  }

  function settle(
    { number, kind, post }: Publication,
    outcome: { readonly sequence: number } | { readonly refusal: PostRefusal },
  ): void {
    let isReplaced = false
    sql.transaction(() => {
      rows.publications.remove(number)
      if ('sequence' in outcome) {
        if (kind === 'post' && post) rows.posts.setPublished(post, outcome.sequence)
        // A later one is on its way.
        if (kind === 'profile' && !rows.publications.profile()) {
          rows.faces.setShown('world')
          isReplaced = rows.uploads.deleteReplaced('world')
        }
      } else if (kind === 'post' && post) rows.posts.setRefused(post, outcome.refusal)
    })
    events.emit('change', undefined)
    if (isReplaced) carry()
  }

  function wait({ number, reason }: Publication, now: PostWaitReason): void {
    if (reason === now) return
    sql.transaction(() => rows.publications.wait(number, now))
    events.emit('change', undefined)
  }
}

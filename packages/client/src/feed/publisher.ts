/** Brings one's notes to @Comrades: in their order, each once its image is there, again and again until they are in the feed. */
import { sealToComrades } from '@comrad/keymaker'
import { decodeSignedNote, type RefusalCode } from '@comrad/protocol'
import { outcomeOfAsk } from '../acts/waiting.ts'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { Publication } from '../store/publication-rows.ts'
import type { Outcome } from '../task.ts'
import type { PostRefusal, PostWaitReason } from '../views/feed-view.ts'

type Deps = {
  readonly device: Device
  readonly link: Link
  /** One's own post that was deleted while it was on its way. */
  onStray(publication: Publication): void
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

export function createPublisher({ device, link, onStray }: Deps) {
  const { rows, sql, events } = device

  return { run }

  async function run(): Promise<Outcome> {
    for (const publication of rows.publications.all()) {
      if (publication.blob && !rows.uploads.isDone(publication.blob)) {
        wait(publication, 'image')
        continue
      }
      const outcome = await publish(publication)
      if (outcome !== 'done') return outcome
    }
    return 'done'
  }

  async function publish(publication: Publication): Promise<Outcome> {
    const signed = decodeSignedNote(publication.note)
    if (!signed.ok) throw new Error('a note that was stored does not decode')
    const answered = await link.once((request) => {
      const keys = link.greeting()?.keys
      if (!keys) return Promise.resolve({ ok: false, error: { type: 'offline' } } as const)
      return ask(request, { type: 'publish', sealed: sealToComrades(keys, signed.value) })
    })
    if (answered.ok) {
      settle(publication, { sequence: answered.value.sequence })
      return 'done'
    }
    const { error } = answered
    const refusal = error.type === 'refused' ? REFUSALS[error.code] : undefined
    if (refusal) {
      settle(publication, { refusal })
      return 'done'
    }
    wait(publication, error.type === 'offline' ? 'offline' : 'busy')
    return outcomeOfAsk(error)
  }

  function settle(
    publication: Publication,
    outcome: { readonly sequence: number } | { readonly refusal: PostRefusal },
  ): void {
    const { number, kind, post } = publication
    const isStray = sql.transaction(() => {
      rows.publications.remove(number)
      if (kind === 'profile') {
        rows.faces.setShown('world')
        return false
      }
      if (kind !== 'post' || !post) return false
      if ('sequence' in outcome) return !rows.posts.setPublished(post, outcome.sequence)
      rows.posts.setRefused(post, outcome.refusal)
      return false
    })
    if (isStray && 'sequence' in outcome) onStray(publication)
    events.emit('change', undefined)
  }

  function wait({ number, reason }: Publication, now: PostWaitReason): void {
    if (reason === now) return
    sql.transaction(() => rows.publications.wait(number, now))
    events.emit('change', undefined)
  }
}

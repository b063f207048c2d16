/** The square's part of a device: what acts, what reads, what is drawn. */
import type { Account } from './account/account.ts'
import type { Actor } from './acts/actor.ts'
import { createActor } from './acts/actor.ts'
import { createGroups, type Groups } from './acts/groups.ts'
import type { Device } from './device.ts'
import { createDeletions } from './feed/deletions.ts'
import { createFeedViews } from './feed/feed-views.ts'
import { createFeedKeys } from './feed/keys.ts'
import { createPosting } from './feed/posting.ts'
import { createPublisher } from './feed/publisher.ts'
import { createFeedReader, type FeedReader } from './feed/reader.ts'
import { createSettings } from './feed/settings.ts'
import { createUploader } from './feed/uploader.ts'
import type { Link } from './link.ts'
import type { PeaceParts } from './peace/create-peace.ts'
import type { Uploads } from './peace/uploads.ts'
import { createPictures } from './pictures/pictures.ts'
import type { Monitor } from './register/monitor.ts'
import { createSearch } from './search/search.ts'
import type { Trust } from './trust.ts'
import { isFew, type SquareView } from './views/status-view.ts'
import { createAudit } from './votes/audit.ts'
import { createTallies } from './votes/tallies.ts'
import { createVoting } from './votes/voting.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly trust: Trust
  readonly monitor: Monitor
  readonly uploads: Uploads
  readonly trusted: PeaceParts['trusted']
  /** Aborted by the next stop. */
  signal(): AbortSignal
  /** There is something to upload, to publish or to cast. */
  carry(): void
  /** An image is at the Operator: letters may have waited for it. */
  onUploaded(): void
}

export type SquareParts = ReturnType<typeof createSquare>

export function createSquare(deps: Deps) {
  const { device, account, link, trust, monitor, uploads, trusted, signal, carry, onUploaded } = deps
  const groups: Groups = createGroups({ device, account, monitor, trust })
  const actor: Actor = createActor({ device, account, link, groups })
  const keys = createFeedKeys({ device, link, actor })
  const tallies = createTallies(device, link)
  const reader: FeedReader = createFeedReader({
    ...{ device, link, trust, monitor, keys },
    readTallies: tallies.read,
  })
  const settings = createSettings(device)
  const posting = createPosting({ device, account, uploads, trusted, carry })
  const deletions = createDeletions({ device, account, deleteNow: posting.deletePost, carry })
  const publisher = createPublisher({ device, link, carry })
  const uploader = createUploader({
    ...{ device, link, actor },
    onDone: () => {
      carry()
      onUploaded()
    },
  })
  const voting = createVoting({ device, account, link, actor, carry })
  const { audit } = createAudit({ device, account, link, monitor, signal, carry })
  const pictures = createPictures(device, link)
  const views = createFeedViews({
    ...{ device, account, sync: reader.sync, settings: settings.settings },
    castStep: voting.step,
  })
  const { search } = createSearch(device)

  return {
    actor,
    reader,
    settings,
    posting,
    deletions,
    publisher,
    uploader,
    voting,
    audit,
    pictures,
    views,
    search,
    status,
  }

  function status(): SquareView {
    const seen = groups.seen()
    return {
      members: seen?.members,
      minimumMembers: seen?.minimum,
      few: seen !== undefined && isFew(seen.members),
      ...views.counts(),
      sync: reader.sync(),
    }
  }
}

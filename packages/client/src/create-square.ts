/** The square's part of a device: what acts, what reads, what is drawn. */
import type { Account } from './account/account.ts'
import type { Actor } from './acts/actor.ts'
import { createActor } from './acts/actor.ts'
import { createGroups, type Groups } from './acts/groups.ts'
import type { Device } from './device.ts'
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
import type { SquareView } from './views/status-view.ts'
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
  /** There is something to upload, to publish or to cast. */
  carry(): void
  /** An image is at the Operator: letters may have waited for it. */
  onUploaded(): void
}

export type SquareParts = ReturnType<typeof createSquare>

export function createSquare(deps: Deps) {
  const { device, account, link, trust, monitor, uploads, trusted, carry, onUploaded } = deps
  const groups: Groups = createGroups({ device, account, monitor })
  const actor: Actor = createActor({ device, account, link, groups })
  const keys = createFeedKeys({ device, link, actor })
  const tallies = createTallies(device, link)
  const reader: FeedReader = createFeedReader({
    ...{ device, link, trust, monitor, keys },
    readTallies: tallies.read,
  })
  const settings = createSettings(device)
  const posting = createPosting({ device, account, uploads, trusted, carry })
  const publisher = createPublisher({ device, link })
  const uploader = createUploader({
    ...{ device, link, actor },
    onDone: () => {
      carry()
      onUploaded()
    },
  })
  const voting = createVoting({ device, account, link, actor, carry })
  const { audit } = createAudit({ device, account, link, monitor })
  const pictures = createPictures(device, link)
  const views = createFeedViews({ device, account, sync: reader.sync, settings: settings.settings })
  const { search } = createSearch(device)

  return {
    actor,
    reader,
    settings,
    posting,
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
      ...device.rows.posts.counts(device.clock.now()),
      sync: reader.sync(),
    }
  }
}

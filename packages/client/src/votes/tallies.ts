/** Tallies, a page at a time: to ask for those of one post would say what one reads. */
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { Link } from '../link.ts'
import { difference } from './voting.ts'

/** The newest pages change most, and are asked for each time; the others in turn, so many in one pass. */
const NEWEST = 3
const OTHERS = 20
/** A page that is not among the newest is looked at again after so long. */
const EVERY_MS = 3_600_000

export function createTallies({ rows, sql, clock, events }: Device, link: Link) {
  const askedAt = new Map<number, number>()

  return { read }

  async function read(): Promise<NetworkFailure | undefined> {
    for (const page of pagesDue()) {
      const answered = await ask(link.feed().request, { type: 'tallies', page })
      if (!answered.ok) {
        if (answered.error.type === 'refused' && answered.error.code === 'unknown-page') continue
        return failureOf(answered.error)
      }
      const { tallies } = answered.value
      sql.transaction(() => {
        for (const { sequence, up, down } of tallies) {
          const [more, less] = ownDifference(sequence)
          rows.posts.setTally(sequence, Math.max(0, up + more), Math.max(0, down + less))
        }
      })
      events.emit('change', undefined)
    }
    return undefined
  }

  /** Whatever is on the screen: which pages are asked for, and when, says nothing of what is read. */
  function pagesDue(): readonly number[] {
    const now = clock.now()
    const pages = rows.posts.pagesWithPosts(now)
    const others = pages.slice(NEWEST).filter((page) => now - (askedAt.get(page) ?? 0) >= EVERY_MS)
    const due = [...pages.slice(0, NEWEST), ...others.slice(0, OTHERS)]
    for (const page of due) askedAt.set(page, now)
    return due
  }

  /** A vote that is still on its way is shown already. */
  function ownDifference(sequence: number): readonly [number, number] {
    const [post] = rows.posts.between(sequence, sequence)
    const mine = post && rows.votes.find(post.id)
    return mine?.phase === 'waiting' ? difference(mine.counted, mine.choice) : [0, 0]
  }
}

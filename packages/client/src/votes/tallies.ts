/** Tallies, a page at a time: to ask for those of one post would say what one reads. */
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { Link } from '../link.ts'
import { difference } from './voting.ts'

/** In one pass; the newest pages change most. */
const PAGES = 200

export function createTallies({ rows, sql, clock, events }: Device, link: Link) {
  return { read }

  async function read(): Promise<NetworkFailure | undefined> {
    for (const page of rows.posts.pagesWithPosts(clock.now()).slice(0, PAGES)) {
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

  /** A vote that is still on its way is shown already. */
  function ownDifference(sequence: number): readonly [number, number] {
    const [post] = rows.posts.between(sequence, sequence)
    const mine = post && rows.votes.find(post.id)
    return mine?.phase === 'waiting' ? difference(mine.counted, mine.choice) : [0, 0]
  }
}

/** The feed. */
import type { Audience, FeedView } from '@comrad/client'
import { Box } from 'ink'
import { type ReactNode, useEffect, useState } from 'react'
import { Lines } from '../canvas.ts'
import { drawWordsBox } from '../draw.ts'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { type Line, line, paragraph, soft, strong } from '../line.ts'
import { useStretch } from '../stretch.ts'
import { useComrad, useSurroundings } from '../surroundings.ts'
import type { Catalogue } from '../words/en.ts'
import { PostList } from './post-list.ts'

const AUDIENCES = [undefined, 'world', 'trusted'] as const
/** A post takes three rows at least: so many are three screenfuls. */
export const POSTS = 30

export function Feed({ height }: { readonly height: number }): ReactNode {
  const { say, house, columns } = useSurroundings()
  const [audience, setAudience] = useState<Audience>()
  const [order, setOrder] = useState<'new' | 'votes'>('new')
  useEffect(() => house.comrad()?.refreshFeed(), [house])
  useActs('posts', {
    audience: () => setAudience(AUDIENCES[(AUDIENCES.indexOf(audience) + 1) % AUDIENCES.length]),
    order: () => setOrder(order === 'new' ? 'votes' : 'new'),
  })
  const sync = useComrad((comrad) => comrad.feed({ limit: 1 }).sync, [])
  const tabs = AUDIENCES.flatMap((one, place) => {
    const words = one === undefined ? say.everything : say[one]
    return [...(place > 0 ? [soft(' · ')] : []), one === audience ? strong(words) : soft(words)]
  })
  const head = [
    line(...tabs, soft(`   ${order === 'new' ? say.newest : say.mostVoted}`)),
    ...(sync ? drawSync(sync, columns, say) : []),
  ]
  return h(
    Box,
    { flexDirection: 'column' },
    h(Lines, { lines: head }),
    h(Posts, { key: `${order} ${audience}`, order, audience, height: height - head.length }),
  )
}

type PostsProps = {
  readonly order: 'new' | 'votes'
  readonly audience: Audience | undefined
  readonly height: number
}

function Posts({ order, audience, height }: PostsProps): ReactNode {
  const { house, say, columns } = useSurroundings()
  const { items, before, further } = useStretch(
    (from: string | undefined, limit) => {
      const wish = {
        order,
        limit,
        ...(audience && { audience }),
        ...(from !== undefined && { before: from }),
      }
      const view = house.comrad()?.feed(wish)
      return { items: view?.posts ?? [], next: view?.older }
    },
    Math.max(POSTS, height),
    [house, order, audience],
  )
  if (items.length > 0)
    return h(PostList, { posts: items.map((post) => ({ post })), height, before, further })
  return h(
    Box,
    { flexDirection: 'column' },
    h(Lines, { lines: [[], ...paragraph(say.feedEmpty, { columns, style: { dim: true } })] }),
    h(PostList, { posts: [], height: Math.max(1, height - 2) }),
  )
}

function drawSync(sync: FeedView['sync'], columns: number, say: Catalogue): readonly Line[] {
  switch (sync.phase) {
    case 'never':
      return [line(soft(say.feedNever))]
    case 'syncing':
      return [line(soft(say.feedSyncing(sync.pagesLeft)))]
    case 'waiting':
      return drawWordsBox(sync.words, columns, say, false)
    case 'current':
      return []
  }
}

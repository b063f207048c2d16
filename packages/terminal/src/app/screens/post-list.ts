/** Posts to move among and to act on: the feed, a thread, those of one person. */
import type { PostView } from '@comrad/client'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { type Item, List, type ListProps, MARK_COLUMNS } from '../list.ts'
import { drawPost } from '../post-lines.ts'
import { useRoom } from '../room.ts'
import { useAct, useQuietly, useSurroundings } from '../surroundings.ts'
import { Audit } from './audit.ts'
import { Compose } from './compose.ts'
import { Picture } from './picture.ts'
import { Refused } from './refused.ts'

export type Shown = { readonly post: PostView; readonly depth?: number; readonly isWhole?: boolean }

type PostListProps = Pick<ListProps, 'height' | 'before' | 'further'> & {
  readonly posts: readonly Shown[]
  readonly isThread?: boolean
  /** What stands above them, and is gone through before them. No key for a post does anything there. */
  readonly above?: readonly Item[]
  /** The key of what is selected, above or among them. */
  onSelect?(key: string | undefined): void
}

export function PostList(props: PostListProps): ReactNode {
  const { posts, height, before, further, isThread = false, above = [], onSelect } = props
  const { say, columns, clock, plain, house } = useSurroundings()
  const room = useRoom()
  const [selected, setSelected] = useState<string>()
  const [seen, setSeen] = useState<readonly string[]>([])
  const remove = useAct((post: string) => house.comrad()?.deletePost(post))
  const vote = useAct((post: string, choice: 'up' | 'down' | 'none') => house.comrad()?.vote(post, choice))
  const keep = useAct((post: string) => house.comrad()?.keepPost(post))
  useReadMarks(posts, seen)
  const at = (act: (post: PostView) => unknown) => () => {
    const found = posts.find(({ post }) => post.post === selected)
    return found ? act(found.post) : false
  }
  const cast = (choice: 'up' | 'down') =>
    at(({ post, votes }) => {
      if (!votes) return room.tell(say.noVotes)
      const mine = votes.mine.phase === 'none' ? 'none' : votes.mine.choice
      void vote.run(post, mine === choice ? 'none' : choice)
    })
  const write = () => room.show(h(Compose, { onClose: room.close }))
  useActs('posts', {
    open: at(({ post }) => !isThread && room.go({ screen: 'thread', post })),
    write,
    reply: at(({ post, author, audience }) =>
      room.show(h(Compose, { replyTo: { post, author, to: audience }, onClose: room.close })),
    ),
    up: cast('up'),
    down: cast('down'),
    picture: at(({ post, author, image }) => {
      const comrad = house.comrad()
      if (!image || !comrad) return false
      return room.show(
        h(Picture, { author, size: image, load: () => comrad.image(post), onClose: room.close }),
      )
    }),
    author: at(({ author, isMine }) => room.go({ screen: 'profile', ...(isMine ? {} : { name: author }) })),
    recount: at(({ post, votes }) =>
      votes ? room.show(h(Audit, { post, onClose: room.close })) : room.tell(say.noVotes),
    ),
    remove: at(({ post, isMine }) => {
      if (!isMine) return false
      void remove.run(post).then((isDeleted) => isDeleted && room.tell(say.deleted))
      return true
    }),
    undo() {
      const last = house.comrad()?.deletions().at(-1)
      return last ? void keep.run(last.post) : false
    },
  })
  const drawing = { say, now: clock.now(), columns: columns - MARK_COLUMNS, isPlain: plain !== undefined }
  const select = useCallback(
    (key: string | undefined) => {
      setSelected(key)
      onSelect?.(key)
    },
    [onSelect],
  )
  const items = posts.map(({ post, ...how }) => ({
    key: post.post,
    lines: [...drawPost(post, { ...drawing, ...how }), ...(plain ? [] : [[]])],
  }))
  const trouble = vote.trouble ?? remove.trouble ?? keep.trouble
  useEffect(() => {
    if (trouble) room.show(h(Refused, { words: trouble, onClose: room.close }))
  }, [trouble, room])
  return h(List, {
    items: [...above, ...items],
    ...{ height, before, further, onSelect: select, onShow: setSeen },
  })
}

const READ_AFTER_MS = 1_500

/** What has been on the screen for a moment counts as read. */
function useReadMarks(posts: readonly Shown[], seen: readonly string[]): void {
  const { house, clock } = useSurroundings()
  const quietly = useQuietly()
  const unread = posts.flatMap(({ post }) => (post.unread && seen.includes(post.post) ? [post.post] : []))
  const keys = unread.join(' ')
  useEffect(() => {
    if (keys === '') return
    return clock.after(READ_AFTER_MS, () => quietly(() => house.comrad()?.markPostsRead(keys.split(' '))))
  }, [house, clock, keys, quietly])
}

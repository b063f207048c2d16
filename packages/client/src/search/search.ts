/** Looks for words in what is on this device. */
import type { LetterId, Name, PostId } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { letterKeyOf } from '../views/conversation-view.ts'
import { postKeyOf } from '../views/feed-view.ts'
import type { Found, SearchView } from '../views/search-view.ts'

const FOUND = { usual: 50, most: 200 } as const
const WORDS_MAX = 10

type Row = {
  post: PostId | null
  letter: LetterId | null
  /** The author, or with whom the conversation is. */
  name: string
  type: string | null
  text: string
  at: number
}

/** By number, which is by time: it ends where enough is found. */
const QUERY = `
  select p.id as post, e.letter, coalesce(p.author, e.contact) as name, e.type,
    coalesce(p.text, e.content) as text, coalesce(p.written_at, e.at) as at
  from found f
    left join posts p on p.found_as = f.rowid
    left join entries e on e.found_as = f.rowid and e.type in ('sent', 'received')
  where found match ? and f.rowid < (? << 21)
    and (p.expires_at > ? or (e.id is not null and (e.disappears_at is null or e.disappears_at > ?)))
    and (p.id is null or p.id not in (select post from deletions_due))
    and (p.id is null or p.author not in (select name from muted union all select name from blocked))
  order by f.rowid desc limit ?`

/** Nobody writes later than this; and it can be shifted. */
const END_MS = 2 ** 42 - 1

export function createSearch({ sql, clock }: Device) {
  return { search }

  /** `before`: only what is older than that moment. */
  function search(
    words: string,
    page: { readonly limit?: number; readonly before?: number } = {},
  ): SearchView {
    const limit = Math.max(1, Math.min(page.limit ?? FOUND.usual, FOUND.most))
    const query = queryOf(words)
    if (query === undefined) return { words, found: [], more: false }
    const before = Math.min(page.before ?? END_MS, END_MS)
    const rows = sql.all<Row>(QUERY, query, before, clock.now(), clock.now(), limit + 1)
    return { words, found: rows.slice(0, limit).map(foundOf), more: rows.length > limit }
  }
}

function foundOf({ post, letter, name, type, text, at }: Row): Found {
  if (post) return { type: 'post', post: postKeyOf(post), author: name as Name, text, at }
  const from = type === 'sent' ? 'me' : 'them'
  return { type: 'message', with: name as Name, from, letter: letterKeyOf(letter as LetterId), text, at }
}

/** Each word as it is, the last one as a beginning: nothing that a person types is syntax. */
function queryOf(words: string): string | undefined {
  const given = words
    .toWellFormed()
    .replaceAll('\0', ' ')
    .split(/[^\p{L}\p{N}\p{M}\p{Co}\p{So}]+/u)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX)
  if (given.length === 0) return undefined
  return `${given.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ')}*`
}

/** Looks for words in what is on this device. */
import type { Name } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { letterKeyOf } from '../views/conversation-view.ts'
import { postKeyOf } from '../views/feed-view.ts'
import type { Found, SearchView } from '../views/search-view.ts'

const FOUND = { usual: 50, most: 200 } as const
const WORDS_MAX = 10

type PostRow = { id: Uint8Array; author: string; text: string; at: number }
type EntryRow = { contact: string; type: string; letter: Uint8Array; text: string; at: number }

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
    const before = page.before ?? Number.MAX_SAFE_INTEGER
    const found = [...posts(query, before, limit + 1), ...messages(query, before, limit + 1)]
    found.sort((a, b) => b.at - a.at)
    return { words, found: found.slice(0, limit), more: found.length > limit }
  }

  function posts(query: string, before: number, limit: number): readonly Found[] {
    const rows = sql.all<PostRow & Record<string, never>>(
      `select p.id, p.author, p.text, p.written_at as at from found f join posts p on f.rowid = p.number * 2
       where found match ? and f.rowid % 2 = 0 and p.written_at < ? and p.expires_at > ?
         and p.author not in (select name from muted union all select name from blocked)
       order by f.rowid desc limit ?`,
      ...[query, before, clock.now(), limit],
    ) as unknown as readonly PostRow[]
    return rows.map(({ id, author, text, at }) => ({
      type: 'post',
      post: postKeyOf(id),
      author: author as Name,
      text,
      at,
    }))
  }

  function messages(query: string, before: number, limit: number): readonly Found[] {
    const rows = sql.all<EntryRow & Record<string, never>>(
      `select e.contact, e.type, e.letter, e.content as text, e.at from found f join entries e on f.rowid = e.id * 2 + 1
       where found match ? and f.rowid % 2 = 1 and e.at < ?
         and (e.disappears_at is null or e.disappears_at > ?)
       order by f.rowid desc limit ?`,
      ...[query, before, clock.now(), limit],
    ) as unknown as readonly EntryRow[]
    return rows.map(({ contact, type, letter, text, at }) => ({
      type: 'message',
      with: contact as Name,
      from: type === 'sent' ? 'me' : 'them',
      letter: letterKeyOf(letter as Parameters<typeof letterKeyOf>[0]),
      text,
      at,
    }))
  }
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

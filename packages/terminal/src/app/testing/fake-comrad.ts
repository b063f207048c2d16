/** A comrad whose views are what a test says they are, and that remembers what was asked of it. */
import type {
  Comrad,
  ComradEvents,
  ContactView,
  ConversationEntry,
  DeletionView,
  Found,
  PostView,
  ProfileView,
  StatusView,
} from '@comrad/client'
import { actsOf } from '@comrad/client/testing'
import { err, type Name, ok, parseName, type Result } from '@comrad/protocol'

export const NOW = Date.UTC(2026, 2, 2, 12)
const DAY_MS = 86_400_000

export function nameOf(text: string): Name {
  const name = parseName(text)
  if (!name.ok) throw new Error(text)
  return name.value
}

export function contactOf(name: string, given: Partial<ContactView> = {}): ContactView {
  const contact = {
    ...{ name: nameOf(name), meeting: { phase: 'met', at: NOW } as const, verified: false, alarmed: false },
    ...{ trusted: false, trustsYou: false, muted: false, blocked: false, timer: 0, unread: 0, lastAt: NOW },
    emblem: undefined,
    ...given,
  }
  return { ...contact, acts: actsOf({ phase: contact.meeting.phase, blocked: contact.blocked }) }
}

let posts = 0

export const postOf = (author: string, text: string, given: Partial<PostView> = {}): PostView => ({
  ...{ post: `p${++posts}`, author: nameOf(author), isMine: author === 'alice', audience: 'world', text },
  emblem: undefined,
  ...{ replies: 0, writtenAt: NOW - 300_000, expiresAt: NOW + 7 * DAY_MS, unread: false },
  ...{ votes: { up: 3, down: 1, mine: { phase: 'none' } } },
  ...given,
})

export const receivedOf = (text: string, at = NOW): ConversationEntry => ({
  ...{ type: 'received', letter: `r${++posts}`, text, sentAt: at, receivedAt: at, read: true },
})

type Sent = Extract<ConversationEntry, { readonly type: 'sent' }>

export const sentOf = (text: string, state: Sent['state']): ConversationEntry => ({
  ...{ type: 'sent', letter: `s${++posts}`, text, at: NOW, state },
})

export type FakeFacts = {
  people: readonly ContactView[]
  posts: readonly PostView[]
  deletions: readonly DeletionView[]
  entries: readonly ConversationEntry[]
  found: readonly Found[]
  faces: Readonly<Record<string, Partial<ProfileView>>>
  status: Partial<StatusView>
  sync: ReturnType<Comrad['feed']>['sync']
  /** What acts of this name answer, where they do not simply succeed. */
  answers: Readonly<Record<string, unknown>>
}

export type FakeComrad = Comrad & {
  facts: FakeFacts
  /** What was asked of it, in order: `vote p1 up`. */
  readonly asked: string[]
  emit<E extends keyof ComradEvents>(event: E, value: ComradEvents[E]): void
}

const GROUP_OF = { met: 'met', incoming: 'incoming', requested: 'requested' } as const
const ACTS = [
  'post',
  'deletePost',
  'keepPost',
  'vote',
  'send',
  'cancel',
  'sendAgain',
  'accept',
  'decline',
  'trust',
  'untrust',
] as const
const MORE_ACTS = ['mute', 'unmute', 'block', 'unblock', 'setTimer', 'deleteConversation'] as const
const REST = [
  'editProfile',
  'markVerified',
  'changeSettings',
  'register',
  'recover',
  'meet',
  'audit',
] as const

export function createFakeComrad(given: Partial<FakeFacts> = {}): FakeComrad {
  const listeners = new Map<string, Set<(value: never) => void>>()
  const asked: string[] = []
  const facts: FakeFacts = {
    ...{ people: [], posts: [], deletions: [], entries: [], found: [], faces: {}, status: {}, answers: {} },
    sync: { phase: 'current', at: NOW },
    ...given,
  }
  const tell = (name: string, args: readonly unknown[]) =>
    void asked.push(
      [name, ...args.map((one) => (typeof one === 'object' ? JSON.stringify(one) : one))].join(' '),
    )
  const acts = Object.fromEntries(
    [...ACTS, ...MORE_ACTS, ...REST].map((name) => [
      name,
      async (...args: readonly unknown[]) => {
        tell(name, args)
        const answer = facts.answers[name]
        return typeof answer === 'function' ? answer(...args) : (answer ?? ok(undefined))
      },
    ]),
  )
  const groupOf = ({ meeting, blocked }: ContactView) =>
    blocked ? 'closed' : (GROUP_OF[meeting.phase as keyof typeof GROUP_OF] ?? 'closed')
  const contact = (name: string): Result<ContactView, { type: 'unknown-contact' }> => {
    const found = facts.people.find((one) => one.name === name)
    return found ? ok(found) : err({ type: 'unknown-contact' })
  }
  const views = {
    account: () => ({ phase: 'registered', name: nameOf('alice'), index: 0 }),
    recoveryPhrase: () => Array.from({ length: 24 }, (_, index) => `word${index + 1}`).join(' '),
    status: () => statusOf(facts.status),
    feed({ limit = 50, before, author, audience }: Parameters<Comrad['feed']>[0] = {}) {
      tell('feed', [`${before ?? 'top'}+${limit}`])
      const all = facts.posts.filter(
        (one) => (!author || one.author === author) && (!audience || one.audience === audience),
      )
      const from = before === undefined ? 0 : Number(before)
      const older = from + limit < all.length ? { older: String(from + limit) } : {}
      return { posts: all.slice(from, from + limit), unread: 0, sync: facts.sync, ...older }
    },
    refreshFeed: () => tell('refreshFeed', []),
    thread: (post: string) =>
      ok({ focus: post, posts: facts.posts.map((one, depth) => ({ depth: Math.min(depth, 1), post: one })) }),
    markPostsRead: async (keys: readonly string[]) => {
      tell('markPostsRead', keys)
      return ok(undefined)
    },
    markRead: async (name: string) => {
      tell('markRead', [name])
      return ok(undefined)
    },
    people({ group, offset = 0, limit = 50 }: Parameters<Comrad['people']>[0]) {
      tell('people', [group, `${offset}+${limit}`])
      const of = (wanted: string) => facts.people.filter((one) => groupOf(one) === wanted)
      return {
        people: of(group).slice(offset, offset + limit),
        totals: {
          ...{ met: of('met').length, incoming: of('incoming').length },
          ...{ requested: of('requested').length, closed: of('closed').length },
        },
      }
    },
    contact,
    conversation(name: string, { limit = 50, before }: Parameters<Comrad['conversation']>[1] = {}) {
      const found = contact(name)
      if (!found.ok) return found
      const end = before === undefined ? facts.entries.length : Number(before)
      const start = Math.max(0, end - limit)
      const older = start > 0 ? { older: String(start) } : {}
      return ok({ contact: found.value, entries: facts.entries.slice(start, end), ...older })
    },
    meeting: (name: string) =>
      ok({ name, state: 'too-few-members', words: { happened: `${name} waits for more comrads.` } }),
    verify: (name: string) =>
      ok({
        ...{ name, groups: Array.from({ length: 12 }, (_, index) => `${10_000 + index}`), verified: false },
        ...{ scannable: new Uint8Array(70).fill(7), words: { happened: `Compare with ${name}.` } },
      }),
    profile: (name = 'alice') =>
      ok({
        ...{
          name,
          emblem: undefined,
          isMine: name === 'alice',
          youTrust: false,
          trustsYou: false,
          muted: false,
          blocked: false,
        },
        ...{ posts: [], ...facts.faces[name] },
      }),
    search: (words: string) => ({
      words,
      found: facts.found.filter(({ text }) => text.includes(words)),
      more: false,
    }),
    settings: () => ({ prefetchImages: false }),
    deletions: () => facts.deletions,
    muted: () => facts.people.filter(({ muted }) => muted).map(({ name }) => name),
    blocked: () => facts.people.filter(({ blocked }) => blocked).map(({ name }) => name),
    on(event: string, listener: (value: never) => void) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
    stop: async () => {},
  }
  const emit = (event: string, value: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(value as never)
  }
  return { ...views, ...acts, facts, asked, emit } as unknown as FakeComrad
}

export const statusOf = (given: Partial<StatusView>): StatusView => ({
  account: { phase: 'registered', name: nameOf('alice'), index: 0 },
  operator: { address: 'comrad://127.0.0.1:9/aaaa', anonymity: 'tor' },
  connection: { phase: 'connected' },
  clock: { phase: 'right' },
  storage: { phase: 'working' },
  register: { size: 3, root: 'ab'.repeat(32), checkedAt: NOW },
  mail: {
    ...{ queued: 1, mailboxFull: 0, sent: 2, undelivered: 0, unread: 0 },
    ...{ undecipherable: 0, badCertificates: 0, hostile: 0, strangers: 0 },
  },
  square: {
    ...{ members: 30, minimumMembers: 20, few: false, posts: 0, unread: 0 },
    sync: { phase: 'current', at: NOW },
  },
  requests: 0,
  alarms: [],
  words: [],
  ...given,
})

/** Reads the store and the connection, and hands both to the views. */
import { formatOperatorAddress, type Name } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { Greeting, Link } from '../link.ts'
import type { EntryPlace } from '../store/entry-rows.ts'
import { type AlarmView, alarmViewOf } from './alarm-view.ts'
import {
  type ContactFacts,
  type ContactsView,
  type ContactView,
  contactsViewOf,
  contactViewOf,
  type PeoplePage,
  type PeopleView,
} from './contacts-view.ts'
import {
  type ConversationPage,
  type ConversationView,
  conversationViewOf,
  type LetterKey,
  parseCursor,
  parseLetterKey,
} from './conversation-view.ts'
import { type InboxView, inboxViewOf } from './inbox-view.ts'
import { type MeetingView, meetingViewOf } from './meeting-view.ts'
import {
  clockViewOf,
  type MailView,
  type SquareView,
  type StatusView,
  type StorageView,
  statusViewOf,
} from './status-view.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Pick<Link, 'connection'> & { greeting(): Pick<Greeting, 'aheadMs'> | undefined }
  readonly anonymity: 'tor' | 'none'
  storage(): StorageView
  square(): SquareView
}

const PAGE_ENTRIES = { usual: 50, most: 500 } as const
const PEOPLE = { usual: 50, most: 200 } as const

export function createViews({ device, account, link, anonymity, storage, square }: Deps) {
  const { rows, clock, operator, speech } = device

  return { status, contacts, contact, people, conversation, inbox, alarms, register, meeting }

  function status(): StatusView {
    const facts = {
      account: account.view(),
      operator: { address: formatOperatorAddress(operator), anonymity },
      connection: link.connection(),
      clock: clockViewOf(link.greeting()?.aheadMs),
      storage: storage(),
      register: register(),
      mail: mail(),
      square: square(),
      requests: rows.contacts.count('incoming'),
      alarms: alarms(),
    }
    return statusViewOf(facts, speech())
  }

  function register(): StatusView['register'] {
    const checkpoint = rows.register.checkpoint()
    return {
      size: checkpoint?.size ?? 0,
      root: Buffer.from(checkpoint?.root ?? []).toString('hex'),
      checkedAt: checkpoint?.checkedAt,
    }
  }

  function mail(): MailView {
    return {
      queued: rows.entries.countSent('waiting'),
      mailboxFull: rows.outgoing.countWaitingFor('mailbox-full'),
      sent: rows.entries.countSent('deposited'),
      undelivered: rows.entries.countSent('undelivered'),
      unread: rows.entries.countUnread(),
      undecipherable: rows.counters.read('undecipherable'),
      badCertificates: rows.counters.read('bad-certificate'),
      hostile: rows.counters.read('hostile') + rows.counters.read('bad-notes'),
      strangers: rows.counters.read('strangers'),
    }
  }

  function alarms(): readonly AlarmView[] {
    const views = rows.alarms.all().map((alarm) => alarmViewOf(alarm, speech()))
    return [...views.filter(({ endsTrust }) => endsTrust), ...views.filter(({ endsTrust }) => !endsTrust)]
  }

  function contacts(): ContactsView {
    const unread = rows.entries.unreadCounts()
    const lastAt = rows.entries.lastTimes()
    return contactsViewOf(rows.contacts.all(), {
      ...contactFacts(),
      unread: (name) => unread.get(name) ?? 0,
      lastAt: (name) => lastAt.get(name),
    })
  }

  function people({ group, offset = 0, limit = PEOPLE.usual }: PeoplePage): PeopleView {
    const wanted = Math.max(1, Math.min(limit, PEOPLE.most))
    const unread = rows.entries.unreadCounts()
    const facts = { ...contactFacts(), unread: (name: Name) => unread.get(name) ?? 0 }
    const { page, countIn } = rows.contacts
    const totals = {
      ...{ met: countIn('met'), incoming: countIn('incoming') },
      ...{ requested: countIn('requested'), closed: countIn('closed') },
    }
    const found = offset < totals[group] ? page(group, Math.max(0, offset), wanted) : []
    return { people: found.map((stored) => contactViewOf(stored, facts)), totals }
  }

  function contact(name: Name): ContactView | undefined {
    const stored = rows.contacts.find(name)
    return stored && contactViewOf(stored, contactFacts())
  }

  function meeting(name: Name): MeetingView | undefined {
    const view = contact(name)
    return view && meetingViewOf(view, rows.outgoing.ofKind(name, 'meet-request').at(-1), speech())
  }

  function conversation(
    name: Name,
    { limit, before, around }: ConversationPage,
  ): ConversationView | undefined {
    const view = contact(name)
    if (!view) return undefined
    const wanted = Math.max(1, Math.min(limit ?? PAGE_ENTRIES.usual, PAGE_ENTRIES.most))
    const end = around === undefined ? parseCursor(before) : endAround(name, around, wanted)
    const [more, ...page] = rows.entries.page(name, wanted + 1, clock.now(), end)
    const hasOlder = page.length === wanted
    const entries = hasOlder || !more ? page : [more, ...page]
    const outbox = rows.outgoing.ofContact(name)
    return conversationViewOf({
      ...{ contact: view, page: entries, outbox, hasOlder },
      isHere: rows.images.isHere,
      uploadWait: rows.uploads.waitOf,
      speech: speech(),
    })
  }

  /** Where a page ends of which half is after a letter. One that is not here, or is near the end, is on the last page. */
  function endAround(name: Name, letter: LetterKey, wanted: number): EntryPlace | undefined {
    const found = rows.entries.find(parseLetterKey(letter), clock.now())
    if (found?.contact !== name) return undefined
    return rows.entries.placeAfter(name, found, Math.ceil(wanted / 2))
  }

  function inbox(): InboxView {
    const { page, countIn } = rows.contacts
    const asking = page('incoming', 0, countIn('incoming'))
    return inboxViewOf(rows.entries.unread(), asking, rows.images.isHere)
  }

  function contactFacts(): ContactFacts {
    const named = rows.alarms.all().flatMap(({ alarm }) => (alarm.kind === 'foreign-key' ? [alarm.name] : []))
    return {
      now: clock.now(),
      unread: rows.entries.unreadOf,
      lastAt: rows.entries.lastTime,
      alarmed: new Set(named),
      trusting: new Set(rows.trustedFaces.names()),
      muted: new Set(rows.quiet.muted.all()),
      keyOf: (name) => rows.register.find(name)?.record.identityKey,
    }
  }
}

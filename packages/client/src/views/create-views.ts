/** Reads the store and the connection, and hands both to the views. */
import { formatOperatorAddress, type Name } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import { type AlarmView, alarmViewOf } from './alarm-view.ts'
import {
  type ContactFacts,
  type ContactsView,
  type ContactView,
  contactsViewOf,
  contactViewOf,
} from './contacts-view.ts'
import {
  type ConversationPage,
  type ConversationView,
  conversationViewOf,
  parseCursor,
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
  readonly link: Link
  readonly anonymity: 'tor' | 'none'
  storage(): StorageView
  square(): SquareView
}

const PAGE_ENTRIES = { usual: 50, most: 500 } as const

export function createViews({ device, account, link, anonymity, storage, square }: Deps) {
  const { rows, clock, operator } = device

  return { status, contacts, contact, conversation, inbox, alarms, register, meeting }

  function status(): StatusView {
    return statusViewOf({
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
    })
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
    const views = rows.alarms.all().map(alarmViewOf)
    return [...views.filter(({ endsTrust }) => endsTrust), ...views.filter(({ endsTrust }) => !endsTrust)]
  }

  function contacts(): ContactsView {
    return contactsViewOf(rows.contacts.all(), contactFacts())
  }

  function contact(name: Name): ContactView | undefined {
    const stored = rows.contacts.find(name)
    return stored && contactViewOf(stored, contactFacts())
  }

  function meeting(name: Name): MeetingView | undefined {
    const view = contact(name)
    return view && meetingViewOf(view, rows.outgoing.ofKind(name, 'meet-request').at(-1))
  }

  function conversation(name: Name, { limit, before }: ConversationPage): ConversationView | undefined {
    const view = contact(name)
    if (!view) return undefined
    const wanted = Math.max(1, Math.min(limit ?? PAGE_ENTRIES.usual, PAGE_ENTRIES.most))
    const [more, ...page] = rows.entries.page(name, wanted + 1, clock.now(), parseCursor(before))
    const hasOlder = page.length === wanted
    const entries = hasOlder || !more ? page : [more, ...page]
    const outbox = rows.outgoing.ofContact(name)
    const { isHere, isUploading } = rows.letterImages
    return conversationViewOf({ contact: view, page: entries, outbox, hasOlder, isHere, isUploading })
  }

  function inbox(): InboxView {
    return inboxViewOf(rows.entries.unread(), rows.contacts.all(), rows.letterImages.isHere)
  }

  function contactFacts(): ContactFacts {
    const named = rows.alarms.all().flatMap(({ alarm }) => (alarm.kind === 'foreign-key' ? [alarm.name] : []))
    return {
      now: clock.now(),
      unread: rows.entries.unreadCounts(),
      lastAt: rows.entries.lastTimes(),
      alarmed: new Set(named),
      trusting: new Set(rows.trustedFaces.names()),
      muted: new Set(rows.quiet.muted.all()),
      keyOf: (name) => rows.register.find(name)?.record.identityKey,
    }
  }
}

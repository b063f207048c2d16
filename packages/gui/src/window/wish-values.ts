/** What each wish is answered with when it is granted: the client's own views. */
import type {
  AccountView,
  AuditView,
  BridgesView,
  ContactsView,
  ContactView,
  ConversationView,
  DeletionView,
  FeedView,
  HouseView,
  LineView,
  MeetingView,
  PassphraseStrength,
  PeopleView,
  Preferences,
  ProfileView,
  Registered,
  SafetyNumberView,
  ScannedNumber,
  SearchView,
  SquareSettings,
  StatusView,
  ThreadView,
} from '@comrad/client'
import type { WishName } from '../bridge/wishes.ts'

export type WishValues = Answers & { readonly [W in Exclude<WishName, keyof Answers>]: null }

type Answers = {
  readonly house: HouseView
  readonly line: LineView
  /** Null where Tor is not used. */
  readonly bridges: BridgesView | null
  readonly strength: PassphraseStrength
  readonly unlock: 'open' | 'empty'

  readonly 'export-backup': { readonly file: number; readonly length: number }
  readonly 'begin-file': number
  readonly 'read-file': Uint8Array
  readonly preferences: Preferences
  readonly draft: string
  readonly account: AccountView
  readonly phrase: string | null
  readonly register: Registered & { readonly phrase: string | null }
  readonly recover: Registered
  readonly status: StatusView
  readonly contacts: ContactsView
  readonly people: PeopleView
  readonly contact: ContactView
  readonly conversation: ConversationView
  readonly verify: SafetyNumberView
  readonly 'compare-scanned': ScannedNumber
  readonly meet: MeetingView
  readonly meeting: MeetingView
  readonly send: { readonly letter: string }
  readonly feed: FeedView
  readonly thread: ThreadView
  readonly post: { readonly post: string }
  readonly deletions: readonly DeletionView[]
  readonly audit: AuditView
  readonly profile: ProfileView
  readonly search: SearchView
  readonly settings: SquareSettings
  readonly quiet: { readonly muted: readonly string[]; readonly blocked: readonly string[] }
}

/** What each wish is answered with when it is granted: the client's own views. */
import type {
  AccountView,
  AuditView,
  ContactsView,
  ConversationView,
  FeedView,
  HouseView,
  LineView,
  MeetingView,
  PassphraseStrength,
  Preferences,
  ProfileView,
  Registered,
  SafetyNumberView,
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
  readonly strength: PassphraseStrength
  readonly unlock: 'open' | 'empty'

  readonly 'export-backup': Uint8Array
  readonly preferences: Preferences
  readonly draft: string
  readonly account: AccountView
  readonly phrase: string | null
  readonly register: Registered
  readonly recover: Registered
  readonly status: StatusView
  readonly contacts: ContactsView
  readonly conversation: ConversationView
  readonly verify: SafetyNumberView
  readonly meet: MeetingView
  readonly send: { readonly letter: string }
  readonly feed: FeedView
  readonly thread: ThreadView
  readonly post: { readonly post: string }
  readonly audit: AuditView
  readonly profile: ProfileView
  readonly search: SearchView
  readonly settings: SquareSettings
  readonly quiet: { readonly muted: readonly string[]; readonly blocked: readonly string[] }
}

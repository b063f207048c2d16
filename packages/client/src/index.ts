export { type Clock, systemClock } from './clock.ts'
export type {
  AnswerError,
  CancelError,
  Comrad,
  ComradEvents,
  ContactError,
  LetterImageError,
  MeetError,
  NameProblem,
  RecoverError,
  RegisterError,
  Registered,
  SendAgainError,
  SendError,
  SyncReport,
} from './comrad.ts'
export { type ComradDeps, createComrad } from './create-comrad.ts'
export { COMRAD_OPTIONS, type ComradOptions } from './device.ts'
export type { Failure, NetworkFailure, StorageFailure } from './failure.ts'
export { createHouse, type HouseDeps } from './house/create-house.ts'
export type {
  BackupError,
  BridgesError,
  BridgesView,
  House,
  HouseLine,
  HouseView,
  LineBridges,
  LineState,
  LineView,
  OpenHouseError,
  PassphraseStrength,
  Preferences,
} from './house/house.ts'
export type { ImageError, Images, PreparedImage } from './images.ts'
export type { Peace, TimerError } from './peace.ts'
export type {
  AuditError,
  DeletePostError,
  DeletionView,
  FaceEdit,
  PictureError,
  PostError,
  PostProblem,
  PostWish,
  ProfileEdit,
  ProfileEditError,
  ProfileError,
  Square,
  SquareSettings,
  VoteError,
} from './square.ts'
export { type ComradStore, createComradStore, openComradStore } from './store/comrad-store.ts'
export type { StoreOptions } from './store/passphrases.ts'
export { type CreateStoreError, type OpenStoreError, StoreFailure } from './store/store-error.ts'
export { hasStore } from './store/store-files.ts'
export type {
  Lane,
  LaneError,
  LanePurpose,
  LaneState,
  OnOpen,
  RequestOptions,
  SendRequest,
  Transport,
} from './transport.ts'
export type { AccountProgress, AccountView } from './views/account-view.ts'
export type { Alarm, AlarmView, CheckpointView, EvidenceView } from './views/alarm-view.ts'
export type { AuditProgress, AuditView } from './views/audit-view.ts'
export type {
  ContactGroup,
  ContactsView,
  ContactView,
  Meeting,
  PeoplePage,
  PeopleView,
  PersonAct,
} from './views/contacts-view.ts'
export type {
  ConversationCursor,
  ConversationEntry,
  ConversationNotice,
  ConversationPage,
  ConversationView,
  LetterKey,
  OutgoingState,
  ShownWaitReason,
  WaitReason,
} from './views/conversation-view.ts'
export type { EmblemSeed } from './views/emblem-view.ts'
export { type ComradError, wordsOfError } from './views/error-words.ts'
export type {
  Audience,
  FeedCursor,
  FeedPageWish,
  FeedSyncView,
  FeedView,
  ImageView,
  MyVote,
  OwnPostState,
  PostKey,
  PostView,
  ThreadView,
} from './views/feed-view.ts'
export type { InboxLetter, InboxView } from './views/inbox-view.ts'
export type { MeetingProgress, MeetingState, MeetingView } from './views/meeting-view.ts'
export type { FaceView, ProfileView } from './views/profile-view.ts'
export type { ReachView } from './views/reach-view.ts'
export type { SafetyNumberView, ScannedNumber } from './views/safety-number-view.ts'
export type { Found, SearchView } from './views/search-view.ts'
export type {
  ClockView,
  ConnectionView,
  MailView,
  SquareView,
  StatusView,
  StorageView,
} from './views/status-view.ts'
export { LANGUAGES, type Language, languageOf, SPEECHES } from './words/languages.ts'
export type { Speech, Words } from './words/speech.ts'

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
  SendError,
  SyncReport,
} from './comrad.ts'
export { type ComradDeps, createComrad } from './create-comrad.ts'
export { COMRAD_OPTIONS, type ComradOptions } from './device.ts'
export type { Failure, NetworkFailure, StorageFailure } from './failure.ts'
export { createHouse, type HouseDeps, PASSPHRASE_LENGTH } from './house/create-house.ts'
export type {
  BackupError,
  House,
  HouseView,
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
export type { CreateStoreError, OpenStoreError } from './store/store-error.ts'
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
export type { Alarm, AlarmView, CheckpointView } from './views/alarm-view.ts'
export type { AuditProgress, AuditView } from './views/audit-view.ts'
export type { ContactsView, ContactView, Meeting } from './views/contacts-view.ts'
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
export type { SafetyNumberView } from './views/safety-number-view.ts'
export type { Found, SearchView } from './views/search-view.ts'
export type {
  ClockView,
  ConnectionView,
  MailView,
  SquareView,
  StatusView,
  StorageView,
} from './views/status-view.ts'
export type { Words } from './views/words.ts'

/** Everything that the window itself says, in English: the pattern that every other language follows. */
import { createCounting } from '@comrad/client/counting'
import { SCREENS_EN } from '@comrad/client/screens/en'
import { createMoments } from './moments.ts'

const { count, time } = createCounting('en')
const moments = createMoments('en')

export const EN = {
  ...SCREENS_EN,
  language: 'English',
  direction: 'ltr' as 'ltr' | 'rtl',

  // The frame
  skipToContent: 'Skip to the content',
  unreadCount: (n: number) => `${n} unread`,
  titleUnread: (n: number) => `(${n}) `,
  coreGone:
    'Comrad’s core has stopped. What was stored is kept: start Comrad again, and open the address that it says.',

  broken: 'Something in this window broke',
  brokenKept: 'Nothing that was stored is lost.',
  fault: 'Something in Comrad’s core failed',
  faultKept: 'What was stored is kept, and Comrad goes on. If something stands still, start it again.',

  // Everywhere
  ok: 'OK',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  change: 'Change',
  undo: 'Undo',
  tryAgain: 'Try again',
  older: 'Show older',
  newer: 'Show newer',
  /** A day and a time, in full; and a length of time. */
  moment: moments.moment,
  time,
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  days: (n: number) => `${n} d`,
  characters: (left: number) => (left >= 0 ? `${left} characters left` : `${-left} characters too many`),

  // The beginning
  motto: 'Organise in secret. Nobody reads along, and nothing is kept longer than it must be.',
  keymaker: '@Keymaker',
  keymakerCuts: 'cuts a key that only you hold. A passphrase locks it on this device.',
  telephone: '@Telephone',
  telephoneConnects: 'finds a way through Tor, so that nobody sees whom you call.',
  operator: '@Operator',
  operatorEnters: 'enters your name in a register that everybody can check, and nothing else about you.',
  begin: 'Begin',
  passphrasesDiffer: 'They are not the same.',
  stepReading: (records: number, of: number) => `Checking the register here: ${records} of ${of} names …`,
  stepPrekeys: 'Leaving keys with the Operator, so that others can write to you …',
  working: (percent: number) =>
    `Your device works for the name, so that names are not taken by the thousand: ${percent} %`,
  phrasePrint: 'Print',
  phraseWritten: 'I have written them down',
  phraseLater: 'Later',
  torStarting: 'Connecting through Tor',

  // Feed
  newest: 'New',
  mostVoted: 'By votes',
  order: 'Order',
  audience: 'Whose',
  write: 'Write',
  toWorld: 'The whole world',
  toTrusted: 'Those I trust',
  addImage: 'Add an image',
  imageHelp: 'Place and camera are removed from it before it leaves this device.',
  callTooLong: 'This is more than can be sent at once. Nothing was sent.',
  imageTooLarge: 'That picture is larger than 30 MB. Choose a smaller one.',
  removeImage: 'Remove the image',
  feedEmpty: 'Nothing here yet. Say the first word.',
  reply: 'Reply',
  replies: (n: number) => (n === 0 ? 'Reply' : `Replies (${n})`),
  threadCut: (n: number) => `Only the first ${n} are shown.`,
  voteUp: 'Vote up',
  voteDown: 'Vote down',
  votesOf: (up: number, down: number) => `${up} up, ${down} down`,
  recount: 'Recount',
  recountShown: 'Shown',
  recountCounted: 'Counted here',
  recountInvalid: 'Refused',
  recountGroup: (ballots: number, members: number) =>
    `${ballots} of a group of ${count(members, { one: 'member', other: 'members' })}`,
  recountSince: (names: number, when: string) =>
    `This device has known ${count(names, { one: 'name', other: 'names' })} since ${when}.`,
  deletePost: 'Delete',
  deleted: 'Deleted.',
  showImage: 'Show the image',
  imageGone: 'The image is gone.',
  imageOutOfReach: 'No connection: the image cannot be fetched now.',

  // Messages
  noMessages: 'No messages yet. Meet somebody first.',
  writeTo: (name: string) => `Write to ${name}`,
  takeBack: 'Take back',
  sendAgain: 'Send again',
  timerTag: (time: string) => `disappear after ${time}`,
  timerBoth:
    'Holds for both of you. What you write disappears so long after it was written, what you read so long after it was read.',

  // Contacts
  meetProving: 'Proving that you are a comrad, without saying which …',
  requests: 'They ask to meet you',
  accept: 'Accept',
  decline: 'Decline',
  declineAndTell: 'Decline, and say so',
  asked: 'You have asked',
  met: 'Met',
  closed: 'Closed',
  noContacts: 'Nobody yet. Ask somebody by name, or scan their code.',
  showCode: 'Show my code',
  showCodeWhy: 'Whoever scans it can ask to meet you.',
  scanCode: 'Scan a code',
  scanWhy: 'Hold the code of the other before the camera.',
  scanNoCamera: 'There is no camera that may be used here.',
  scanNotOurs: 'That is not a code of Comrad.',
  verifySame: 'They are the same',
  verifyScan: 'Scan theirs',
  verifyDifferent: (name: string) =>
    `These are not the same number. Somebody may stand between you and ${name}: write nothing that matters here, and speak about it in person.`,
  verified: 'verified',
  alarmed: 'a false key was used in their name',
  trustedByYou: 'you trust',
  trustsYou: 'trusts you',
  muted: 'muted',
  blocked: 'blocked',
  message: 'Message',
  person: (name: string) => `What to do with ${name}`,

  // Profile
  editFace: 'Edit',
  choosePhoto: 'Choose a photo',
  removePhoto: 'Take the photo away',
  cropPhoto: 'Move and zoom until it fits',
  zoom: 'Zoom',

  // Search
  searchHelp:
    'Posts and messages that are on this device. Nobody is asked, so nobody knows what you look for.',
  found: (n: number) => count(n, { other: 'found' }),

  // Tor and bridges
  tor: 'Tor and bridges',
  torVersion: (version: string) => `Tor ${version}`,
  torReady: 'Tor is connected.',
  torReadySince: (moment: string) => `since ${moment}`,
  torOperator: 'The Operator',
  torNone: 'This Operator is on this machine. Tor is not used, and nobody outside can see or join it.',
  bridgesWhat:
    'Where a state, a school or a company blocks Tor, a bridge is another way in: a computer of a volunteer that is on no public list, so it is harder to block. Through one of the kinds obfs4 and snowflake it does not even look like Tor.',
  bridgesWhen:
    'Use them if Tor does not connect although everything else does, or if it is dangerous to be seen using Tor. Otherwise leave this empty: without bridges Tor is faster.',
  bridgesFrom:
    'You get bridges at bridges.torproject.org, by an e-mail to bridges@torproject.org, or from somebody you trust. A line each.',
  bridgesKinds: (kinds: string) => `Kinds of bridges that work on this machine: ${kinds}`,
  bridgesPlain: 'without a kind',
  bridgesKept:
    'They are kept on this device outside the lock, because Tor needs them before it is opened: who takes the device can see that you use them.',
  bridgesUse: 'Use these bridges',
  bridgesUseNone: 'Connect without bridges',
  bridgesInUse: (n: number) => `Connects through ${count(n, { one: 'bridge', other: 'bridges' })}`,
  bridgesNone: 'Connects without bridges',
  bridgesChange: 'Bridges …',

  // Settings
  theme: 'Theme',
  themes: { system: 'as the system', light: 'light', dark: 'dark' },
  notifications: 'Notifications',
  notificationChoices: {
    off: 'none',
    'without-content': 'that something came',
    'with-names': 'who it is from',
  },
  notificationsAllow: 'Allow them in this browser',
  notificationsDenied: 'This browser does not show them. The title still counts what waits.',
  prefetchImages: 'Fetch images with the posts (otherwise only when you look)',
  thisDevice: 'This device',
  backupImport: 'Bring a backup',
  wipeNow: 'Wipe now',
  mutedAndBlocked: 'Muted and blocked',
  nobody: 'nobody',
  shortcuts: 'Keyboard shortcuts',
  shortcutList: [
    ['g f', 'Feed'],
    ['g m', 'Messages'],
    ['g c', 'Contacts'],
    ['g p', 'Profile'],
    ['g s', 'Status'],
    ['/', 'Search'],
    ['n', 'Write a post'],
    ['j / k', 'Next / previous post'],
    ['Ctrl Enter', 'Send or publish'],
    ['Esc', 'Back, close'],
    ['?', 'This list'],
    ['Ctrl Shift Delete', 'Panic: wipe this device'],
  ] as readonly (readonly [string, string])[],

  // Status
  statusTor: 'The way to the Operator',
  statusRegister: 'The register',
  statusRegisterSize: (size: number) =>
    `${count(size, { one: 'name', other: 'names' })}; every one was checked on this device`,
  statusRegisterNever: 'It has not been read yet.',
  statusRegisterChecked: (moment: string) => `last on ${moment}`,
  statusRoot: 'Its root',
  statusMembers: 'Your anonymous acts',
  statusMembersAre: (members: number, minimum: number) =>
    `hidden among ${count(members, { one: 'comrad', other: 'comrads' })}; at least ${minimum} are asked for`,
  statusKnows: 'What the Operator knows about you',
  statusKnowsNot: 'What it cannot know',
  evidence: 'What the alarm rests on',
  statusMail: 'Letters',
  statusMailAre: (queued: number, sent: number, undelivered: number) =>
    `${queued} waiting to be sent, ${sent} not confirmed yet, ${undelivered} not delivered`,
}

export type Catalogue = typeof EN

/** What the screens say alike in every room that draws them, in English: the pattern that every other language follows. */
import { createCounting } from '../counting.ts'

const { count } = createCounting('en')

export const SCREENS_EN = {
  // The frame
  feed: 'Feed',
  messages: 'Messages',
  contacts: 'Contacts',
  profile: 'Profile',
  search: 'Search',
  settings: 'Settings',
  status: 'Status',
  /** Whether the Operator is reached. */
  reach: {
    halted: 'Stopped: the Operator cannot be trusted',
    connected: 'Connected through Tor',
    'connected-here': 'This machine only: not anonymous',
    connecting: 'Calling the Operator …',
    stopped: 'Not connected',
  },
  waitingToConnect: (seconds: number) =>
    `No connection. Next try in ${seconds} s; what you write waits here.`,
  torPercent: (percent: number) => `Tor: ${percent} %`,
  kept: 'Kept:',
  todo: 'To do:',

  // Everywhere
  save: 'Save',
  loading: 'One moment …',
  now: 'now',
  you: 'you',

  // The beginning
  haveAccount: 'I have 24 words',
  haveBackup: 'I have a backup',
  chooseName: 'Your name',
  choosePassphrase: 'A passphrase',
  nameHelp: '3 to 30 letters, digits, - and _. Yours for ever, for all to see.',
  passphraseHelp: 'It locks this device. Nobody can give it back to you. Four or more words are good.',
  passphraseAgain: 'The same again',
  strength: ['guessed at once', 'weak', 'fair', 'good', 'strong'] as readonly string[],
  strengthIs: (words: string) => `This passphrase is ${words}.`,
  makeAccount: 'Make my account',
  cutting: '@Keymaker is cutting your key …',
  entering: '@Operator is entering your name …',
  calling: '@Telephone is calling the Operator …',
  phraseTitle: 'Your 24 words',
  phraseWhy:
    'Write them on paper, away from this device. They bring your name back on another one. Nothing else can, and whoever has them is you.',
  phraseAsk: (number: number) => `Word ${number}, from the paper`,
  phraseWrong: (number: number) => `That is not word ${number}.`,
  wordsOfPhrase: 'Your 24 words, in order',
  recover: 'Get my account back',
  recovering: 'Looking for your name in the register …',

  // Locked
  unlock: 'Unlock',
  unlocking: '@Keymaker is unlocking …',
  passphrase: 'Passphrase',
  locked: 'Comrad is locked.',
  lock: 'Lock',

  // Feed
  world: 'World',
  trusted: 'Trusted',
  everything: 'All',
  writePost: 'What do you want to say?',
  to: 'To',
  toWorldHelp: 'Everybody who has Comrad can read it, and the Operator too.',
  toTrustedHelp: 'Sealed for each of them; nobody else can read it.',
  expires: 'Disappears after',
  expiresDays: (days: number) => count(days, { one: 'day', other: 'days' }),
  publish: 'Publish',
  publishing: 'Publishing …',
  feedNever: 'The feed has not been read yet.',
  feedSyncing: (pages: number) =>
    pages > 0
      ? `Reading the feed: ${count(pages, { one: 'page', other: 'pages' })} left …`
      : 'Reading the feed …',
  replyTo: (name: string) => `In reply to ${name}`,
  replyToGone: 'In reply to a post that is not here',
  voteSecret: 'Nobody can see how you vote, not even the Operator.',
  casting: 'voting …',
  castingSteps: {
    group: 'voting: asking for the group …',
    tree: 'voting: gathering the group …',
    proof: 'voting: proving that it is one of you, not which …',
    sending: 'voting: handing it in …',
  },
  recountTitle: 'A recount on this device',
  recountFetching: (n: number) => `Fetching the ballots: ${n} …`,
  recountChecking: (checked: number, of: number) => `Checking proofs: ${checked} of ${of} …`,
  recountAgrees: 'The tally is right: every proof was checked here.',
  recountDiffers: 'The tally is not what the ballots say.',
  recountMine: {
    none: 'You have not voted.',
    counted: 'Your own ballot is among them.',
    missing: 'Your own ballot is missing!',
  },
  postWaiting: 'on its way',
  postRefused: 'not published',
  onlyTrusted: 'trusted',
  imageOf: (name: string) => `Image by ${name}`,

  // Messages
  send: 'Send',
  /** What has become of a message of one’s own. */
  states: {
    queued: 'waiting',
    depositing: 'sending',
    deposited: 'sent',
    delivered: 'delivered',
    undelivered: 'not delivered',
    cancelled: 'taken back',
  },
  waitingFor: {
    offline: 'waiting for a connection',
    'mailbox-full': 'waiting: their mailbox is full',
    'no-prekeys': 'waiting for keys of theirs',
    busy: 'waiting: the Operator has too much to do',
    halted: 'stopped by an alarm',
    'too-few-members': 'waiting for more comrads to hide among',
    'no-slot': 'waiting for tomorrow: as many strangers as anybody may ask were asked',
    'old-anchor': 'stopped: the Operator showed an old group, in which it could find you',
    'wrong-clock': 'waiting: this clock and the Operator’s are more than a day apart',
    image: 'waiting for its image to be sent',
    'no-image-slot': 'waiting for tomorrow: as many images as anybody may send were sent',
  },
  timer: 'Messages disappear',
  timerOff: 'never',
  timerAfter: (age: string) => `after ${age}`,
  deleteConversation: 'Delete this conversation',
  deleteConversationWhy: 'Here only: what the other side has is theirs.',
  conversationEmpty: (name: string) => `You have met ${name}. Say hello.`,
  goneIn: (age: string) => `gone in ${age}`,

  // Contacts
  meet: 'Meet somebody',
  meetName: 'Their name',
  meetGreeting: 'A greeting (they see it before they answer)',
  meetAsk: 'Ask to meet',
  askedAwaited: 'no answer yet',
  verify: 'Compare safety numbers',
  verifyWhy:
    'Read the digits to each other, in person or on a call. If they are the same, nobody listens in between.',
  trust: 'Trust',
  untrust: 'Trust no longer',
  trustWhy: 'They see your trusted face, and what you post to those you trust.',
  mute: 'Mute',
  unmute: 'Unmute',
  block: 'Block',
  unblock: 'Unblock',
  blockWhy: (name: string) =>
    `${name} can send you nothing any more, and is not told. Everybody else is given a new key to your mailbox.`,

  // Profile
  worldFace: 'For the world',
  trustedFace: 'For those I trust',
  faceEmpty: 'Nothing is shown here.',
  aboutYou: 'A few words about you',
  posts: 'Posts',
  noPosts: 'No posts are here.',
  faceWaiting: 'on its way',

  // Search
  searchFor: 'Search this device',
  nothingFound: 'Nothing here holds these words.',
  inMessage: (name: string) => `message with ${name}`,
  inPost: (name: string) => `post by ${name}`,

  // Tor and bridges
  bridges: 'Bridges',
  bridgesField: 'Your bridges, a line each',
  bridgesUsed: 'Kept. Tor connects anew; what waits to be sent goes on waiting.',
  bridgesNextTime: 'Kept. They are used when Comrad starts again.',

  // Settings
  languageSetting: 'Language',
  hideBelow: 'Hide posts whose votes are below',
  hideOff: 'show all',
  phraseShow: 'Show my 24 words',
  changePassphrase: 'Change the passphrase',
  oldPassphrase: 'The passphrase of now',
  wipingPassphrase: 'A second passphrase that wipes',
  wipingWhy:
    'Given at the lock, it erases everything here and shows an empty Comrad. Whether there is one cannot be seen.',
  wipingSet: 'Set it',
  wipingRemove: 'Take it away',
  backupWhy: 'One encrypted file, opened by your passphrase. Keep it away from this device.',
  backupExport: 'Save a backup',
  backupImportWhy: 'A backup is brought where Comrad begins: on a new device, or here after wiping.',
  wipe: 'Wipe this device',
  wipeWhy:
    'Your letters, contacts and keys on this device are erased, at once and for ever, and with them your settings, your bridges and the address of your Operator. What stays: the program, backups that you saved, and an Operator that runs here for others. Only your 24 words bring the name back.',

  // Status
  membersFew: 'In so small a group votes and reading are not anonymous yet.',
  knows: [
    'Your name and your public keys: everybody can see these.',
    'When this device collects its letters, and how many wait. Not from whom, not what they say.',
    'What you post to the whole world.',
  ] as readonly string[],
  knowsNot: [
    'Whom you write to, and who writes to you.',
    'What you read, and how you vote.',
    'Where you are: Tor hides your address.',
  ] as readonly string[],
  knowsNotHere: [
    'Whom you write to, and who writes to you.',
    'What you read, and how you vote.',
  ] as readonly string[],
  evidenceIs: { seen: 'Seen before', shown: 'Shown now' },
  allWell: 'All is well.',
}

export type ScreenWords = typeof SCREENS_EN

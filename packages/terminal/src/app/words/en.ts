/** What the terminal itself says, in English: the pattern that every other language follows. */
import { createCounting } from '@comrad/client/counting'
import { SCREENS_EN } from '@comrad/client/screens/en'
import { createSpan } from './span.ts'

const { count } = createCounting('en')

export const EN = {
  ...SCREENS_EN,
  // The rooms, and the line to the Operator
  plainHint: 'The ? key lists the keys.',
  placeIn: (place: number, of: number, isMore: boolean) => `${place} of ${of}${isMore ? ' and more' : ''}.`,
  letterCame: 'A message has come.',
  letterFrom: (name: string) => `${name} has written.`,
  requestCame: 'Somebody asks to meet you.',
  requestFrom: (name: string) => `${name} asks to meet you.`,
  metNow: (name: string) => `You and ${name} have met.`,
  fault: 'Something broke inside Comrad. It goes on; nothing that was kept is lost.',

  // Everywhere
  span: createSpan('en'),
  goneAt: (moment: string) => `until ${moment}`,
  characters: (left: number) =>
    `${count(Math.abs(left), { one: 'character', other: 'characters' })} ${left >= 0 ? 'left' : 'too many'}`,
  cut: (rest: number) => `… ${count(rest, { one: 'line', other: 'lines' })} more: Enter shows all`,
  fileUnreadable: (path: string) => ({
    happened: `${path} cannot be read.`,
    todo: 'look at the path again.',
  }),
  fileUnwritable: (path: string) => ({
    happened: `${path} cannot be written.`,
    kept: 'whatever was there.',
    todo: 'name another place.',
  }),
  tooSmall: 'This terminal is too small. Comrad needs 40 columns and 12 rows.',

  // Forms
  optional: '(may be empty)',
  yes: 'yes',
  no: 'no',
  given: 'given',
  imagePath: 'An image (path of a file)',
  imageHelp: 'JPEG, PNG or WebP. Place and camera are removed before it leaves this device.',

  // The beginning
  motto: 'Meet comrades. Write in secret. Organise.',
  promise: 'Nobody reads along, and nothing is kept longer than it must be.',
  cast: [
    ['@Keymaker', 'cuts a key that only you hold. A passphrase locks it on this device.'],
    ['@Telephone', 'finds a way through Tor, so that nobody sees whom you call.'],
    ['@Operator', 'enters your name in a register that everybody can check, and nothing else.'],
  ] as readonly (readonly [string, string])[],
  begin: 'Make an account',
  languageIs: 'Language: English',
  passphrasesDiffer: 'The two passphrases are not the same.',
  reading: (records: number, of: number) => `@Operator reads the register to you: ${records} of ${of}`,
  layingOut: '@Keymaker lays out keys for the first letters to you …',
  working: (percent: number) => `Your device works for the name, so that none are hoarded: ${percent} %`,
  phraseWritten: 'Enter: I have written them down.   Esc: later (Settings shows them again).',
  backupPath: 'The backup (path of the file)',
  bringBackup: 'Bring the backup',

  // Feed
  newest: 'new first',
  mostVoted: 'by votes',
  write: 'Write a post',
  toWorld: 'the whole world',
  toTrusted: 'those I trust',
  published: 'Kept; it is published as soon as it can be.',
  feedEmpty: 'Nothing here yet. n says the first word.',
  replies: (n: number) => count(n, { one: 'reply', other: 'replies' }),
  votesOf: (up: number, down: number) => `+${up} −${down}`,
  myVote: { up: 'you: +', down: 'you: −', none: '' } as Readonly<Record<'up' | 'down' | 'none', string>>,
  deleted: 'Deleted. u takes it back.',
  recountShown: (votes: string) => `Shown: ${votes}`,
  recountCounted: (votes: string) => `Counted here: ${votes}`,
  recountRefused: (n: number) => `Refused: ${n}`,
  recountGroup: (ballots: number, members: number) =>
    `${count(ballots, { one: 'ballot', other: 'ballots' })} of a group of ${count(members, { one: 'member', other: 'members' })}`,
  recountSince: (names: number, when: string) =>
    `  this device has known ${count(names, { one: 'name', other: 'names' })} since ${when}`,
  noVotes: 'Only posts to the whole world are voted on.',

  // Pictures
  image: (width: number, height: number) => `[image ${width}×${height}]`,
  showsImage: 'v shows it',
  imagePlain: (width: number, height: number) =>
    `An image of ${width} by ${height} points, which is not drawn here.`,
  lookFirst: 'As it will be sent',
  imageBroken: 'This image is broken, and was not opened.',

  // Messages
  noMessages: 'No messages yet. Meet somebody first: 3, then n.',
  writeTo: (name: string) => `To ${name}`,
  sendImage: (name: string) => `An image to ${name}`,
  withWords: 'Words with it',
  toMessages: 'to the messages',
  takenBack: 'Taken back.',
  sentAgain: 'Written again.',
  timerBoth: 'Holds for both of you. It begins when a message is read.',
  timerTag: (age: string) => `gone after ${age}`,

  // Contacts
  meetSteps: {
    'reading-register': '@Operator: looking for the name in your own copy of the register …',
    connecting: '@Telephone: calling on a line that does not carry your name …',
    proving: '@Keymaker: proving that some comrad asks, without saying which …',
    depositing: '@Telephone: handing in the letter …',
    deposited: '@Operator: I have a letter. I cannot see from whom.',
  },
  groups: { incoming: 'They ask to meet you', met: 'Met', requested: 'You have asked', closed: 'Closed' },
  asks: 'asks',
  askedUnanswered: 'no answer in 30 days; you may ask again',
  youDeclined: 'you declined',
  theyDeclined: 'declined to meet you',
  declined: 'Declined. They are not told.',
  declinedTold: (name: string) => `Declined. ${name} is told.`,
  accepted: (name: string) => `${name} is told that you have met.`,
  noContacts: 'Nobody yet. n asks somebody by name.',
  joinWith: 'Others join with:',
  showCode: 'My code',
  showCodeWhy: 'Whoever scans it in the window of Comrad can ask to meet you.',
  verifySame: 'they are the same',
  tags: {
    verified: 'verified',
    alarmed: 'ALARM: a false key was used in this name',
    trusted: 'you trust',
    trustsYou: 'trusts you',
    muted: 'muted',
    blocked: 'blocked',
  },
  untrustWhy: 'Your trusted face, and the trusted posts that they have, are withdrawn.',
  muteWhy: 'Their posts are not shown and their messages make no noise. They learn nothing of it.',
  done: 'Done.',

  // Profile
  theirTrustedFace: 'For those they trust',
  hasPhoto: '[photo]',
  photoPath: 'A photo (path of a file)',
  photoHelp: 'Its middle is taken, as a square. A single - takes the photo away; empty leaves it as it is.',

  // Search
  searchHelp: 'Posts and messages that are here. Nobody is asked, so nobody knows what you look for.',
  found: (n: number, isMore: boolean) =>
    `${n}${isMore ? ' and more' : ''} found. ↓ goes to them, Enter opens one.`,

  // Tor and bridges
  tor: 'The way to the Operator',
  torReady: (version: string | undefined) => `Tor${version === undefined ? '' : ` ${version}`} is connected.`,
  torNone: 'The Operator is on this machine. Tor is not used; nobody outside can see or join it.',
  bridgesWhat:
    'Where Tor is blocked, a bridge is another way in: a computer of a volunteer that is on no public list. You get bridges at bridges.torproject.org, by an e-mail to bridges@torproject.org, or from somebody you trust. Without bridges Tor is faster.',
  bridgesKept:
    'They are kept outside the lock, because Tor needs them before it is opened: who takes this device can see that you use them.',
  bridgesUse: 'Use these',
  bridgesInUse: (n: number) => (n === 0 ? 'none' : String(n)),

  // Settings
  notifications: 'Tell me of messages',
  notificationChoices: {
    off: 'not at all',
    'without-content': 'that something came',
    'with-names': 'who it is from',
  },
  prefetchImages: 'Fetch images with the posts',
  passphraseChanged: 'The passphrase is changed.',
  newPassphrase: 'The new one',
  backupTo: 'Where to (path of a new file)',
  backupSaved: (path: string) => `The backup is in ${path}.`,
  wipeKey: 'wipe',
  endKey: 'leave',
  wipeNow: (key: string) => `${key} again: wipe now`,
  leave: 'Leave Comrad',
  leaveWhy: 'What waits to be sent is sent when Comrad is opened again.',

  // Status
  statusTitles: {
    operator: 'The Operator',
    register: 'The register',
    acts: 'Your anonymous acts',
    mail: 'Letters',
    knows: 'What the Operator knows about you',
    knowsNot: 'What it cannot know',
  },
  registerSize: (size: number) =>
    `${count(size, { one: 'name', other: 'names' })}; every one was checked on this device.`,
  registerChecked: (moment: string) => `Last checked: ${moment}`,
  registerNever: 'Not read yet.',
  registerRoot: 'Checkpoint, root of the tree:',
  members: (members: number, minimum: number) =>
    `Hidden among ${count(members, { one: 'comrad', other: 'comrads' })}; at least ${minimum} are asked for.`,
  mail: (queued: number, sent: number, undelivered: number) =>
    `${queued} waiting to be sent, ${sent} not confirmed yet, ${undelivered} not delivered.`,

  // What the keys do, by the names of `shortcuts.ts`
  shortcuts: 'Keys',
  places: {
    rooms: 'In every room',
    anywhere: 'Anywhere, also while writing',
    list: 'In a list',
    posts: 'With a post',
    talks: 'With the conversations',
    talk: 'In a conversation',
    people: 'With the contacts',
    person: 'With one person',
    settings: 'In the settings',
    beginning: 'Before the lock',
    form: 'While writing',
  },
  acts: {
    rooms: {
      feed: 'feed',
      messages: 'messages',
      contacts: 'contacts',
      profile: 'profile',
      search: 'search',
      settings: 'settings',
      status: 'status',
      shortcuts: 'keys',
      lock: 'lock',
      leave: 'leave',
    },
    anywhere: { panic: 'panic: wipe this device (asked once)', end: 'end at once; nothing is lost' },
    list: {
      next: 'next',
      previous: 'previous',
      pageDown: 'a page on',
      pageUp: 'a page back',
      first: 'first',
      last: 'last',
      back: 'back',
    },
    posts: {
      open: 'open',
      write: 'write',
      reply: 'reply',
      up: 'vote up',
      down: 'vote down',
      picture: 'image',
      author: 'author',
      audience: 'whose',
      order: 'order',
      recount: 'recount',
      remove: 'delete',
      undo: 'undo',
    },
    talks: { open: 'open', person: 'profile' },
    talk: {
      write: 'write',
      image: 'send an image',
      takeBack: 'take back',
      again: 'write again',
      picture: 'look at image',
      timer: 'timer',
      person: 'profile',
      remove: 'delete',
    },
    people: {
      open: 'open',
      meet: 'meet',
      accept: 'accept',
      decline: 'decline',
      declineAndTell: 'decline and tell',
      block: 'block',
      message: 'write',
      code: 'my code',
    },
    person: {
      message: 'write',
      meet: 'ask to meet',
      accept: 'accept',
      decline: 'decline',
      declineAndTell: 'decline and tell',
      verify: 'safety number',
      trust: 'trust',
      mute: 'mute',
      block: 'block',
      world: 'edit world face',
      trusted: 'edit trusted face',
      picture: 'photo',
    },
    settings: { change: 'change' },
    beginning: { bridges: 'bridges' },
    form: {
      go: 'next',
      newLine: 'new line',
      next: 'next field',
      previous: 'field before',
      choose: 'choose',
      submit: 'done',
      cancel: 'cancel',
    },
  },
}

export type Catalogue = typeof EN

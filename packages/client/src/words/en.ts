/** What Comrad says to people, in English, each once: what happened, what was kept, what to do. */
import type { CheckpointView } from '../views/alarm-view.ts'
import { createCounting } from './counting.ts'
import type { Speech } from './speech.ts'

const { count, form, time, roughly } = createCounting('en')

const checkpoint = ({ size, root }: CheckpointView) => `${size} names, root ${root.slice(0, 16)}…`
const letters = (n: number) => count(n, { one: 'letter', other: 'letters' })
const aLetter = (n: number) => (n === 1 ? 'A letter' : letters(n))
const were = (n: number) => form(n, { one: 'was', other: 'were' })

const AFTER_TRUST = {
  kept: 'everything on this device, and both pieces of evidence. Nothing is sent or collected any more.',
  todo: 'compare both checkpoints with people whom you trust, outside Comrad, and ask who runs the Operator.',
}

export const EN: Speech = {
  locale: 'en',

  alarms: {
    shrunk: ({ seen, shown }) => ({
      happened: `The Operator's register has become shorter: ${checkpoint(seen)} was seen, now it shows ${checkpoint(shown)}. It was set back to an old copy, or it hides names.`,
      ...AFTER_TRUST,
    }),
    forked: ({ seen, shown, from }) => ({
      happened: `There are two registers: ${checkpoint(seen)} and ${checkpoint(shown)} cannot both be true${from ? `; the second came with a letter from ${from}` : ''}. The Operator shows different people different keys.`,
      ...AFTER_TRUST,
    }),
    'name-twice': ({ name, shown }) => ({
      happened: `The register enters ${name} twice (${checkpoint(shown)}). A name belongs to one key for ever.`,
      ...AFTER_TRUST,
    }),
    'own-name': ({ name, shown }) => ({
      happened: `Your own name, ${name}, does not stand in the register with your key (${checkpoint(shown)}). Somebody may be speaking as you.`,
      ...AFTER_TRUST,
    }),
    'old-anchor': ({ least, shown }) => ({
      happened: `The Operator wanted something anonymous of this device in an old group: ${checkpoint(shown)}, though ${count(least, { one: 'name was', other: 'names were' })} entered more than an hour ago. By who cannot act there it could find out who acts.`,
      kept: 'your secret: nothing was sent. It is tried again much later.',
      todo: 'tell people whom you trust, outside Comrad, and ask who runs the Operator.',
    }),
    'feed-forked': ({ sequence }) => ({
      happened: `There are two feeds: at entry ${sequence} others were shown something else than this device. The Operator hides posts from some, or shows them only to some.`,
      kept: 'what is here, and both pieces of evidence. Messages are not touched by this.',
      todo: 'tell people whom you trust, outside Comrad, and ask who runs the Operator.',
    }),
    'post-hidden': ({ sequence }) => ({
      happened: `The Operator has taken entry ${sequence} out of the feed before its time, and its author has not deleted it: who comes now does not see it.`,
      kept: 'the post, here, until it expires; and what the Operator signed.',
      todo: 'tell people whom you trust, outside Comrad, and ask who runs the Operator.',
    }),
    'foreign-key': ({ name }) => ({
      happened: `Somebody spoke as ${name} with a key that is not the one in the register.`,
      kept: 'your conversation. What came under the foreign key was refused.',
      todo: `ask ${name} in person, and be careful with this Operator: only it could vouch for that key.`,
    }),
  },

  checkpoint: ({ size, root }) => `register of ${size}, root ${root}`,
  notices: {
    met: ({ name }) => ({
      happened: `You and ${name} have met.`,
      todo: 'compare safety numbers when you see each other.',
    }),
    'they-recovered': ({ name }) => ({
      happened: `${name} has brought the account back on another device, and has none of your conversation there.`,
      kept: 'yours. What had no receipt yet is sent again.',
    }),
    'session-repaired': ({ name, count: n }) => ({
      happened: `${name} could not open ${form(n, { one: 'a letter', other: 'letters' })} of yours; they are sent again.`,
    }),
    'asked-again': ({ name, count: n }) => ({
      happened: `${aLetter(n)} from ${name} could not be opened.`,
      todo: 'nothing: it is asked for again.',
    }),
    'hostile-letter': ({ name, count: n }) => ({
      happened: `${aLetter(n)} from ${name} held something that is not a letter, and ${were(n)} dropped.`,
      kept: 'everything else.',
    }),
    'timer-on': ({ name, timer, theirs }) => ({
      happened: `${theirs ? name : 'You'} set messages to disappear ${time(timer)} after they are sent or read.`,
      kept: 'what was written before.',
    }),
    'timer-off': ({ name, theirs }) => ({ happened: `${theirs ? name : 'You'} set messages to stay.` }),
  },
  gap: ({ missing }) => ({
    happened: `${aLetter(missing)} ${form(missing, { one: 'is', other: 'are' })} missing here.`,
    todo: 'nothing: what is missing may still come.',
  }),

  meetings: {
    queued: ({ name }) => ({ happened: `Your request to ${name} goes out with the next connection.` }),
    proving: ({ name }) => ({
      happened: `Proving that some comrad asks ${name}, without saying which: so nobody can flood strangers.`,
    }),
    'too-few-members': ({ name }) => ({
      happened: 'Your request would not be anonymous yet: too few comrads are registered.',
      kept: `your request to ${name}; it goes out as soon as there are more.`,
      todo: 'invite others. The status says how many there are; in a network that is to stay small, start Comrad with COMRAD_MINIMUM_MEMBERS set to that number.',
    }),
    'no-slot': ({ name, most }) => ({
      happened: `You have asked ${most} strangers today: that is as many as anybody may.`,
      kept: `your request to ${name}; it goes out after midnight (UTC).`,
    }),
    'old-anchor': ({ name }) => ({
      happened:
        'The Operator showed an old group, in which your request could show who you are: it was not sent.',
      kept: `your request to ${name}; it is tried again much later.`,
      todo: 'look at the alarm in the status.',
    }),
    'wrong-clock': ({ name }) => ({
      happened:
        "This device's clock and the Operator's are more than a day apart: your request would not be anonymous.",
      kept: `your request to ${name}; it goes out when they agree.`,
      todo: 'set the clock. If it is right, the Operator says a wrong time.',
    }),
    depositing: ({ name }) => ({ happened: `Your request to ${name} is being deposited.` }),
    asked: ({ name }) => ({ happened: `${name} has been asked.`, todo: 'wait. No answer may mean no.' }),
    'mailbox-full': ({ name }) => ({
      happened: `Too many requests wait for ${name}.`,
      kept: 'yours; it is tried again.',
    }),
    met: ({ name }) => ({
      happened: `You and ${name} have met.`,
      todo: 'compare safety numbers when you see each other.',
    }),
    incoming: ({ name }) => ({ happened: `${name} asks to meet you.`, todo: 'accept or decline.' }),
    declined: ({ name }) => ({ happened: `You declined to meet ${name}.` }),
    refused: ({ name }) => ({ happened: `${name} declined to meet you.` }),
    unanswered: ({ name }) => ({
      happened: `${name} has not answered in 30 days.`,
      todo: 'you may ask again.',
    }),
  },
  safetyNumber: {
    verified: ({ name }) => ({
      happened: `You have compared this number with ${name}; it has not changed.`,
    }),
    unverified: ({ name }) => ({
      happened: `This number is the same on ${name}'s device, if nobody stands between you.`,
      todo: 'compare it in person or by a voice that you know.',
    }),
  },

  connection: {
    'wrong-operator': {
      happened: 'Whoever answers is not the Operator of that address: it could not prove its key.',
      kept: 'everything; nothing was sent to it.',
      todo: 'compare the address with whoever runs the Operator.',
    },
    'authentication-failed': {
      happened: 'The Operator does not know your name with your key.',
      kept: 'everything on this device.',
      todo: 'ask who runs the Operator whether its register was set back.',
    },
  },
  clock: {
    ahead: ({ seconds }) => ({
      happened: `This device's clock is ${roughly(seconds)} ahead of the Operator's.`,
      kept: 'your letters go on.',
      todo: 'set the clock: Tor does not work with a wrong one, and times in letters are wrong.',
    }),
    behind: ({ seconds }) => ({
      happened: `This device's clock is ${roughly(seconds)} behind the Operator's.`,
      kept: 'your letters go on.',
      todo: 'set the clock: Tor does not work with a wrong one, and times in letters are wrong.',
    }),
  },
  storage: {
    full: {
      happened: 'The disk is full.',
      kept: 'everything that was there before; letters wait at the Operator.',
      todo: 'make room.',
    },
    failed: {
      happened: 'The disk cannot be written or read.',
      kept: 'what was there before, as far as the disk keeps it; letters wait at the Operator.',
      todo: 'check the disk and the rights on the files.',
    },
  },
  mail: {
    undelivered: ({ count: n }) => ({
      happened: `${letters(n)} could not be delivered in 30 days.`,
      kept: 'their text, in the conversation.',
      todo: 'send them again if they still matter.',
    }),
    mailboxFull: ({ count: n }) => ({
      happened: `${letters(n)} of yours cannot be deposited: the mailbox is full.`,
      kept: 'the letters; they are tried again.',
    }),
    hostile: ({ count: n }) => ({
      happened: `${letters(n)} held something that may not be sent, and ${were(n)} dropped.`,
    }),
    badCertificates: ({ count: n }) => ({
      happened: `${letters(n)} with a forged, expired or foreign certificate ${were(n)} refused.`,
    }),
    undecipherable: ({ count: n }) => ({
      happened: `${letters(n)} could not be opened by any key of yours.`,
    }),
    strangers: ({ count: n }) => ({
      happened: `${letters(n)} from people whom you have not met on this device ${were(n)} refused.`,
      todo: 'if you recovered your account, ask your contacts to meet again: what they wrote comes again.',
    }),
  },
  line: {
    steps: {
      starting: '@Telephone is starting Tor.',
      reaching: '@Telephone is looking for a way into the Tor network.',
      greeting: '@Telephone is agreeing on keys with the first relay.',
      listing: '@Telephone is fetching the list of relays.',
      joining: '@Telephone is choosing a path through three relays.',
      publishing:
        'The network is told where the Operator of this machine is: the first time up to three minutes.',
    },
    troubles: {
      'no-progress': {
        happened: 'Tor makes no progress.',
        kept: 'it goes on trying.',
        todo: 'if it stays so, your network may block Tor: use bridges.',
      },
      'network-down': {
        happened: "Tor's network does not answer.",
        kept: 'it goes on trying.',
        todo: 'check the connection. If everything else works, your network may block Tor: use bridges.',
      },
      'clock-skew': {
        happened: "This machine's clock is wrong, and Tor does not work with a wrong one.",
        kept: 'it goes on trying.',
        todo: 'set the clock.',
      },
    },
    failures: {
      'binary-missing': {
        happened: 'The program “tor” was not found, and without Tor Comrad connects to nothing.',
        kept: 'everything.',
        todo: 'install it (apt install tor), then start Comrad again.',
      },
      'configuration-refused': {
        happened: 'Tor refused its configuration.',
        kept: 'everything; nothing was sent in another way.',
        todo: 'if you use bridges, check their lines.',
      },
      'clock-skew': {
        happened: "This machine's clock is wrong, and Tor does not work with a wrong one.",
        kept: 'everything.',
        todo: 'set the clock.',
      },
      'network-down': {
        happened: "Tor's network does not answer.",
        kept: 'everything; nothing was sent in another way.',
        todo: 'check the connection. If everything else works, your network may block Tor: use bridges.',
      },
      exited: {
        happened: 'Tor ended by itself.',
        kept: 'everything; nothing was sent in another way.',
        todo: 'it is begun again by itself. If this stays so: another Comrad may use this home; close it.',
      },
      'operator-ended': {
        happened: 'The Operator on this machine ended by itself.',
        kept: 'everything; what waits to be sent goes on waiting.',
        todo: 'it is started again by itself. If this stays so, start Comrad again.',
      },
      stopped: { happened: 'Tor was stopped.' },
    },
    alone: {
      happened:
        'Tor could not connect, so your Operator runs for this machine alone: nobody elsewhere can join.',
      kept: 'everything that you do here.',
      todo: 'check the connection and the clock, then start Comrad again. Where Tor is blocked, enter bridges first: they are used from the next start on.',
    },
  },

  sync: {
    'too-few-members': ({ members, minimum, asks }) => ({
      happened: `Reading would not be anonymous yet: your group has ${members} comrads, and at least ${minimum} are needed.`,
      kept: 'what was read before.',
      todo:
        asks === 'device'
          ? `invite others; it goes on by itself. In a network that is to stay small, start Comrad with COMRAD_MINIMUM_MEMBERS=${members}: the Operator may then guess among ${members}.`
          : 'invite others; it goes on by itself.',
    }),
    'old-anchor': {
      happened:
        'The Operator showed an old group, in which reading could show who you are: nothing was sent.',
      kept: 'what was read before.',
      todo: 'look at the alarm in the status; it is tried again much later.',
    },
    'not-yet': {
      happened: 'Your name is still on its way into the groups that act together.',
      kept: 'what was read before.',
      todo: 'wait some seconds.',
    },
    'no-slot': {
      happened: 'The tickets of today are used up.',
      kept: 'what was read before.',
      todo: 'wait until midnight (UTC).',
    },
    failed: {
      happened: 'The proof could not be made on this device.',
      kept: 'what was read before.',
      todo: 'try again.',
    },
    halted: {
      happened: 'An alarm has ended trust in this Operator: the feed is not read.',
      kept: 'what was read before.',
    },
    busy: {
      happened: 'The Operator has too much to do.',
      kept: 'what was read before.',
      todo: 'wait; it is tried again by itself.',
    },
    protocol: ({ reason }) => ({
      happened: `The Operator's answer makes no sense (${reason}).`,
      kept: 'what was read before.',
    }),
    offline: {
      happened: 'No connection to the feed.',
      kept: 'what was read before.',
      todo: 'wait; it is tried again by itself.',
    },
  },
  refusedPosts: {
    'too-many-notes': {
      happened: 'It was not published: a hundred posts a day are the most.',
      kept: 'your text, here.',
      todo: 'post it tomorrow.',
    },
    'clock-refused': {
      happened: 'It was not published: your clock is hours ahead.',
      kept: 'your text, here.',
      todo: 'set the clock and post it again.',
    },
    'parent-gone': {
      happened: 'It was not published: what it answers is gone.',
      kept: 'your text, here.',
      todo: 'post it by itself.',
    },
    'too-late': {
      happened: 'It was not published: it would have expired on its way.',
      kept: 'your text, here.',
      todo: 'post it again.',
    },
    refused: {
      happened: 'The Operator refused it.',
      kept: 'your text, here.',
      todo: 'post it again; if it stays so, ask who runs the Operator.',
    },
  },
  waitingPosts: {
    offline: { happened: 'There is no connection.', kept: 'your post; it goes with the next one.' },
    busy: {
      happened: 'The Operator has not taken it yet.',
      kept: 'your post; it is tried again by itself.',
    },
    image: { happened: 'Its image goes first.', kept: 'your post; it follows by itself.' },
    parent: {
      happened: 'What it answers is not published yet.',
      kept: 'your post; it follows by itself.',
    },
  },
  waitingImages: {
    offline: { happened: 'There is no connection.', kept: 'the image; it goes with the next one.' },
    busy: { happened: 'Its image could not be sent yet.', kept: 'the image; it is tried again by itself.' },
    'too-few-members': {
      happened: 'Its image would not be anonymous yet: too few comrads are registered.',
      kept: 'the image; it goes as soon as there are more.',
      todo: 'invite others.',
    },
    'no-slot': {
      happened: 'Its image waits: as many as anybody may send in a day were sent.',
      kept: 'the image; it goes tomorrow by itself.',
    },
    'old-anchor': {
      happened: 'The Operator showed an old group, in which it could find you: its image was not sent.',
      kept: 'the image, here.',
      todo: 'read the alarm.',
    },
    'wrong-clock': {
      happened: "Its image waits: this clock and the Operator's are more than a day apart.",
      kept: 'the image, here.',
      todo: 'look at the clock of this device.',
    },
    halted: {
      happened: 'An alarm has ended trust in this Operator: its image is not sent.',
      kept: 'the image, here.',
      todo: 'read the alarm.',
    },
  },
  waitingVotes: {
    offline: { happened: 'There is no connection.', kept: 'your vote; it is cast with the next one.' },
    busy: {
      happened: 'Your vote could not be cast yet.',
      kept: 'your vote; it is tried again by itself.',
    },
    'too-few-members': {
      happened: 'Your vote would not be anonymous yet: too few comrads are registered.',
      kept: 'your vote; it is cast as soon as there are more.',
      todo: 'invite others.',
    },
    'old-anchor': {
      happened: 'The Operator showed an old group, in which it could find you: nothing was cast.',
      kept: 'your vote, here.',
      todo: 'read the alarm.',
    },
    halted: {
      happened: 'An alarm has ended trust in this Operator: nothing is cast.',
      kept: 'your vote, here.',
      todo: 'read the alarm.',
    },
  },
  droppedBallot: {
    happened: 'The Operator said that it has your ballot, and does not show it among the others.',
    kept: 'your vote; it is cast again.',
    todo: 'if it stays missing, tell others: this Operator drops ballots.',
  },
  audit: {
    differs: ({ shown, counted }) => ({
      happened: `The shown tally (${shown.up} up, ${shown.down} down) is not what the ballots say (${counted.up} up, ${counted.down} down).`,
      todo: 'tell others to recount; an Operator that miscounts is not to be trusted.',
    }),
    invalid: ({ count: n }) => ({
      happened: `${count(n, { one: 'ballot is', other: 'ballots are' })} false: their proofs do not hold, or they are of groups that the register never had.`,
      todo: 'tell others: an honest Operator takes no such ballots.',
    }),
    missing: {
      happened: 'Your own ballot is missing, though the Operator said that it has it.',
      todo: 'it is cast again; tell others if it stays missing.',
    },
    smallGroup: ({ members, size }) => ({
      happened: `Some of the votes are of a group of ${count(members, { one: 'member', other: 'members' })} (the register had ${count(size, { one: 'name', other: 'names' })} then): so few hide nobody well.`,
    }),
  },

  errors: {
    'already-registered': ({ name }) => ({
      happened: `This device already has an account, in the name of ${name}.`,
      todo: 'for another account use another device, or wipe this one first.',
    }),
    busy: ({ retryAfterSeconds }) => ({
      happened: 'The Operator has too much to do right now.',
      kept: 'everything.',
      todo: `try again in ${Math.max(1, retryAfterSeconds)} s.`,
    }),
    protocol: ({ reason }) => ({
      happened: `The Operator's answer makes no sense (${reason}).`,
      kept: 'everything.',
      todo: 'try again; if it stays so, the Operator is broken or has another version of Comrad.',
    }),
    'store-too-new': ({ version, supported }) => ({
      happened: `Your store was written by a newer Comrad (version ${version}; this one knows ${supported}).`,
      kept: 'the store, untouched.',
      todo: 'use the newer Comrad.',
    }),
    damaged: ({ part }) => ({
      happened: `The ${part === 'header' ? 'header file' : 'database'} of your store is damaged.`,
      kept: 'the files, untouched.',
      todo: 'bring them back from a copy, or recover your account with its 24 words on another device.',
    }),
    'bridge-line': ({ line }) => ({
      happened: `Line ${line} is not a bridge.`,
      kept: 'the bridges that were there before.',
      todo: 'copy the whole line again: an address and a port, with obfs4 or snowflake before it and what belongs to it behind.',
    }),
    'bridge-program-missing': ({ transport }) => ({
      happened: `Bridges of the kind ${transport} need a program that is not on this machine.`,
      kept: 'the bridges that were there before.',
      todo: 'install it (apt install obfs4proxy or snowflake-client), or use bridges of another kind.',
    }),
    'no-tor': {
      happened: 'This Operator is on this machine: Tor is not used, and bridges are of no use.',
      kept: 'everything as it was.',
    },
    'name-taken': {
      happened: 'Somebody else has that name, for ever.',
      kept: 'your keys.',
      todo: 'choose another name.',
    },
    'account-exists': {
      happened: 'This device already has an account.',
      kept: 'the account, untouched.',
      todo: 'for another account use another device, or wipe this one first.',
    },
    'no-such-account': {
      happened: "No name in this Operator's register has the keys of these 24 words.",
      todo: 'check every word, and that this is the Operator of that account.',
    },
    'not-registered': {
      happened: 'You have no name with this Operator yet.',
      todo: 'register one first.',
    },
    yourself: { happened: 'That is you.' },
    'unknown-name': {
      happened: 'Nobody of that name stands in the register.',
      todo: 'check the spelling with them; a name that is new appears within seconds.',
    },
    'greeting-invalid': {
      happened: 'The greeting is too long, or holds characters that cannot be sent.',
      kept: 'nothing was sent.',
      todo: 'at most 200 characters, on one line or several.',
    },
    'already-met': { happened: 'You have met already.', todo: 'write to them.' },
    'no-request': { happened: 'Nobody of that name has asked to meet you.' },
    'unknown-contact': {
      happened: 'You have not met anybody of that name.',
      todo: 'ask to meet them first.',
    },
    'not-met': {
      happened: 'You can write only to people whom you have met.',
      kept: 'nothing was sent.',
      todo: 'ask to meet them first.',
    },
    blocked: {
      happened: 'You have blocked that person.',
      kept: 'nothing was sent.',
      todo: 'take the block away first.',
    },
    'expiry-invalid': {
      happened: 'A post disappears after 1 to 30 days.',
      kept: 'nothing was posted.',
      todo: 'choose a number of days between them.',
    },
    'unknown-post': {
      happened: 'There is no such post on this device.',
      todo: 'look at the feed; a post that was deleted or has expired is gone.',
    },
    'ambiguous-post': {
      happened: 'More than one post begins like that.',
      todo: 'give more of its letters and digits.',
    },
    expired: { happened: 'That post has expired.', kept: 'nothing of it.' },
    'other-audience': {
      happened: 'A reply goes where its post went: to the world, or to those who are trusted.',
      kept: 'nothing was posted.',
    },
    'nobody-trusted': {
      happened: 'You trust nobody yet, so nobody would see it.',
      kept: 'nothing was posted.',
      todo: 'trust somebody whom you have met.',
    },
    'not-yours': { happened: 'That post is not yours.', kept: 'the post, untouched.' },
    'not-public': {
      happened: 'Only posts to the world are voted on.',
      kept: 'nothing was changed.',
    },
    'not-in-feed': {
      happened: 'That post is not in the feed yet, so nobody has voted on it.',
      todo: 'wait until it is published, and recount then.',
    },
    'no-image': { happened: 'There is no image.' },
    'image-gone': {
      happened: 'The image is gone, or is not the one that was promised.',
      kept: 'the words beside it.',
    },
    'timer-invalid': {
      happened: 'Messages disappear after a minute at least, and four weeks at most.',
      kept: 'the timer, as it was.',
      todo: 'say off, or something like 5m, 1h, 1d, 4w.',
    },
    'no-operator': {
      happened: 'There is no Operator here to begin with.',
      kept: 'what has been made so far, under your passphrase.',
      todo: 'see why it could not begin, mend that, and start Comrad again.',
    },
    'passphrase-too-short': {
      happened: 'A passphrase has at least 8 characters.',
      kept: 'everything as it was.',
      todo: 'four or more words are better.',
    },
    'passphrase-same': {
      happened: 'That is the passphrase that opens Comrad.',
      kept: 'everything as it was.',
      todo: 'choose another one for wiping.',
    },
    'backup-damaged': {
      happened: 'That file is no backup of Comrad, or it is damaged.',
      kept: 'everything that is here.',
      todo: 'choose another copy of it.',
    },
    'backup-unreadable': { happened: 'That file cannot be read.', todo: 'check where it is.' },
    'backup-unwritable': {
      happened: 'The backup cannot be written there.',
      todo: 'choose a place where you may write, and a name that is not taken.',
    },
    'too-late': { happened: 'The letter has left already.' },
    'under-way': {
      happened: 'That letter is on its way, or has arrived.',
      kept: 'it; nothing was sent a second time.',
    },
    'own-image-gone': {
      happened: 'The image of that letter is not on this device any more.',
      kept: 'its text, in the conversation; nothing was sent.',
      todo: 'write it anew, and choose the image again.',
    },
    'unknown-letter': { happened: 'There is no such letter.' },
    offline: {
      happened: 'The Operator does not answer.',
      kept: 'everything; what waits to be sent goes with the next connection.',
      todo: 'try again; through Tor a connection can take half a minute.',
    },
    'wrong-operator': {
      happened: 'Whoever answered is not the Operator of that address: it could not prove its key.',
      kept: 'everything; nothing was sent to it.',
      todo: 'compare the address with whoever runs the Operator.',
    },
    halted: {
      happened: 'An alarm has ended trust in this Operator: nothing is sent or collected.',
      kept: 'everything on this device.',
      todo: 'read the alarm in the status.',
    },
    stopped: { happened: 'It was stopped before it was done.', kept: 'everything.', todo: 'say it again.' },
    'storage-full': {
      happened: 'The disk is full.',
      kept: 'everything that was there before.',
      todo: 'make room, then say it again.',
    },
    'storage-failed': {
      happened: 'The disk cannot be written or read.',
      kept: 'everything that was there before, as far as the disk keeps it.',
      todo: 'check the disk and the rights on the files.',
    },
    'not-found': {
      happened: 'There is no account on this device yet.',
      todo: 'register a name, or bring your account back with its 24 words.',
    },
    'wrong-passphrase': {
      happened: 'That is not the passphrase.',
      kept: 'everything, locked.',
      todo: 'try again. Without the passphrase only the 24 words bring the account back.',
    },
    'store-in-use': {
      happened: 'Comrad is open already, in another window or by another command.',
      kept: 'everything.',
      todo: 'use that one, or close it first.',
    },
    exists: {
      happened: 'This device already has an account.',
      kept: 'the account, untouched.',
      todo: 'for another account use another device, or wipe this one first.',
    },
  },
  names: {
    length: { happened: 'A name has 3 to 30 characters.', todo: 'choose another.' },
    characters: {
      happened: 'A name is made of a to z, 0 to 9, _ and -, and begins with a letter.',
      todo: 'choose another.',
    },
    reserved: {
      happened: "That name belongs to Comrad's own cast, or sounds as if it did.",
      todo: 'choose another.',
    },
  },
  texts: {
    empty: { happened: 'There is neither text nor image in it.', todo: 'write something.' },
    'too-long': {
      happened: 'That is longer than 1,000 characters.',
      kept: 'nothing was sent.',
      todo: 'shorten it, or make two of it.',
    },
    characters: {
      happened: 'That holds control characters, or halves of characters.',
      kept: 'nothing was sent.',
      todo: 'take them out.',
    },
  },
  images: {
    'not-an-image': {
      happened: 'That file is no image.',
      kept: 'your text.',
      todo: 'choose a JPEG, PNG or WebP.',
    },
    unsupported: {
      happened: 'Images of that kind cannot be sent.',
      kept: 'your text.',
      todo: 'save it as JPEG, PNG or WebP first.',
    },
    truncated: {
      happened: 'The image is not whole.',
      kept: 'your text.',
      todo: 'copy it again from where it came.',
    },
    'too-large': {
      happened: 'The file is too large.',
      kept: 'your text.',
      todo: 'choose one of at most 30 MB.',
    },
    'too-many-pixels': {
      happened: 'The image has too many pixels.',
      kept: 'your text.',
      todo: 'make it smaller first: at most 50 megapixels.',
    },
    timeout: {
      happened: 'The image took too long to read.',
      kept: 'your text.',
      todo: 'make it smaller first.',
    },
    failed: { happened: 'The image could not be read.', kept: 'your text.', todo: 'try another one.' },
    busy: {
      happened: 'Too many images wait already.',
      kept: 'your text.',
      todo: 'try again in a moment.',
    },
  },
  phrases: {
    'word-count': {
      happened: 'A recovery phrase has exactly 24 words.',
      todo: 'enter all of them, in order.',
    },
    'unknown-word': ({ number }) => ({
      happened: `Word ${number} is not a word of any recovery phrase.`,
      todo: 'check its spelling.',
    }),
    checksum: {
      happened: 'Each of the words exists, but they do not belong together.',
      todo: 'check their order, and for a word that was mistaken for another.',
    },
  },
  weakPassphrase: {
    happened: 'Whoever has this device could guess this passphrase.',
    todo: 'use four or more words that do not belong together.',
  },
  desk: {
    'house-closed': {
      happened: 'Comrad is locked.',
      kept: 'everything.',
      todo: 'unlock it with your passphrase.',
    },
    'malformed-call': {
      happened: 'The window asked for something that there is not.',
      kept: 'everything.',
    },
    fault: {
      happened: 'Something in Comrad broke while it did this.',
      kept: 'what was stored before.',
      todo: 'try again; if it happens again, tell those who build Comrad what you did.',
    },
    'call-too-long': {
      happened: 'This is more than goes from the window to Comrad at once.',
      kept: 'everything.',
    },
    'file-too-large': { happened: 'There is no room here for a file of this size.', kept: 'everything.' },
    'file-gone': { happened: 'The file is not here any more.', todo: 'choose it again.' },
  },
}

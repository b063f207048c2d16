/** What --help says. docs/commands.md says the rest, the JSON of each command included. */
import type { CommandName } from './command-line.ts'

const OVERVIEW = `Comrad: write to each other and to the world, sealed from end to end and through Tor.

  comrad start                    opens the window, and leads you through all of it
  comrad register NAME            makes your keys, enters the name in the Operator's register
  comrad recover                  brings an account back from its 24 words
  comrad status                   who you are, whether it is connected, what waits, what is wrong

People
  comrad meet NAME [--decline]    asks to meet; or answers one who asked
  comrad contacts                 whom you have met, who asks
  comrad verify NAME              the safety number: compare it with theirs
  comrad profile [NAME]           a face and its posts; “profile edit” writes yours
  comrad trust NAME               shows them your trusted face and posts; comrad untrust takes it back
  comrad mute NAME                does not hear them; comrad unmute does
  comrad block NAME               lets nothing of theirs through; comrad unblock does

Letters
  comrad send NAME TEXT           writes a letter
  comrad inbox [--follow]         what has arrived
  comrad conversation NAME        what you have written to each other
  comrad timer NAME TIME          how long letters stay once read, on both sides
  comrad forget NAME              deletes the conversation on this device

The square
  comrad post TEXT                to the world, or to those you trust
  comrad reply POST TEXT          under a post
  comrad feed [--follow]          what is said
  comrad show POST                a thread
  comrad vote POST up|down|none   anonymously; it can be changed
  comrad audit POST               recounts the votes, and checks every proof
  comrad delete POST              takes a post of yours away
  comrad search TEXT              in all that is on this device
  comrad settings                 what is shown, what is fetched

  comrad operator                 runs an Operator
  comrad --operator ADDRESS       uses this Operator from now on

Help on one: comrad COMMAND --help`

const EVERYWHERE = `Everywhere:
  --json                 the result as JSON on standard output (docs/commands.md)
  --home DIR             where your account is kept (or COMRAD_HOME; ~/.local/share/comrad)
  --operator ADDRESS     use this Operator, now and from now on
  --bridges FILE         reach Tor through the bridges in this file, a Bridge line each
  --timeout SECONDS      how long to wait for the Operator (90)
Ends with 0 when done, 1 when refused or failed (and why), 2 when not understood, 130 or 143 when stopped.`

const PASSPHRASE = `  --passphrase-fd N      read the passphrase from this file descriptor instead of asking`
const IMAGE = `  --image FILE           an image, made small and stripped of all that it says about place and camera`
const OFFLINE = `  --offline              only what is on this device; connect to nothing`

const TEXTS: Readonly<Record<CommandName, string>> = {
  start: `comrad start [--window | --terminal | --plain] [--local] [--data DIR]

Starts an Operator on this machine, unless you use another one already, and opens the window: a name, a passphrase, the
recovery phrase, someone to meet, letters, posts. Where no browser is found it prints an address to open; where there is
nobody to look, it only runs the Operator.

  --terminal             all of it in this terminal
  --plain                the same as lines of text that are never drawn again: for a screen reader, or a poor terminal
  --window               the window, or its address, even where this is no terminal
  --local                do not use Tor: for this machine only, not anonymous
  --data DIR             where this machine's Operator keeps its files (HOME/operator-data)`,
  register: `comrad register NAME

Makes your keys, saves them under a passphrase, then enters NAME in the Operator's register, which costs your device some
seconds of work. Prints your recovery phrase: 24 words, on paper, away from the device. A name belongs to its keys for ever.
If it is interrupted, say it again.

${PASSPHRASE}`,
  recover: `comrad recover

Brings back the name and keys of an account from its 24 words, on a device that has none. Letters do not come back.

${PASSPHRASE}
  --phrase-fd N          read the 24 words from this file descriptor instead of asking`,
  status: `comrad status

Who you are, whether the Operator answers, what waits to be sent and read, and what is wrong.

${OFFLINE}
${PASSPHRASE}`,
  meet: `comrad meet NAME [--greeting TEXT] [--decline]

Asks to meet NAME, which costs one of the ten first letters of your day; or, if NAME has asked you, accepts. Only those who
have met can write to each other.

  --greeting TEXT        a line that goes with your request, at most 200 characters
  --decline              declines, silently: who asked cannot know whether you declined or never looked
${PASSPHRASE}`,
  contacts: `comrad contacts

Whom you have met, who asks to meet you, whom you have asked.

${OFFLINE}
${PASSPHRASE}`,
  verify: `comrad verify NAME [--confirm]

The safety number of you and NAME. If both of you see the same 60 digits (compare them face to face or on a call where you know
the voice), nobody stands between you.

  --confirm              you have compared them, and they are the same
${PASSPHRASE}`,
  send: `comrad send NAME TEXT [--image FILE]

Writes a letter to someone you have met: at most 1,000 characters. Waits until the Operator has it. Without a connection the
letter is kept and goes with the next connection; the answer says which.

${IMAGE}
${PASSPHRASE}`,
  inbox: `comrad inbox [--follow]

Collects your letters, shows those that you have not read, and marks them as read.

  --follow               stays, and shows what arrives until you stop it
${OFFLINE}
${PASSPHRASE}`,
  conversation: `comrad conversation NAME [--images DIR]

The last hundred letters between you and NAME, as far as they are on this device, and what became of yours. Marks theirs as read.

  --images DIR           write their images and yours into this directory, as WebP
${OFFLINE}
${PASSPHRASE}`,
  post: `comrad post TEXT [--to world|trusted] [--image FILE] [--expires 7d]

Says something to the world, under your name, or to those you trust: at most 1,000 characters, or an image, or both. It goes
through @Comrades, on a circuit of its own. Everybody's copy is gone when it expires.

  --to trusted           only to those you trust; it travels as letters do
${IMAGE}
  --expires DAYS         1d to 30d (7d)
${PASSPHRASE}`,
  reply: `comrad reply POST TEXT [--image FILE] [--expires 7d]

Says something under a post, to those who see the post. POST is its key, or as many of its first characters as tell it apart.

${IMAGE}
  --expires DAYS         1d to 30d (7d)
${PASSPHRASE}`,
  feed: `comrad feed [--by votes] [--to world|trusted] [--from NAME] [--follow]

The posts of the world and of those who trust you, the newest first. They are marked as read. The Operator is asked for all
pages, by a session that is not you, and learns nothing of what you look at.

  --by votes             the best liked first
  --to world|trusted     only those
  --from NAME            only of this comrad
  --follow               stays, and shows what comes until you stop it
${OFFLINE}
${PASSPHRASE}`,
  show: `comrad show POST [--image FILE]

A post, what it answers, and what answers it.

  --image FILE           fetches its image and writes it there, as WebP
${OFFLINE}
${PASSPHRASE}`,
  vote: `comrad vote POST up|down|none

Votes on a post of the world. A proof shows that some comrad votes, once; nobody can tell which, the Operator included. Said
again it changes your vote; none takes it back.

${PASSPHRASE}`,
  audit: `comrad audit POST

Fetches every ballot of a post, checks every proof on this device, counts, and compares with the tally that was shown.
Says among how many comrads the voters are hidden, and whether your own ballot is there.

${PASSPHRASE}`,
  delete: `comrad delete POST

Takes a post of yours away before it expires: from the Operator's files, and from devices when they are connected next.

${PASSPHRASE}`,
  profile: `comrad profile [NAME]
       comrad profile edit [--world TEXT] [--trusted TEXT] [--world-photo FILE] [--trusted-photo FILE]

A comrad's face and posts; yours without NAME. You have two faces: one for the world, one for those you trust.

  --world TEXT           a few words for the world, at most 1,000 characters
  --trusted TEXT         a few words for those you trust
  --world-photo FILE     a photo, stripped of all that it says about place and camera; “none” takes it away
  --trusted-photo FILE   the same for those you trust
${OFFLINE}
${PASSPHRASE}`,
  trust: `comrad trust NAME

Shows NAME your trusted face, and what you post to those you trust from now on. They see that you trust them.

${PASSPHRASE}`,
  untrust: `comrad untrust NAME

Takes your trusted face and posts away from NAME.

${PASSPHRASE}`,
  mute: `comrad mute NAME

NAME's posts are not shown to you any more, and their letters make no noise. They learn nothing of it.

${PASSPHRASE}`,
  unmute: `comrad unmute NAME

NAME is heard again.

${PASSPHRASE}`,
  block: `comrad block NAME

Nothing of NAME's reaches you any more: your delivery token changes, and everybody but NAME is told the new one. NAME learns
nothing of it.

${PASSPHRASE}`,
  unblock: `comrad unblock NAME

NAME may write to you again, once they have your new token.

${PASSPHRASE}`,
  timer: `comrad timer NAME TIME

How long messages between you and NAME stay once they are read: off, or 1m to 4w (m, h, d, w). Both of you see it.

${PASSPHRASE}`,
  forget: `comrad forget NAME [--yes]

Deletes the conversation with NAME on this device. What NAME has stays with NAME.

  --yes                  without asking
${PASSPHRASE}`,
  search: `comrad search TEXT

Looks for these words in the letters and posts on this device. Nobody is asked.

${PASSPHRASE}`,
  settings: `comrad settings [--hide-below=N] [--prefetch on|off]

  --hide-below=N         hides posts of the world whose votes are below N, like -3; off shows all
  --prefetch on|off      fetches images with the posts, or only when you look at them (off)
${PASSPHRASE}`,
  operator: `comrad operator [--data DIR] [--onion | --local]

Runs an Operator: the register, its log, mailboxes and the square, in one directory. Prints its address, for whoever is to use it.

  --data DIR             where it keeps its files (COMRAD_OPERATOR_DATA; ./operator)
  --onion                reachable as an onion service, and in no other way (this is the default)
  --local                reachable on this machine only, not anonymous: for trying it out
  --port N               the loopback port; the same as last time unless it is taken
  --minimum-members N    below so many comrads nobody can vote, read the square or ask to meet: it would not be anonymous (20)
  --metrics              serves its counters on a loopback port; they count, and name nobody
  --metrics-port N       on this one`,
}

export function helpOn(command: CommandName | undefined): readonly string[] {
  const text = command === undefined ? OVERVIEW : `Usage: ${TEXTS[command]}`
  return `${text}\n\n${EVERYWHERE}`.split('\n')
}

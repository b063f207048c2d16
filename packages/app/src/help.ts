/** What --help says. docs/commands.md says the rest, the JSON of each command included. */
import type { CommandName } from './command-line.ts'

const OVERVIEW = `Comrad: meet, and write to each other, sealed from end to end and through Tor.

  comrad start                    leads you through all of it
  comrad register NAME            makes your keys, enters the name in the Operator's register
  comrad recover                  brings an account back from its 24 words
  comrad status                   who you are, whether it is connected, what waits, what is wrong
  comrad meet NAME [--decline]    asks to meet; or answers one who asked
  comrad contacts                 whom you have met, who asks
  comrad verify NAME              the safety number: compare it with theirs
  comrad send NAME TEXT           writes a letter
  comrad inbox [--follow]         what has arrived
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
const OFFLINE = `  --offline              only what is on this device; connect to nothing`

const TEXTS: Readonly<Record<CommandName, string>> = {
  start: `comrad start [--local] [--data DIR]

Starts an Operator on this machine, unless you use another one already, and leads you: a name, a passphrase, the
recovery phrase, someone to meet, letters. Where there is no terminal to ask, it only runs the Operator.

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

Asks to meet NAME, which costs your device some work; or, if NAME has asked you, accepts. Only those who have met can
write to each other.

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
  send: `comrad send NAME TEXT

Writes a letter to someone you have met: at most 1,000 characters. Waits until the Operator has it. Without a connection the
letter is kept and goes with the next connection; the answer says which.

${PASSPHRASE}`,
  inbox: `comrad inbox [--follow]

Collects your letters, shows those that you have not read, and marks them as read.

  --follow               stays, and shows what arrives until you stop it
${OFFLINE}
${PASSPHRASE}`,
  operator: `comrad operator [--data DIR] [--onion | --local]

Runs an Operator: the register, its log, and mailboxes, in one file. Prints its address, for everybody who is to use it.

  --data DIR             where it keeps its files (COMRAD_OPERATOR_DATA; ./operator)
  --onion                reachable as an onion service, and in no other way (this is the default)
  --local                reachable on this machine only, not anonymous: for trying it out
  --port N               the loopback port; the same as last time unless it is taken
  --metrics              serves its counters on a loopback port; they count, and name nobody
  --metrics-port N       on this one`,
}

export function helpOn(command: CommandName | undefined): readonly string[] {
  const text = command === undefined ? OVERVIEW : `Usage: ${TEXTS[command]}`
  return `${text}\n\n${EVERYWHERE}`.split('\n')
}

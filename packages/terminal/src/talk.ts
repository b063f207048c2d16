/**
 * The guided terminal once the account is open: contacts, one conversation at a time, and what arrives while one types.
 * Everything is asked of the client and drawn from its views.
 */
import {
  type Comrad,
  type ComradError,
  type ConnectionView,
  type ConversationCursor,
  wordsOfError,
} from '@comrad/client'
import type { Name, Result } from '@comrad/protocol'
import { speakMeetingProgress } from './cast.ts'
import { drawAlarm } from './draw-alarm.ts'
import { drawContacts } from './draw-contacts.ts'
import { drawConversation, drawEntry } from './draw-conversation.ts'
import { drawOperator, type RunningOperator } from './draw-operator.ts'
import { drawSafetyNumber } from './draw-safety-number.ts'
import { drawStatus } from './draw-status.ts'
import { drawWords } from './draw-words.ts'
import { drawPhrase } from './guide-phrase.ts'
import { table } from './layout.ts'
import { parseTalkLine, TALK_HELP, type TalkLine } from './talk-line.ts'
import type { Terminal } from './terminal.ts'

export type Talk = {
  readonly terminal: Terminal
  readonly comrad: Comrad
  readonly operator: RunningOperator
  readonly now: () => number
}

const PAGE = 20

/** Until the person leaves or the input ends. */
export async function talk({ terminal, comrad, operator, now }: Talk): Promise<void> {
  let open: Name | undefined
  let older: ConversationCursor | undefined
  let phase: ConnectionView['phase'] = 'stopped'
  const stopListening = listen()
  showContacts()
  terminal.print(['', 'Type a name to open a conversation, /meet NAME to meet someone, /help for the rest.'])
  tellConnection()
  try {
    for (;;) {
      const line = await terminal.ask(open === undefined ? 'comrad> ' : `to ${open}> `)
      if (line === undefined) return
      const wanted = parseTalkLine(line, open)
      if (wanted.type === 'quit') return
      await act(wanted)
    }
  } finally {
    for (const stop of stopListening) stop()
  }

  async function act(wanted: Exclude<TalkLine, { type: 'quit' }>): Promise<void> {
    switch (wanted.type) {
      case 'nothing':
        return
      case 'letter':
        return open === undefined ? undefined : send(open, wanted.text)
      case 'open':
        return openConversation(wanted.name)
      case 'meet':
        return meet(wanted.name, wanted.greeting)
      case 'decline':
        return tell(await comrad.decline(wanted.name), 'Declined. They are not told.')
      case 'verify':
        return verify(wanted.name)
      case 'same':
        return tell(
          await comrad.markVerified(wanted.name),
          `${wanted.name} is verified, as long as the key stays.`,
        )
      case 'older':
        return showOlder()
      case 'contacts':
        return showContacts()
      case 'status':
        return terminal.print(drawStatus(comrad.status(), terminal.pen, now()))
      case 'address':
        return terminal.print(drawOperator(operator, terminal.pen))
      case 'phrase':
        return terminal.print(drawPhrase(comrad.recoveryPhrase() ?? ''))
      case 'help':
        return terminal.print(table(TALK_HELP.map(([line, does]) => [`  ${line}`, does])))
      case 'back':
        open = undefined
        return showContacts()
      case 'unknown':
        return terminal.print([`There is no /${wanted.command}. /help names what there is.`])
      case 'name-missing':
        return terminal.print([`Say whom: /${wanted.command} NAME`])
    }
  }

  function showContacts() {
    terminal.print(drawContacts(comrad.contacts(), terminal.pen, now()))
  }

  async function openConversation(name: string) {
    const view = comrad.conversation(name, { limit: PAGE })
    if (!view.ok) return fail(view.error)
    open = view.value.contact.name
    older = view.value.older
    terminal.print(['', ...drawConversation(view.value, terminal.pen, now())])
    await comrad.markRead(open)
  }

  function showOlder() {
    if (open === undefined || older === undefined) return terminal.print(['There is nothing older here.'])
    const view = comrad.conversation(open, { limit: PAGE, before: older })
    if (!view.ok) return fail(view.error)
    older = view.value.older
    terminal.print(drawConversation(view.value, terminal.pen, now()))
  }

  async function send(name: Name, text: string) {
    const sent = await comrad.send(name, text)
    if (!sent.ok) return fail(sent.error)
    if (comrad.status().connection.phase === 'connected') return
    terminal.print([terminal.pen.dim('  (kept; it goes when there is a connection)')])
  }

  async function meet(name: string, greeting: string) {
    const asks = comrad.contacts().incoming.some((contact) => contact.name === name.toLowerCase())
    if (asks) return tell(await comrad.accept(name))
    const met = await comrad.meet(name, greeting, (step) => terminal.status(speakMeetingProgress(step)))
    terminal.status()
    if (!met.ok) return fail(met.error)
    terminal.print(drawWords(met.value.words, terminal.pen))
  }

  function verify(name: string) {
    const view = comrad.verify(name)
    if (!view.ok) return fail(view.error)
    terminal.print(drawSafetyNumber(view.value, terminal.pen))
  }

  function tell(result: Result<void, ComradError>, ...done: string[]) {
    if (!result.ok) return fail(result.error)
    terminal.print(done)
  }

  function fail(error: ComradError) {
    terminal.print(drawWords(wordsOfError(error), terminal.pen))
  }

  function listen(): readonly (() => void)[] {
    return [
      comrad.on('change', tellConnection),
      comrad.on('letter', ({ from, letter }) => {
        if (from !== open) return terminal.print([`· ${from} has written. Type ${from} to read.`])
        showEntry(from, letter)
        void comrad.markRead(from)
      }),
      comrad.on('request', ({ from }) =>
        terminal.print([`· ${from} asks to meet you. /meet ${from} accepts, /decline ${from} declines.`]),
      ),
      comrad.on('met', ({ with: whom }) =>
        terminal.print([`· You and ${whom} have met. Type ${whom} to write.`]),
      ),
      comrad.on('delivered', ({ to }) => {
        if (to === open) terminal.print([terminal.pen.dim('  (delivered)')])
      }),
      comrad.on('alarm', (alarm) => terminal.print(drawAlarm(alarm, terminal.pen))),
      comrad.on('fault', () =>
        terminal.print(['· Something broke inside Comrad. It goes on; nothing that was kept is lost.']),
      ),
    ]
  }

  /** Whether it is connected is what people wonder most about. */
  function tellConnection() {
    const before = phase
    phase = comrad.status().connection.phase
    const isTryingAgain = phase === 'connecting' || phase === 'waiting'
    if (phase === 'connected' && before !== phase) terminal.print(['· Connected.'])
    if (before === 'connected' && isTryingAgain) terminal.print(['· The connection is gone. Trying again.'])
  }

  function showEntry(name: Name, letter: string) {
    const view = comrad.conversation(name, { limit: PAGE })
    if (!view.ok) return
    const entry = view.value.entries.find((one) => one.type === 'received' && one.letter === letter)
    if (entry) terminal.print(drawEntry(entry, { pen: terminal.pen, now: now(), contact: name }))
  }
}

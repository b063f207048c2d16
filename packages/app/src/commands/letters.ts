/** `comrad send`, `comrad inbox`. */
import type { Comrad, InboxLetter, OutgoingState } from '@comrad/client'
import { type Name, ok } from '@comrad/protocol'
import { describeState, drawAlarm, drawInbox, drawLetter, drawRequest } from '@comrad/terminal'
import { connect, openDevice } from '../device.ts'
import type { Answer, Program } from '../program.ts'
import { readImage } from './read-image.ts'

export async function send(
  program: Program,
  action: { readonly name: string; readonly text: string; readonly image: string | undefined },
): Promise<Answer> {
  const image = await readImage(action.image)
  if (!image.ok) return image
  const device = await openDevice(program)
  if (!device.ok) return device
  const { comrad } = device.value
  const sent = await comrad.send(action.name, action.text, image.value)
  if (!sent.ok) return sent
  // The letter is in the store: whatever happens now, it is not lost.
  await connect(program, device.value)
  const { letter } = sent.value
  const state = stateOf(comrad, action.name, letter)
  const reason = state.phase === 'queued' ? state.reason : undefined
  const isSent = state.phase === 'deposited' || state.phase === 'delivered'
  return ok({
    value: {
      to: action.name.toLowerCase(),
      letter,
      state: isSent ? state.phase : 'queued',
      ...(reason && { reason }),
    },
    lines: [
      isSent
        ? `${describeState(state)[0]?.toUpperCase()}${describeState(state).slice(1)}.`
        : `Kept, not sent yet (${describeState(state)}). It goes with the next connection: comrad status`,
    ],
  })
}

function stateOf(comrad: Comrad, name: string, letter: string): OutgoingState {
  const view = comrad.conversation(name, { limit: 100 })
  const entries = view.ok ? view.value.entries : []
  for (const entry of entries) if (entry.type === 'sent' && entry.letter === letter) return entry.state
  return { phase: 'queued', cancellable: true }
}

export async function inbox(
  program: Program,
  action: { readonly offline: boolean; readonly follow: boolean },
): Promise<Answer> {
  const device = await openDevice(program, action)
  if (!device.ok) return device
  const { comrad } = device.value
  const connected = await connect(program, device.value)
  if (!connected.ok && !action.offline)
    program.terminal.say(['(no connection: this is what is on this device)'])
  if (action.follow) return follow(program, comrad)
  const view = comrad.inbox()
  // Shown first: a letter that was marked and not shown would be lost to its reader.
  program.report.result(view, drawInbox(view, program.terminal.pen, program.clock.now()))
  await markRead(comrad, view.letters)
  return ok(undefined)
}

/** Shows what is there, then what comes, until it is told to stop. */
async function follow(program: Program, comrad: Comrad): Promise<Answer> {
  const { report, terminal, clock } = program
  const shown = new Set<string>()
  const showLetters = () => {
    const letters = comrad.inbox().letters.filter(({ letter }) => !shown.has(letter))
    for (const letter of letters) {
      shown.add(letter.letter)
      report.result({ event: 'letter', ...letter }, drawLetter(letter, terminal.pen, clock.now()))
    }
    void markRead(comrad, letters)
  }
  const showRequest = (from: Name) => {
    const request = comrad.inbox().requests.find((one) => one.from === from)
    if (request) report.result({ event: 'request', ...request }, drawRequest(request, terminal.pen))
  }
  comrad.on('letter', showLetters)
  comrad.on('request', ({ from }) => showRequest(from))
  comrad.on('met', (met) => report.result({ event: 'met', ...met }, [`You and ${met.with} have met.`]))
  comrad.on('delivered', (one) => report.result({ event: 'delivered', ...one }, [`Delivered to ${one.to}.`]))
  comrad.on('alarm', (alarm) => report.result({ event: 'alarm', alarm }, drawAlarm(alarm, terminal.pen)))
  showLetters()
  for (const { from } of comrad.inbox().requests) showRequest(from)
  await new Promise((resolve) => program.stop.addEventListener('abort', resolve, { once: true }))
  return ok(undefined)
}

async function markRead(comrad: Comrad, letters: readonly InboxLetter[]): Promise<void> {
  for (const name of new Set(letters.map(({ from }) => from))) await comrad.markRead(name)
}

/** `comrad send`, `comrad inbox`, `comrad conversation`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Comrad, ConversationView, InboxLetter, OutgoingState } from '@comrad/client'
import { type Name, ok } from '@comrad/protocol'
import {
  describeState,
  drawAlarm,
  drawConversation,
  drawInbox,
  drawLetter,
  drawRequest,
  drawWords,
} from '@comrad/terminal'
import { connect, openConnected, openDevice } from '../device.ts'
import type { Answer, Program } from '../program.ts'
import { wordsOf } from '../program-error.ts'
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
  const device = await openConnected(program, action)
  if (!device.ok) return device
  const { comrad } = device.value
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

const LETTERS_SHOWN = 100

export async function conversation(
  program: Program,
  action: { readonly name: string; readonly images: string | undefined; readonly offline: boolean },
): Promise<Answer> {
  const device = await openConnected(program, action)
  if (!device.ok) return device
  const { comrad } = device.value
  const view = comrad.conversation(action.name, { limit: LETTERS_SHOWN })
  if (!view.ok) return view
  const { terminal, report, clock } = program
  report.result(view.value, drawConversation(view.value, terminal.pen, clock.now()))
  if (action.images !== undefined) await writeImages(program, { comrad, view: view.value, to: action.images })
  await comrad.markRead(action.name)
  return ok(undefined)
}

async function writeImages(
  { terminal }: Program,
  { comrad, view, to }: { readonly comrad: Comrad; readonly view: ConversationView; readonly to: string },
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of view.entries) {
    if ((entry.type !== 'sent' && entry.type !== 'received') || !entry.image) continue
    const image = await comrad.letterImage(entry.letter)
    const file = join(to, `${entry.letter}.webp`)
    if (image.ok) await writeFile(file, image.value, { mode: 0o600 })
    terminal.say(image.ok ? [`Written: ${file}`] : drawWords(wordsOf(image.error), terminal.pen))
  }
}

async function markRead(comrad: Comrad, letters: readonly InboxLetter[]): Promise<void> {
  for (const name of new Set(letters.map(({ from }) => from))) await comrad.markRead(name)
}

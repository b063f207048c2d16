/** Whom one trusts, and what one does not want to hear: `trust`, `block`, `mute`, `timer`, `forget` and what undoes them. */
import type { ComradError } from '@comrad/client'
import { err, ok, type Result } from '@comrad/protocol'
import { connect, openDevice } from '../device.ts'
import type { Answer, Program } from '../program.ts'

export type QuietVerb = 'trust' | 'untrust' | 'mute' | 'unmute' | 'block' | 'unblock'

const DONE: Readonly<Record<QuietVerb, string>> = {
  trust: 'They are shown your trusted face, and what you post to those you trust from now on.',
  untrust: 'Your trusted face and posts are withdrawn from them.',
  mute: 'Their posts are not shown and their messages make no noise. They learn nothing.',
  unmute: 'They are heard again.',
  block: 'They can send you nothing any more, and learn nothing. Everybody else is given a new token.',
  unblock: 'They may write again.',
}

export async function quiet(
  program: Program,
  action: { readonly type: QuietVerb; readonly name: string },
): Promise<Answer> {
  const device = await openDevice(program)
  if (!device.ok) return device
  const { comrad } = device.value
  const done: Result<void, ComradError> = await comrad[action.type](action.name)
  if (!done.ok) return done
  // What it means for others goes out in letters; they are kept if there is no connection now.
  await connect(program, device.value)
  return ok({ value: { name: action.name.toLowerCase(), done: action.type }, lines: [DONE[action.type]] })
}

export async function timer(
  program: Program,
  action: { readonly name: string; readonly seconds: number },
): Promise<Answer> {
  const device = await openDevice(program)
  if (!device.ok) return device
  const set = await device.value.comrad.setTimer(action.name, action.seconds)
  if (!set.ok) return set
  await connect(program, device.value)
  return ok({
    value: { name: action.name.toLowerCase(), seconds: action.seconds },
    lines: [
      action.seconds === 0
        ? 'Messages stay, for both of you.'
        : `Messages disappear, on both sides, so long after they were read: ${spanOf(action.seconds)}.`,
    ],
  })
}

export async function forget(
  program: Program,
  action: { readonly name: string; readonly isSure: boolean },
): Promise<Answer> {
  const device = await openDevice(program, { offline: true })
  if (!device.ok) return device
  if (!action.isSure) {
    const answer = await program.terminal.ask(
      `Delete the conversation with ${action.name} on this device? (yes/no) `,
    )
    if (answer?.trim().toLowerCase() !== 'yes') return err({ type: 'interaction-ended' })
  }
  const deleted = await device.value.comrad.deleteConversation(action.name)
  if (!deleted.ok) return deleted
  return ok({
    value: { deleted: action.name.toLowerCase() },
    lines: ['Deleted here. What they have is theirs.'],
  })
}

function spanOf(seconds: number): string {
  for (const [unit, size] of [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size} ${unit}${seconds === size ? '' : 's'}`
  }
  return `${seconds} seconds`
}

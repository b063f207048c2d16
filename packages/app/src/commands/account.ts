/** `comrad register`, `comrad recover`. */
import type { AccountProgress } from '@comrad/client'
import { formatOperatorAddress, ok } from '@comrad/protocol'
import { drawPhrase, speakAccountProgress } from '@comrad/terminal'
import { openDevice, reach } from '../device.ts'
import type { Answer, Program } from '../program.ts'
import { readPhrase } from '../secret-input.ts'

export async function register(program: Program, action: { readonly name: string }): Promise<Answer> {
  const device = await openDevice(program, { store: 'open-or-create' })
  if (!device.ok) return device
  const { comrad, operator } = device.value
  const reached = await reach(program, device.value)
  if (!reached.ok) return reached
  const registered = await comrad.register(action.name, speaker(program))
  if (!registered.ok) return registered
  const { name, index } = registered.value
  const phrase = comrad.recoveryPhrase() ?? ''
  return ok({
    value: { name, index, operator: formatOperatorAddress(operator), phrase },
    lines: [
      `${name} stands in the register, as entry ${index}.`,
      '',
      'These 24 words are your account. Write them on paper, and keep it away from this device:',
      '',
      ...drawPhrase(phrase),
    ],
  })
}

export async function recover(
  program: Program,
  action: { readonly phraseFd: number | undefined },
): Promise<Answer> {
  const phrase = await readPhrase({ terminal: program.terminal, fd: action.phraseFd })
  if (!phrase.ok) return phrase
  const device = await openDevice(program, { store: 'open-or-create' })
  if (!device.ok) return device
  const { comrad, operator } = device.value
  const reached = await reach(program, device.value)
  if (!reached.ok) return reached
  const recovered = await comrad.recover(phrase.value, speaker(program))
  if (!recovered.ok) return recovered
  const { name, index } = recovered.value
  return ok({
    value: { name, index, operator: formatOperatorAddress(operator) },
    lines: [
      `Welcome back, ${name}. The name and its keys are here again; letters and contacts stayed on the other device.`,
    ],
  })
}

function speaker({ terminal }: Program): (progress: AccountProgress) => void {
  return (progress) => terminal.status(speakAccountProgress(progress))
}

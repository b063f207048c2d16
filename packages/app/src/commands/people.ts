/** `comrad meet`, `comrad contacts`, `comrad verify`. */
import { err, ok, parseName } from '@comrad/protocol'
import { drawContacts, drawSafetyNumber, drawWords, speakMeetingProgress } from '@comrad/terminal'
import { connect, openConnected, openDevice } from '../device.ts'
import type { Answer, Program } from '../program.ts'

type Meet = { readonly name: string; readonly decline: boolean; readonly greeting: string | undefined }

/** One word for both sides: it asks, or answers who has asked. */
export async function meet(program: Program, action: Meet): Promise<Answer> {
  const parsed = parseName(action.name)
  if (!parsed.ok) return err({ type: 'name-invalid', reason: parsed.error })
  const name = parsed.value
  const device = await openDevice(program)
  if (!device.ok) return device
  const { comrad } = device.value
  // Somebody who has asked in the meantime is to be answered, not asked.
  const connected = await connect(program, device.value)
  if (!connected.ok && connected.error.type !== 'offline') return connected

  const hasAsked = comrad.contacts().incoming.some((contact) => contact.name === name)
  if (action.decline) {
    const declined = await comrad.decline(name)
    return declined.ok
      ? ok({ value: { name, state: 'declined' }, lines: ['Declined. They are not told.'] })
      : declined
  }
  if (hasAsked) {
    const accepted = await comrad.accept(name)
    if (!accepted.ok) return accepted
    await comrad.sync({ timeoutMs: program.settings.timeoutMs })
    return ok({
      value: { name, state: 'met' },
      lines: [`You have met ${name}. Write: comrad send ${name} TEXT`],
    })
  }
  const met = await comrad.meet(name, action.greeting, (step) =>
    program.terminal.status(speakMeetingProgress(step)),
  )
  if (!met.ok) return met
  await comrad.sync({ timeoutMs: program.settings.timeoutMs })
  const now = comrad.meeting(name)
  const { state, words } = now.ok ? now.value : met.value
  return ok({ value: { name: met.value.name, state }, lines: drawWords(words, program.terminal.pen) })
}

export async function contacts(program: Program, action: { readonly offline: boolean }): Promise<Answer> {
  const device = await openConnected(program, action)
  if (!device.ok) return device
  const view = device.value.comrad.contacts()
  return ok({ value: view, lines: drawContacts(view, program.terminal.pen, program.clock.now()) })
}

export async function verify(
  program: Program,
  action: { readonly name: string; readonly confirm: boolean },
): Promise<Answer> {
  const device = await openDevice(program, { offline: true })
  if (!device.ok) return device
  const { comrad } = device.value
  if (action.confirm) {
    const marked = await comrad.markVerified(action.name)
    if (!marked.ok) return marked
  }
  const view = comrad.verify(action.name)
  if (!view.ok) return view
  const { name, groups, scannable, verified } = view.value
  return ok({
    value: { name, digits: groups.join(''), groups, scannable, verified },
    lines: drawSafetyNumber(view.value, program.terminal.pen),
  })
}

/** `comrad status`: can always be told, connected or not. */
import { ok } from '@comrad/protocol'
import { drawStatus } from '@comrad/terminal'
import { connect, openDevice } from '../device.ts'
import type { Answer, Program } from '../program.ts'

export async function status(program: Program, action: { readonly offline: boolean }): Promise<Answer> {
  const device = await openDevice(program, action)
  if (!device.ok) return device
  await connect(program, device.value)
  const view = device.value.comrad.status()
  return ok({ value: view, lines: drawStatus(view, program.terminal.pen, program.clock.now()) })
}

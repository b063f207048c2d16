/** Muting: they are not shown in the feed and make no noise; what they write is there when it is looked for. */
import { type Name, ok, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { NameProblem } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { Peace } from '../peace.ts'
import { anybodyNamed } from './whom.ts'

type Deps = { readonly device: Device; readonly account: Account }

export function createMuting({ device, account }: Deps): Pick<Peace, 'mute' | 'unmute' | 'muted'> {
  const { muted } = device.rows.quiet

  return {
    mute: async (text) => change(text, muted.add),
    unmute: async (text) => change(text, muted.remove),
    muted: muted.all,
  }

  function change(text: string, note: (name: Name) => void): Result<void, NameProblem> {
    const name = anybodyNamed(account, text)
    if (!name.ok) return name
    device.sql.transaction(() => note(name.value))
    device.events.emit('change', undefined)
    return ok(undefined)
  }
}

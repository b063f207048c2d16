/**
 * Blocking. From this moment on nothing of theirs is taken here, and nothing goes to them: no receipt, no answer, no word that
 * anything has changed. The delivery token changes behind it (`token-rotation.ts`), so that their letters do not even wait.
 */
import { type Name, ok, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { NameProblem } from '../comrad.ts'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import type { Peace } from '../peace.ts'
import type { ContactPhase } from '../store/contact-rows.ts'
import { rotateToken } from './token-rotation.ts'
import type { Uploads } from './uploads.ts'
import { anybodyNamed } from './whom.ts'
import { withdrawTrust } from './withdrawal.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly uploads: Uploads
  carryAll(): void
}

/** They were given the token, when one asked them or when one accepted. */
const HOLDS_TOKEN: readonly ContactPhase[] = ['met', 'requested', 'refused']

export function createBlocking(deps: Deps): Pick<Peace, 'block' | 'unblock' | 'blocked'> {
  const { device, account, uploads, carryAll } = deps
  const { rows, sql, queue, clock, events } = device

  return { block, unblock, blocked: rows.quiet.blocked.all }

  async function block(text: string): Promise<Result<void, NameProblem>> {
    return queue.run(() => {
      const name = anybodyNamed(account, text)
      if (!name.ok) return name
      if (!rows.quiet.blocked.has(name.value)) change(() => shutOut(name.value))
      return ok(undefined)
    })
  }

  async function unblock(text: string): Promise<Result<void, NameProblem>> {
    return queue.run(() => {
      const name = anybodyNamed(account, text)
      if (!name.ok) return name
      if (rows.quiet.blocked.has(name.value)) change(() => letIn(name.value))
      return ok(undefined)
    })
  }

  function shutOut(name: Name): void {
    const phase = rows.contacts.find(name)?.phase
    rows.quiet.blocked.add(name)
    callOffLetters(name)
    if (!phase) return
    rows.contacts.setTrusted(name, false)
    if (phase !== 'met') rows.contacts.setPhase(name, 'declined', clock.now())
    if (HOLDS_TOKEN.includes(phase)) rotateToken(device, account)
  }

  /** Whom one had met, one has met: their letters that wait may come. Anybody else may ask. */
  function letIn(name: Name): void {
    rows.quiet.blocked.remove(name)
    const deliveryToken = account.token()
    if (!rows.contacts.isMet(name) || !deliveryToken) return
    writeLetter(device, name, { kind: 'token', deliveryToken })
    withdrawTrust(device, name)
  }

  function callOffLetters(name: Name): void {
    for (const { letter, kind, phase, blob } of rows.outgoing.ofContact(name)) {
      if (kind !== 'text' || phase === 'deposited') continue
      rows.entries.setSent(name, letter, 'cancelled', clock.now())
      if (blob) uploads.remove(blob)
    }
    rows.outgoing.removeAll(name)
  }

  function change(work: () => void): void {
    sql.transaction(work)
    events.emit('change', undefined)
    carryAll()
  }
}

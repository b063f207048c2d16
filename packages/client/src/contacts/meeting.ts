/** Meeting: asking, accepting, declining. Delivery tokens are exchanged on the way. docs/spec/delivery.md. */
import { err, GREETING_CODE_POINTS, type Name, ok, parseName, parseText, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { AnswerError, MeetError } from '../comrad.ts'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import type { Monitor } from '../register/monitor.ts'
import type { MeetingProgress } from '../views/meeting-view.ts'

type Deps = { readonly device: Device; readonly account: Account; readonly monitor: Monitor }

export function createMeeting({ device, account, monitor }: Deps) {
  const { rows, sql, queue, clock } = device

  return { meet, accept, decline }

  /** Stores the request; the outbox carries it. Whom one was asked by is accepted. */
  async function meet(
    text: string,
    greeting: string,
    onProgress: (progress: MeetingProgress) => void,
  ): Promise<Result<Name, MeetError>> {
    const name = parseName(text)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    const self = account.self()
    const deliveryToken = account.token()
    if (!self || !deliveryToken) return err({ type: 'not-registered' })
    if (self.address.name === name.value) return err({ type: 'yourself' })
    const words = parseText(greeting, GREETING_CODE_POINTS)
    if (!words.ok) return err({ type: 'greeting-invalid' })
    if (!rows.register.find(name.value)) {
      onProgress({ step: 'reading-register' })
      const read = await monitor.read()
      if (!read.ok) return read
      if (!rows.register.find(name.value)) return err({ type: 'unknown-name' })
    }
    return queue.run(() => ask(name.value, words.value))
  }

  function ask(name: Name, greeting: string): Result<Name, MeetError> {
    const deliveryToken = account.token()
    const phase = rows.contacts.find(name)?.phase
    if (!deliveryToken) return err({ type: 'not-registered' })
    if (rows.quiet.blocked.has(name)) return err({ type: 'blocked' })
    if (phase === 'met') return err({ type: 'already-met' })
    if (phase === 'incoming') {
      acceptNow(name)
      return ok(name)
    }
    const isOnItsWay = rows.outgoing
      .ofKind(name, 'meet-request')
      .some((letter) => letter.phase !== 'deposited')
    sql.transaction(() => {
      rows.contacts.setPhase(name, 'requested', clock.now())
      if (!isOnItsWay) writeLetter(device, name, { kind: 'meet-request', deliveryToken, greeting })
    })
    device.events.emit('change', undefined)
    return ok(name)
  }

  async function accept(text: string): Promise<Result<Name, AnswerError>> {
    const name = parseName(text)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    if (!account.self()) return err({ type: 'not-registered' })
    return queue.run(() => {
      const phase = rows.contacts.find(name.value)?.phase
      if (rows.quiet.blocked.has(name.value)) return err({ type: 'blocked' })
      // Whoever declined may think better of it: the request is kept.
      if (phase !== 'incoming' && phase !== 'declined') return err({ type: 'no-request' })
      acceptNow(name.value)
      return ok(name.value)
    })
  }

  function acceptNow(name: Name): void {
    const deliveryToken = account.token()
    if (!deliveryToken) return
    sql.transaction(() => {
      rows.contacts.setPhase(name, 'met', clock.now())
      rows.entries.addNotice(name, 'met', clock.now())
      writeLetter(device, name, { kind: 'meet-accept', deliveryToken })
    })
    device.events.emit('met', { with: name })
    device.events.emit('change', undefined)
  }

  async function decline(text: string, tell: boolean): Promise<Result<Name, AnswerError>> {
    const name = parseName(text)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    return queue.run(() => {
      if (rows.contacts.find(name.value)?.phase !== 'incoming') return err({ type: 'no-request' })
      sql.transaction(() => {
        rows.contacts.setPhase(name.value, 'declined', clock.now())
        if (tell) writeLetter(device, name.value, { kind: 'meet-decline' })
      })
      device.events.emit('change', undefined)
      return ok(name.value)
    })
  }
}

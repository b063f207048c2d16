/** Messages that disappear: both sides of a conversation keep the same time. docs/spec/delivery.md §Timers. */
import { err, type Name, ok, type Result, TIMER_SECONDS } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import type { Peace, TimerError } from '../peace.ts'
import { contactNamed } from './whom.ts'

type Deps = { readonly device: Device; carry(contact: Name): void }

export function createTimers({ device, carry }: Deps): Pick<Peace, 'setTimer'> {
  const { rows, sql, queue, clock, events } = device

  return { setTimer }

  async function setTimer(text: string, seconds: number): Promise<Result<void, TimerError>> {
    return queue.run(() => {
      const contact = contactNamed(device, text)
      if (!contact.ok) return contact
      const { name, timer, timerAt } = contact.value
      if (!rows.contacts.isMet(name)) return err({ type: 'not-met' })
      if (!isTimer(seconds)) return err({ type: 'timer-invalid' })
      if (seconds === timer) return ok(undefined)
      const now = clock.now()
      // After whatever holds, also where the clock that set it was ahead.
      const at = Math.max(now, timerAt + 1)
      sql.transaction(() => {
        rows.contacts.setTimer(name, seconds, at)
        rows.entries.addTimerNotice(name, { timer: seconds, at: now, theirs: false })
        writeLetter(device, name, { kind: 'timer', timer: seconds }, { sentAt: at })
      })
      events.emit('change', undefined)
      carry(name)
      return ok(undefined)
    })
  }
}

function isTimer(seconds: number): boolean {
  if (seconds === 0) return true
  return Number.isInteger(seconds) && seconds >= TIMER_SECONDS.min && seconds <= TIMER_SECONDS.max
}

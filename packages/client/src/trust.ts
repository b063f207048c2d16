/** Alarms and their consequence: after one that ends trust nothing more is sent to this Operator, nor asked of it. */
import type { Device } from './device.ts'
import type { StoredAlarm } from './store/alarm-rows.ts'
import { type Alarm, alarmViewOf, endsTrust } from './views/alarm-view.ts'

export type Trust = {
  isHalted(): boolean
  /** Inside a transaction; what it answers is to be announced after the commit. */
  record(alarm: Alarm): StoredAlarm | undefined
  announce(stored: StoredAlarm | undefined): void
  /** Both at once. */
  raise(alarm: Alarm): void
  onHalt(listener: () => void): void
}

export function createTrust(device: Device): Trust {
  const { clock, events, rows, sql } = device
  const listeners: (() => void)[] = []
  let halted = rows.alarms.all().some(({ alarm }) => endsTrust(alarm))

  return {
    isHalted: () => halted,
    record,
    announce,
    raise,
    onHalt: (listener) => void listeners.push(listener),
  }

  function record(alarm: Alarm): StoredAlarm | undefined {
    return rows.alarms.raise(alarm, clock.now())
  }

  function announce(stored: StoredAlarm | undefined): void {
    if (!stored) return
    if (endsTrust(stored.alarm) && !halted) {
      halted = true
      for (const listener of listeners) listener()
    }
    events.emit('alarm', alarmViewOf(stored, device.speech()))
    events.emit('change', undefined)
  }

  function raise(alarm: Alarm): void {
    announce(sql.transaction(() => record(alarm)))
  }
}

/** Alarms stay, with their evidence. The same lie told twice is one alarm. */
import type { Alarm } from '../views/alarm-view.ts'
import type { Sql } from './sql.ts'

export type StoredAlarm = { readonly id: number; readonly raisedAt: number; readonly alarm: Alarm }

export function createAlarmRows(sql: Sql) {
  return {
    /** Answers the alarm if it is a new one. */
    raise(alarm: Alarm, raisedAt: number): StoredAlarm | undefined {
      const detail = JSON.stringify(alarm)
      const added = sql.run(
        'insert or ignore into alarms (raised_at, fingerprint, detail) values (?, ?, ?)',
        raisedAt,
        fingerprintOf(alarm),
        detail,
      )
      return added === 1 ? all().at(-1) : undefined
    },
    all,
  }

  function all(): StoredAlarm[] {
    const rows = sql.all<{ id: number; raised_at: number; detail: string }>(
      'select * from alarms order by id',
    )
    return rows.map((row) => ({
      id: row.id,
      raisedAt: row.raised_at,
      alarm: JSON.parse(row.detail) as Alarm,
    }))
  }
}

function fingerprintOf(alarm: Alarm): string {
  switch (alarm.kind) {
    case 'shrunk':
    case 'forked':
    case 'old-anchor':
      return `${alarm.kind} ${alarm.shown.size} ${alarm.shown.root}`
    case 'name-twice':
    case 'own-name':
      return `${alarm.kind} ${alarm.name}`
    case 'feed-forked':
      return `${alarm.kind} ${alarm.sequence} ${alarm.shown}`
    case 'post-hidden':
      return `${alarm.kind} ${alarm.sequence}`
    case 'foreign-key':
      return `${alarm.kind} ${alarm.name} ${alarm.shownKey}`
  }
}

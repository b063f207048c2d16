/** Fetches the records that are missing and appends them to the tree, page by page; what is fetched stays if it breaks off. */
import type { CompactRange } from '@comrad/keymaker'
import { type DirectoryRecord, err, type Name, ok, type Result } from '@comrad/protocol'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { SendRequest } from '../transport.ts'
import type { ReadProgress } from './monitor.ts'
import { leafOf, RANGE_EVERY, rangeAt } from './tree.ts'

type Options = {
  readonly device: Pick<Device, 'rows' | 'sql'>
  readonly send: SendRequest
  /** Of the signed checkpoint up to which is read. */
  readonly size: number
  readonly onProgress?: ReadProgress | undefined
}

export type ReadRecordsError = NetworkFailure | { readonly type: 'name-twice'; readonly name: Name }

/** The tree of the first `size` records, not yet compared with the checkpoint's root. */
export async function readRecords(options: Options): Promise<Result<CompactRange, ReadRecordsError>> {
  const { device, send, size, onProgress } = options
  const { rows, sql } = device
  // What an earlier reading staged beyond this checkpoint was staged for another one.
  if (rows.register.stagedSize() > size) sql.transaction(() => rows.register.dropStaged(size))
  const range = rangeAt(rows.register, rows.register.stagedSize())
  while (range.size < size) {
    onProgress?.({ records: range.size, of: size })
    const from = range.size
    const page = await ask(send, { type: 'leaves', from })
    if (!page.ok) return err(failureOf(page.error))
    const { records } = page.value
    if (page.value.from !== from || records.length === 0) {
      return err({ type: 'protocol', reason: 'not the records that were asked for' })
    }
    const twice = sql.transaction(() => append(rows, range, records.slice(0, size - from)))
    if (twice !== undefined) return err({ type: 'name-twice', name: twice })
  }
  onProgress?.({ records: size, of: size })
  return ok(range)
}

/** Answers the name that stands in the register already, if one does. */
function append(
  rows: Device['rows'],
  range: CompactRange,
  records: readonly DirectoryRecord[],
): Name | undefined {
  for (const record of records) {
    if (!rows.register.stage({ position: range.size, record })) return record.name
    range.append(leafOf(record))
    if (range.size % RANGE_EVERY === 0) rows.register.addRange(range.size, range.encode())
  }
  return undefined
}

/**
 * Fetches records by whole pages, from where a page begins, and puts them onto the edge of this device's own tree there. The tree that
 * comes of it is the signed one, or nothing is believed; so it needs no other proof that the signed one extends ours.
 */
import { type CompactRange, equalBytes } from '@comrad/keymaker'
import { type DirectoryRecord, err, LEAVES_PER_REPLY, type Name, ok, type Result } from '@comrad/protocol'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { StoredCheckpoint } from '../store/register-rows.ts'
import type { SendRequest } from '../transport.ts'
import type { ReadProgress } from './monitor.ts'
import { leafOf, RANGE_EVERY, rangeAt } from './tree.ts'

/** Where the page begins that holds this position. What is asked for tells no more than that of the one who asks. */
export const pageOf = (position: number): number => position - (position % LEAVES_PER_REPLY)

export type Replay = {
  take(records: readonly DirectoryRecord[]): void
  size(): number
  /** What it came to, at the size of the signed checkpoint. */
  readonly range: CompactRange
  /** Its beginning is the tree that was believed before. */
  isExtension(): boolean
  /** A name that stands in it twice. */
  twice(): Name | undefined
}

/**
 * Begins with what is believed or staged at `from`. Whoever takes the records stages those behind `stageFrom`; without it
 * nothing is written.
 */
export function createReplay(
  { rows, sql }: Pick<Device, 'rows' | 'sql'>,
  { from, stageFrom }: { readonly from: number; readonly stageFrom?: number },
): Replay {
  const ours: StoredCheckpoint | undefined = rows.register.checkpoint()
  const range = rangeAt(rows.register, from)
  let isExtension = true
  let twice: Name | undefined

  return {
    range,
    size: () => range.size,
    isExtension: () => isExtension,
    twice: () => twice,
    take: (records) => sql.transaction(() => records.forEach(takeOne)),
  }

  function takeOne(record: DirectoryRecord): void {
    const position = range.size
    if (stageFrom !== undefined && position >= stageFrom && twice === undefined) {
      if (!rows.register.stage({ position, record })) twice = record.name
    }
    range.append(leafOf(record))
    if (range.size === ours?.size) isExtension = equalBytes(range.root(), ours.root)
    if (stageFrom === undefined || range.size <= stageFrom || range.size % RANGE_EVERY !== 0) return
    rows.register.addRange(range.size, range.encode())
  }
}

type Options = {
  readonly send: SendRequest
  /** Where a page begins. */
  readonly from: number
  /** Of the signed checkpoint up to which is read. */
  readonly size: number
  readonly onProgress?: ReadProgress | undefined
  /** Each page as it comes. Answering false ends it: what it was fetched for has changed. */
  take(records: readonly DirectoryRecord[]): boolean
}

/** Undefined: ended by who takes them. */
export async function readRecords(options: Options): Promise<Result<true | undefined, NetworkFailure>> {
  const { send, from, size, onProgress, take } = options
  for (let at = from; at < size; at += LEAVES_PER_REPLY) {
    onProgress?.({ records: at, of: size })
    const page = await ask(send, { type: 'leaves', from: at })
    if (!page.ok) return err(failureOf(page.error))
    const records = page.value.records.slice(0, size - at)
    if (page.value.from !== at || records.length < Math.min(LEAVES_PER_REPLY, size - at)) {
      return err({ type: 'protocol', reason: 'not the records that were asked for' })
    }
    if (!take(records)) return ok(undefined)
  }
  onProgress?.({ records: size, of: size })
  return ok(true)
}

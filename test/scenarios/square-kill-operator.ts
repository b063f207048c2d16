/** An Operator that answers its parent's lanes from files of its own, until the parent kills it. */
import { openSqliteStore } from '@comrad/operator'
import { createTestOperator } from '@comrad/operator/testing'
import type { Fingerprint } from '@comrad/protocol'
import { type LaneMessage, serveLanes } from './child-lanes.ts'

export type FromOperator = LaneMessage | { readonly type: 'ready'; readonly fingerprint: Fingerprint }

const [directory = ''] = process.argv.slice(2)
const opened = openSqliteStore({ directory })
if (!opened.ok) throw new Error(`not opened: ${opened.error.type}`)
const operator = await createTestOperator({ store: opened.value })
const tell = (message: FromOperator) => process.send?.(message)
const lanes = serveLanes(operator, tell)
// Nobody is left behind by a test that was killed.
process.on('disconnect', () => process.exit())
process.on('message', lanes.take)
tell({ type: 'ready', fingerprint: operator.fingerprint })

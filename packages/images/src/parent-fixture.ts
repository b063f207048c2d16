/** A program that will be killed while a picture of its keeps a child busy. */
import { startChild } from './child.ts'
import { timeBomb } from './picture-fixture.ts'

const file = await timeBomb()
const job = { type: 'prepare', file, side: 1_280, pixelsMax: 50_000_000, memoryMb: 640 } as const
process.send?.(startChild(job, { timeoutMs: 600_000 }).pid)

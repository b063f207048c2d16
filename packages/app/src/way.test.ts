import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@comrad/client'
import { err, ok } from '@comrad/protocol'
import { wordsOf } from './program-error.ts'
import type { TorProgress } from './tor.ts'
import { type Way, wayToCome } from './way.ts'

const line = { tor: undefined, bridges: undefined } as unknown as Way['line']

test('whoever opens the window first sees how far the Operator of this machine is, until there is a way', async () => {
  const begun = Promise.withResolvers<void>()
  let tell: (progress: TorProgress) => void = () => {}
  const coming = wayToCome({ clock: systemClock, local: false, bridges: undefined }, async (onTor) => {
    tell = onTor
    await begun.promise
    return ok({ operator: {} as Way['operator'], line, options: {} })
  })
  const seen: unknown[] = []
  coming.line.onChange(() => seen.push(coming.line.state()))
  assert.deepEqual(coming.line.state(), { phase: 'starting', percent: 0, step: 'starting' })
  tell({ phase: 'bootstrapping', percent: 40, stalled: 'network-down' })
  tell({ phase: 'publishing' })
  begun.resolve()
  assert.ok((await coming.way).ok)
  assert.deepEqual(seen, [
    { phase: 'starting', percent: 40, step: 'starting', trouble: 'network-down' },
    { phase: 'starting', percent: 100, step: 'publishing' },
    { phase: 'local' },
  ])
})

test('an Operator that does not begin is nobody’s way, and whoever has the window open is told why', async () => {
  const beginning = { clock: systemClock, local: true, bridges: undefined }
  const coming = wayToCome(beginning, async () => err({ type: 'port-taken' }))
  assert.deepEqual(coming.line.state(), { phase: 'local' })
  assert.deepEqual(await coming.way, { ok: false, error: { type: 'port-taken' } })
  assert.deepEqual(coming.line.state(), { phase: 'failed', words: wordsOf({ type: 'port-taken' }) })
})

/** A device that writes and reads until somebody kills it. Its lanes are its parent's messages; its store is real. */
import { createComrad, openComradStore, systemClock } from '@comrad/client'
import {
  AT_ONCE,
  createMemoryNetwork,
  PLAIN_IMAGES,
  TEST_PASSPHRASE,
  testProofs,
} from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { parseOperatorAddress } from '@comrad/protocol'
import { createLanePort, type LaneMessage } from './child-lanes.ts'

export type ToParent =
  | LaneMessage
  | { readonly type: 'ready' }
  /** `send` has answered: from here on the letter may not be lost. */
  | { readonly type: 'written'; readonly text: string }
  | { readonly type: 'screen'; readonly lines: readonly string[] }
export type ToChild =
  | LaneMessage
  /** Writes no more; tells what is on the screen once nothing waits. */
  | { readonly type: 'finish' }

const [directory = '', address = '', other = '', round = ''] = process.argv.slice(2)
const tell = (message: ToParent) => process.send?.(message)

const lanes = createLanePort(tell)

let finishing = false
// Nobody is left behind by a test that was killed.
process.on('disconnect', () => process.exit())
process.on('message', (message: ToChild) => {
  if (message.type === 'finish') finishing = true
  else lanes.take(message)
})

const operator = parseOperatorAddress(address)
const store = await openComradStore({ directory, passphrase: TEST_PASSPHRASE })
if (!operator.ok || !store.ok) throw new Error(`cannot begin: ${JSON.stringify([operator, store])}`)
const comrad = createComrad(
  {
    store: store.value,
    transport: createMemoryNetwork(systemClock, lanes.port).transport('child'),
    clock: systemClock,
    random: randomBytes,
    operator: operator.value,
    proofs: testProofs(),
    images: PLAIN_IMAGES,
  },
  { ...AT_ONCE, receiptDelayMs: 5, backoff: { minMs: 10, maxMs: 50 } },
)
comrad.on('fault', ({ error }) => {
  throw error
})
comrad.start()
tell({ type: 'ready' })

for (let number = 0; !finishing; number++) {
  const text = `${round}.${number}`
  const sent = await comrad.send(other, text)
  if (sent.ok) tell({ type: 'written', text })
  await new Promise((resolve) => setTimeout(resolve, 8))
}
for (let waiting = 1; waiting > 0; ) {
  const synced = await comrad.sync()
  waiting = synced.ok ? synced.value.waiting : 1
}
const view = comrad.conversation(other, { limit: 500 })
const entries = view.ok ? view.value.entries : []
tell({ type: 'screen', lines: entries.flatMap((entry) => (entry.type === 'received' ? [entry.text] : [])) })

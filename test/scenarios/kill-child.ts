/** A device that writes and reads until somebody kills it. Its lanes are its parent's messages; its store is real. */
import { createComrad, openComradStore, systemClock } from '@comrad/client'
import {
  createMemoryNetwork,
  type OperatorPort,
  PLAIN_IMAGES,
  TEST_PASSPHRASE,
  testProofs,
} from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { type Bytes, parseOperatorAddress } from '@comrad/protocol'

export type ToParent =
  | { readonly type: 'connect' | 'closed'; readonly lane: number }
  | { readonly type: 'frame'; readonly lane: number; readonly frame: Bytes }
  | { readonly type: 'ready' }
  /** `send` has answered: from here on the letter may not be lost. */
  | { readonly type: 'written'; readonly text: string }
  | { readonly type: 'screen'; readonly lines: readonly string[] }
export type ToChild =
  | { readonly type: 'frame'; readonly lane: number; readonly frame: Bytes }
  | { readonly type: 'closed'; readonly lane: number }
  /** Writes no more; tells what is on the screen once nothing waits. */
  | { readonly type: 'finish' }

const [directory = '', address = '', other = '', round = ''] = process.argv.slice(2)
const tell = (message: ToParent) => process.send?.(message)

const peers = new Map<number, Parameters<OperatorPort['connect']>[0]>()
let lanes = 0
const parent: OperatorPort = {
  connect(peer) {
    const lane = lanes++
    peers.set(lane, peer)
    tell({ type: 'connect', lane })
    return {
      receive: (frame) => tell({ type: 'frame', lane, frame }),
      closed: () => tell({ type: 'closed', lane }),
    }
  },
}

let finishing = false
process.on('message', (message: ToChild) => {
  if (message.type === 'finish') finishing = true
  else if (message.type === 'frame') peers.get(message.lane)?.send(new Uint8Array(message.frame))
  else peers.get(message.lane)?.close()
})

const operator = parseOperatorAddress(address)
const store = await openComradStore({ directory, passphrase: TEST_PASSPHRASE })
if (!operator.ok || !store.ok) throw new Error(`cannot begin: ${JSON.stringify([operator, store])}`)
const comrad = createComrad(
  {
    store: store.value,
    transport: createMemoryNetwork(systemClock, parent).transport('child'),
    clock: systemClock,
    random: randomBytes,
    operator: operator.value,
    proofs: testProofs(),
    images: PLAIN_IMAGES,
  },
  { receiptDelayMs: 5, backoff: { minMs: 10, maxMs: 50 } },
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

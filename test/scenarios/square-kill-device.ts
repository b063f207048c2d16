/** A device that posts, votes and reads as its parent says, until that kills it. Its lanes are its parent's messages; its store is real. */
import { createComrad, openComradStore, systemClock } from '@comrad/client'
import {
  AT_ONCE,
  createMemoryNetwork,
  PLAIN_IMAGES,
  TEST_PASSPHRASE,
  testProofs,
} from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { type Bytes, type Choice, parseOperatorAddress } from '@comrad/protocol'
import { createLanePort, type LaneMessage } from './child-lanes.ts'

export type Wish =
  | { readonly type: 'post'; readonly text: string; readonly image: Bytes }
  | { readonly type: 'vote'; readonly post: string; readonly choice: Choice }

export type Shown = {
  readonly text: string
  readonly state: string | undefined
  readonly mine: string | undefined
}

export type ToDevice = LaneMessage | Wish | { readonly type: 'show' }
export type FromDevice =
  | LaneMessage
  /** It is in the store: from here on it may not be lost. */
  | { readonly type: 'stored' }
  /** Once nothing is on its way. */
  | { readonly type: 'shown'; readonly posts: readonly Shown[] }

const [directory = '', address = ''] = process.argv.slice(2)
const tell = (message: FromDevice) => process.send?.(message)
const lanes = createLanePort(tell)

const operator = parseOperatorAddress(address)
const store = await openComradStore({ directory, passphrase: TEST_PASSPHRASE })
if (!operator.ok || !store.ok) throw new Error(`cannot begin: ${JSON.stringify([operator, store])}`)
const comrad = createComrad(
  {
    store: store.value,
    transport: createMemoryNetwork(systemClock, lanes.port).transport('child'),
    ...{ clock: systemClock, random: randomBytes, operator: operator.value },
    ...{ proofs: testProofs(), images: PLAIN_IMAGES },
  },
  { ...AT_ONCE, receiptDelayMs: 5, backoff: { minMs: 10, maxMs: 50 } },
)
comrad.on('fault', ({ error }) => {
  throw error
})
// Nobody is left behind by a test that was killed.
process.on('disconnect', () => process.exit())
process.on('message', (message: ToDevice) => {
  switch (message.type) {
    case 'post':
    case 'vote':
      return void grant(message)
    case 'show':
      return void show()
    default:
      lanes.take(message)
  }
})
comrad.start()

async function grant(wish: Wish) {
  const done =
    wish.type === 'vote'
      ? await comrad.vote(wish.post, wish.choice)
      : await comrad.post({ to: 'world', text: wish.text, image: wish.image })
  if (!done.ok) throw new Error(`not granted: ${done.error.type}`)
  tell({ type: 'stored' })
}

async function show() {
  const look = () => comrad.feed({ limit: 100 })
  const isSettled = () =>
    look().sync.phase === 'current' &&
    look().posts.every(({ state, votes }) => state?.phase !== 'waiting' && votes?.mine.phase !== 'casting')
  do {
    const synced = await comrad.sync()
    if (!synced.ok) throw new Error(synced.error.type)
  } while (!isSettled())
  const posts = look().posts.map(({ text, state, votes }) => {
    const mine = votes?.mine
    return { text, state: state?.phase, mine: mine && mine.phase !== 'none' ? mine.choice : undefined }
  })
  tell({ type: 'shown', posts })
}

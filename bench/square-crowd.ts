/** An Operator on a real store, with comrads who have names and posts that stand in its feed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFeedKey, createProofPool, type ProofPool, randomBytes, sealFeedEntry } from '@comrad/keymaker'
import { DEFAULT_LIMITS, openSqliteStore } from '@comrad/operator'
import { connectInMemory, createTestOperator } from '@comrad/operator/testing'
import {
  dayOf,
  type Fingerprint,
  type Name,
  type OperatorKeys,
  type PostId,
  startOfDay,
} from '@comrad/protocol'
import {
  type Ask,
  createComrad,
  createKeys,
  greet,
  type Member,
  register,
  type TestComrad,
} from '../packages/operator/src/comrad-fixture.ts'
import type { Operator } from '../packages/operator/src/operator.ts'
import { noteBy, postOf, publishOf } from '../packages/operator/src/square-fixture.ts'
import type { OperatorStore } from '../packages/operator/src/store/store.ts'

export type Crowd = {
  readonly operator: Operator
  readonly store: OperatorStore
  readonly proofs: ProofPool
  readonly members: readonly Member[]
  readonly keys: OperatorKeys
  readonly fingerprint: Fingerprint
  /** Published as an author does it. */
  post(text: string): Promise<PostId>
  stop(): Promise<void>
}

/** Two processes check the proofs, and make those of the bench. */
export async function createCrowd(members: number, { minimumMembers = 1 } = {}): Promise<Crowd> {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-bench-'))
  const opened = openSqliteStore({ directory })
  if (!opened.ok) throw new Error(`no store: ${opened.error.type}`)
  const { checksAhead } = DEFAULT_LIMITS
  const proofs = createProofPool({ processes: 2, waiting: 1_000, ahead: checksAhead })
  const square = { minimumMembers, anchorSeconds: 3_600, proofProcesses: 2 }
  const operator = await createTestOperator({
    store: opened.value,
    proofPool: proofs,
    square,
    limits: { checksAhead },
  })
  const lane = connectInMemory(operator)
  const ask: Ask = (request) => lane.request(request)
  const comrads: TestComrad[] = []
  for (let index = 0; index < members; index++) {
    const comrad = createComrad(`comrad-${index}`, createKeys())
    await register(comrad, ask)
    comrads.push(comrad)
  }
  const { keys } = await greet(ask)
  const { fingerprint } = operator
  return {
    ...{ operator, store: opened.value, proofs, keys, fingerprint },
    members: comrads.map((comrad) => ({ comrad, proofs, ask })),
    async post(text) {
      const author = comrads[0]
      if (!author) throw new Error('nobody to write')
      const { request, id } = publishOf(author, noteBy(author, postOf(text)), { keys, fingerprint })
      const answered = await ask(request)
      if (answered.type !== 'published') throw new Error('not published')
      return id
    },
    async stop() {
      lane.close()
      await operator.stop()
      await proofs.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Of a feed that `fillFeed` has filled: each has entries, so that each has a key. */
export const DAYS = 7
const SEALED_AT_ONCE = 500

/** Sealed as @Comrades does it, over a week; who has written them does not matter here. */
export async function fillFeed(store: OperatorStore, posts: number): Promise<void> {
  const today = dayOf(Date.now())
  const days = Array.from({ length: DAYS }, (_, index) => today - DAYS + 1 + index)
  for (const [place, day] of days.entries()) {
    // Not before its first entry: the Operator forgets, each second, the keys of past days on which nothing was said.
    const key = await store.keepFeedKey(day, createFeedKey)
    const end = Math.floor(((place + 1) * posts) / DAYS)
    for (let from = Math.floor((place * posts) / DAYS); from < end; from += SEALED_AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(SEALED_AT_ONCE, end - from) }, () =>
          store.append({
            ...{ id: randomBytes(16) as PostId, author: 'comrad-0' as Name, kind: 'post', day },
            ...{ expiresAt: startOfDay(today + DAYS), perDay: posts },
            seal: (sequence) => sealFeedEntry(key, { sequence, day }, randomBytes(300)),
          }),
        ),
      )
    }
  }
  const kept = await store.feedKeys()
  if (kept.length !== DAYS) throw new Error(`the keys of ${kept.length} days where ${DAYS} have entries`)
}

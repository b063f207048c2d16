/**
 * The process that is killed while the square is busy: posts, deletions, faces, ballots, blobs and nullifiers at once, while
 * others expire. It writes a line before and after each act. Arguments: directory, seed, round.
 */
import { writeSync } from 'node:fs'
import { CHOICES, type Choice, dayOf } from '@comrad/protocol'
import { createHousekeeping } from '../housekeeping.ts'
import { nameOf } from '../storage-fixture.ts'
import { createRandom } from './kill-fixture.ts'
import { openSqliteStore } from './sqlite-store.ts'
import {
  ballotOf,
  blobOf,
  deletionOf,
  entryOf,
  messageOf,
  nullifierOf,
  openingOf,
  sealedOf,
} from './square-fixture.ts'

/** Everything has one index, which its bytes repeat. 'will-…' before an act, the rest after its promise has resolved. */
export type SquareLine =
  | readonly ['ready']
  | readonly ['will-append', index: number]
  | readonly ['appended', index: number, sequence: number]
  | readonly ['deleted', post: number]
  | readonly [
      'will-cast' | 'cast',
      post: number,
      voter: number,
      vote: { readonly choice: Choice; readonly counter: number },
    ]
  | readonly ['opened', blob: number]
  | readonly ['stored', blob: number, place: number]
  | readonly ['spent', index: number]

const AUTHORS = ['alice', 'bobby', 'carol'] as const
const VOTERS = 40
export const KILL_CHUNKS = 3

/** Not the same length each, so that pages close by their bytes too. */
export const sealedForKill = (index: number) => sealedOf(index, 200 + ((index * 997) % 4000))

const authorOf = (index: number) => nameOf(AUTHORS[index % AUTHORS.length] ?? 'alice')

if (import.meta.main) {
  const [directory = '', seed = '', round = ''] = process.argv.slice(2)
  await actUntilKilled({ directory, seed: Number(seed), round: Number(round) })
}

async function actUntilKilled(options: { directory: string; seed: number; round: number }) {
  const { directory, seed, round } = options
  const random = createRandom(seed * 1000 + round)
  const opened = openSqliteStore({ directory })
  if (!opened.ok) throw new Error(`not opened: ${opened.error.type}`)
  const store = opened.value
  const clock = { now: () => Date.now() }
  createHousekeeping({ store, clock }, { everyMs: 20 })
  const posts: number[] = []
  let next = round * 100_000

  say(['ready'])
  await Promise.all(Array.from({ length: 8 }, act))

  async function act() {
    for (;;) {
      const choice = random()
      if (choice < 0.25) await append()
      else if (choice < 0.3) await takeBack()
      else if (choice < 0.85) await cast()
      else if (choice < 0.9) await upload()
      else await spend()
    }
  }

  async function append() {
    const index = next++
    const now = clock.now()
    const life = random() < 0.2 ? 30 + Math.floor(random() * 100) : 86_400_000
    const kind = random() < 0.1 ? 'profile' : 'post'
    say(['will-append', index])
    const outcome = await store.append({
      ...entryOf(index, { kind, author: authorOf(index), seal: () => sealedForKill(index) }),
      ...{ day: dayOf(now), expiresAt: now + life, perDay: 1_000_000 },
    })
    if (outcome.type !== 'appended') throw new Error(outcome.type)
    say(['appended', index, outcome.sequence])
    if (kind === 'post') posts.push(index)
  }

  async function takeBack() {
    const [post] = posts.splice(Math.floor(random() * posts.length), 1)
    if (post === undefined) return
    const index = next++
    const now = clock.now()
    say(['will-append', index])
    const outcome = await store.append({
      ...deletionOf(index, post, { author: authorOf(post), seal: () => sealedForKill(index) }),
      ...{ day: dayOf(now), expiresAt: now + 86_400_000, perDay: 1_000_000 },
    })
    if (outcome.type !== 'appended') throw new Error(outcome.type)
    say(['appended', index, outcome.sequence])
    say(['deleted', post])
  }

  async function cast() {
    const post = posts[Math.floor(random() * posts.length)]
    if (post === undefined) return
    const voter = Math.floor(random() * VOTERS)
    const choice = CHOICES[Math.floor(random() * CHOICES.length)] ?? 'none'
    const counter = next++
    say(['will-cast', post, voter, { choice, counter }])
    const outcome = await store.castBallot(ballotOf(post, voter, choice, counter))
    if (outcome === 'cast') say(['cast', post, voter, { choice, counter }])
  }

  async function upload() {
    const index = next++
    const { header, chunks } = blobOf(index, KILL_CHUNKS, Math.ceil(clock.now() / 3_600_000 + 24) * 3_600_000)
    await store.openBlob(openingOf(header, clock.now()))
    say(['opened', index])
    for (const chunk of chunks) {
      await store.putChunk(chunk)
      say(['stored', index, chunk.index])
    }
  }

  async function spend() {
    const index = next++
    const until = dayOf(clock.now()) + 3
    await store.spend({ nullifier: nullifierOf(index), message: messageOf(index), until })
    say(['spent', index])
  }
}

/** Synchronously: a line that was said must not die in a buffer. */
function say(line: SquareLine) {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

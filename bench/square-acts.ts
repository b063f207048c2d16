/** Anonymous acts: what a proof costs whoever makes it and whoever checks it, and what a flood of false ones does to true ones. */
import { actMessage, actScope, createProofPool, randomBytes } from '@comrad/keymaker'
import {
  type Ballot,
  COHORT_SIZE,
  type Commitment,
  type Hash,
  type PostId,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import { createKeys, type Member } from '../packages/operator/src/comrad-fixture.ts'
import { ballotBy } from '../packages/operator/src/square-fixture.ts'
import { answerIn, frameOf, openHandlerCaller, timeCalls } from './handler-caller.ts'
import { ascending, type Measurement, percentile } from './report.ts'
import { type Crowd, createCrowd } from './square-crowd.ts'

const PROOFS = 6
const CHECKED = 300
const REFUSED = 40_000
const HONEST = 10
const FLOODS = [1, 16, 200]
/** At the same time, each lie on a circuit that has never lied before. */
const CHURNING = [16, 100, 400]
const HONEST_AMONG_CHURNING = 5
/** Whoever finds no place comes again. */
const AGAIN_MS = 1_000
const GIVE_UP_MS = 20_000
/** What two cores check in less than a second. */
const LIMIT_OF_FRESH = 100
const WAITING_EACH = 4
const TRUE_BALLOTS = HONEST * FLOODS.length + HONEST_AMONG_CHURNING * CHURNING.length

export async function measureActs(): Promise<readonly Measurement[]> {
  const crowd = await createCrowd(TRUE_BALLOTS + 1)
  try {
    const post = await crowd.post('Shall we strike on Friday?')
    const [proving, checking] = [await measureProving(), await measureChecking(crowd, post)]
    return [
      ...proving,
      ...checking,
      ...(await measureRefusing(crowd, post)),
      ...(await measureFloods(crowd, post)),
    ]
  } finally {
    await crowd.stop()
  }
}

/** As a device does it: in a child process, for a place in a whole cohort. */
async function measureProving(): Promise<readonly Measurement[]> {
  const proofs = createProofPool({ processes: 1 })
  const { identity } = createKeys()
  const others = Array.from({ length: COHORT_SIZE - 1 }, () => randomBytes(32) as Commitment)
  const commitments = [identity.commitment, ...others.map(asElement)]
  const taken: number[] = []
  for (let index = 0; index < PROOFS; index++) {
    const subject = { fingerprint: 'a'.repeat(52) as never, scope: `bench/${index}` }
    const message = actMessage({ ...subject, payload: randomBytes(8) })
    const from = performance.now()
    const proved = await proofs.prove({
      identity,
      commitments,
      position: 0,
      scope: actScope(subject),
      message,
    })
    if (!proved.ok) throw new Error(`not proved: ${proved.error.type}`)
    taken.push((performance.now() - from) / 1000)
  }
  await proofs.close()
  const [cold = Number.NaN, ...warm] = taken
  return [
    {
      ...{ name: 'a proof, warm', value: percentile(ascending(warm), 0.5), unit: 's', target: { atMost: 1 } },
      note: `median of ${warm.length}; a full cohort of ${COHORT_SIZE.toLocaleString('en')}`,
    },
    {
      name: 'a proof, cold',
      value: cold,
      unit: 's',
      note: 'the first of a device: the process, its files and the tree of the whole cohort',
    },
  ]
}

const asElement = (bytes: Commitment): Commitment => {
  bytes[0] = 0
  return bytes
}

async function measureChecking(
  { members, proofs, fingerprint }: Crowd,
  post: PostId,
): Promise<readonly Measurement[]> {
  const ballot = await ballotBy(memberOf(members, 0), post, 'up')
  const subject = { fingerprint, scope: voteScope(post) }
  const check = {
    ...{ proof: ballot.proof, scope: actScope(subject) },
    message: actMessage({ ...subject, payload: votePayload(ballot) }),
  }
  const checkAll = (count: number) => Promise.all(Array.from({ length: count }, () => proofs.verify(check)))
  await checkAll(4)
  const from = performance.now()
  const checked = await checkAll(CHECKED)
  const seconds = (performance.now() - from) / 1000
  if (!checked.every((one) => one.ok && one.value)) throw new Error('a proof was not believed')
  return [
    {
      ...{ name: 'ballots checked', value: CHECKED / seconds, unit: 'ballots/s', target: { atLeast: 100 } },
      note: 'two processes',
    },
  ]
}

/** What is false without a look at its proof: refused as early as the spec's order of checks lets it be, and as late. */
async function measureRefusing({ operator, members }: Crowd, post: PostId): Promise<readonly Measurement[]> {
  const anyProof = () => ({
    ...{ root: asHash(randomBytes(32)), nullifier: asHash(randomBytes(32)), points: randomBytes(256) },
  })
  const cast = await ballotBy(memberOf(members, 0), post, 'up', 2)
  const few = await createCrowd(2, { minimumMembers: 3 })
  const postOfFew = await few.post('Are there enough of us?')
  const ofFew = await ballotBy(memberOf(few.members, 0), postOfFew, 'up')
  const caller = openHandlerCaller(operator)
  const callerOfFew = openHandlerCaller(few.operator)
  const counted = answerIn(await caller.call(frameOf({ type: 'vote', ballot: cast })))
  if (counted !== 'done') throw new Error(`a true ballot was answered ${counted}`)
  const unknown = { post, choice: 'up', counter: 1 } as const
  const measured: Measurement[] = []
  for (const [name, of, expect, lie] of [
    [
      'for no post',
      caller,
      'unknown-post',
      () => ({ ...unknown, post: randomBytes(16) as PostId, proof: anyProof() }),
    ],
    ['of an unknown root', caller, 'unknown-root', () => ({ ...unknown, proof: anyProof() })],
    [
      'older than one that is counted',
      caller,
      'outdated',
      () => ({ ...unknown, proof: { ...anyProof(), nullifier: cast.proof.nullifier } }),
    ],
    [
      'of a group that is too small',
      callerOfFew,
      'too-few-members',
      () => ({ ...ofFew, proof: { ...ofFew.proof, nullifier: asHash(randomBytes(32)) } }),
    ],
  ] as const) {
    const requests = Array.from({ length: 12 }, () => frameOf({ type: 'vote', ballot: lie() }))
    const seconds = await timeCalls(of, { requests, count: REFUSED, expect })
    measured.push({
      ...{ name: `false ballots refused, ${name}`, value: REFUSED / seconds, unit: 'ballots/s' },
      ...{ target: { atLeast: 20_000 }, note: 'whole frames through the handler' },
    })
  }
  caller.close()
  callerOfFew.close()
  await few.stop()
  return measured
}

/** True but for what it says: the dearest to refuse. */
async function measureFloods(crowd: Crowd, post: PostId): Promise<readonly Measurement[]> {
  const ballots: Ballot[] = []
  for (let index = 0; index < TRUE_BALLOTS; index++) {
    ballots.push(await ballotBy(memberOf(crowd.members, index + 1), post, 'up'))
  }
  const measured: Measurement[] = []
  for (const circuits of FLOODS) {
    const flood = { circuits, isChurning: false }
    const { waits, falsePerSecond } = await measureFlood(crowd, ballots.splice(0, HONEST), flood)
    measured.push({
      name: `a true ballot while ${circuits} circuit${circuits === 1 ? '' : 's'} send${circuits === 1 ? 's' : ''} false proofs`,
      ...{ value: Math.max(...waits), unit: 'ms', target: { atMost: 1_000 } },
      note: `the slowest of ${waits.length}; the first, when few of them had lied before, ${waits[0]?.toFixed(0)} ms; ${falsePerSecond.toFixed(0)} false ones checked a second`,
    })
  }
  for (const circuits of CHURNING) {
    const flood = { circuits, isChurning: true }
    const { waits, turnedAway, falsePerSecond } = await measureFlood(
      crowd,
      ballots.splice(0, HONEST_AMONG_CHURNING),
      flood,
    )
    measured.push({
      name: `a true ballot beside ${circuits} lies at a time, each on a fresh circuit`,
      ...{ value: Math.max(...waits), unit: 'ms' },
      // Nothing tells such a circuit from an honest one: as long as fewer wait than are checked in a second.
      ...(circuits <= LIMIT_OF_FRESH && { target: { atMost: 1_000 } }),
      note: `the slowest of ${waits.length}, turned away ${turnedAway} times; ${falsePerSecond.toFixed(0)} fresh circuits a second had their lie checked`,
    })
  }
  return measured
}

type Flood = { readonly circuits: number; readonly isChurning: boolean }

async function measureFlood({ operator }: Crowd, honest: readonly Ballot[], { circuits, isChurning }: Flood) {
  const [sample] = honest
  if (!sample) throw new Error('no ballot')
  let isOver = false
  let refused = 0
  let opened = 0
  const open = () => openHandlerCaller(operator, `flood ${isChurning} ${circuits} ${opened++}`)
  // As many from each circuit as it may have waiting; of one that lies but once, one.
  const each = isChurning ? 1 : WAITING_EACH
  const flooding = Array.from({ length: circuits }, async (_, index) => {
    let caller = open()
    await Promise.all(
      Array.from({ length: each }, async (_unused, place) => {
        const lie: Ballot = { ...sample, choice: 'down', counter: 1_000 + index * WAITING_EACH + place }
        const frame = frameOf({ type: 'vote', ballot: lie })
        while (!isOver) {
          if (answerIn(await caller.call(frame)) === 'proof-invalid') refused++
          // As a socket would: whoever is told at once to come later lets others come in between.
          else await new Promise((resolve) => setImmediate(resolve))
          if (!isChurning) continue
          caller.close()
          caller = open()
        }
      }),
    )
    caller.close()
  })
  await pause(500)
  const from = performance.now()
  const before = refused
  let turnedAway = 0
  const waits: number[] = []
  for (const [index, ballot] of honest.entries()) {
    const start = performance.now()
    for (let tries = 0; ; tries++) {
      const caller = openHandlerCaller(operator, `honest ${isChurning} ${circuits} ${index} ${tries}`)
      const answered = answerIn(await caller.call(frameOf({ type: 'vote', ballot })))
      caller.close()
      if (answered === 'done') break
      // Only a house full of circuits that have not lied yet has no room for one that is honest.
      if (answered !== 'busy' || !isChurning) throw new Error(`a true ballot was answered ${answered}`)
      turnedAway++
      if (performance.now() - start > GIVE_UP_MS) break
      await pause(AGAIN_MS)
    }
    waits.push(performance.now() - start)
    await pause(100)
  }
  const falsePerSecond = ((refused - before) * 1000) / (performance.now() - from)
  isOver = true
  await Promise.all(flooding)
  return { waits, turnedAway, falsePerSecond }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const asHash = (bytes: Uint8Array<ArrayBuffer>): Hash => bytes as Hash

function memberOf(members: readonly Member[], index: number): Member {
  const member = members[index]
  if (!member) throw new Error('not so many members')
  return member
}

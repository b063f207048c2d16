/** Recounts of what an honest Operator shows, and of what others may. The proofs are real, and made once. */
import assert from 'node:assert/strict'
import { afterEach, before, beforeEach, test } from 'node:test'
import {
  actMessage,
  actScope,
  createOperatorSecrets,
  createPhrase,
  createRegistrationId,
  deriveIdentity,
  fingerprintOf,
  type Identity,
  operatorKeys,
  randomBytes,
  seedOf,
} from '@comrad/keymaker'
import {
  type Choice,
  COHORT_SIZE,
  type CountedBallot,
  type DirectoryRecord,
  err,
  type Hash,
  type IdentityKey,
  ok,
  type PostId,
  type Reply,
  type Request,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { createMonitor, type Monitor } from '../register/monitor.ts'
import { type BareDevice, createBareDevice, nameOf, testProofs } from '../testing/bare-device.ts'
import { refused } from '../testing/feed-keeper.ts'
import { createFeedLink } from '../testing/feed-link.ts'
import { createLogKeeper, type LogKeeper } from '../testing/log-keeper.ts'
import { createTrust } from '../trust.ts'
import { postKeyOf } from '../views/feed-view.ts'
import { createAudit } from './audit.ts'

const secrets = createOperatorSecrets()
const fingerprint = fingerprintOf(operatorKeys(secrets).logKey)
const phrase = createPhrase()
const POST = randomBytes(16) as PostId
const OTHER_POST = randomBytes(16) as PostId
const KEY = postKeyOf(POST)

const [alice, bob, carol, ghost, shade] = [phrase, ...[1, 2, 3, 4].map(() => createPhrase())].map((words) =>
  deriveIdentity(seedOf(words)),
) as [Identity, Identity, Identity, Identity, Identity]
const recordOf = (name: string, { identityKey, commitment }: Identity): DirectoryRecord => ({
  ...{ name: nameOf(name), identityKey, commitment },
})
/** The first three are people; the Operator made up the others. */
const RECORDS = [
  recordOf('alice', alice),
  recordOf('bob', bob),
  recordOf('carol', carol),
  recordOf('ghost', ghost),
  recordOf('shade', shade),
]
const PEOPLE = 3

type Cast = { readonly choice: Choice; readonly counter?: number; readonly post?: PostId }

async function ballotBy(members: readonly Identity[], position: number, cast: Cast): Promise<CountedBallot> {
  const { choice, counter = 1, post = POST } = cast
  const subject = { fingerprint, scope: voteScope(post) }
  const identity = members[position]
  assert.ok(identity)
  const proved = await testProofs().prove({
    ...{ identity, position, commitments: members.map(({ commitment }) => commitment) },
    scope: actScope(subject),
    message: actMessage({ ...subject, payload: votePayload({ post, choice, counter }) }),
  })
  assert.ok(proved.ok)
  return { position: 0, choice, counter, size: members.length, cohort: 0, proof: proved.value }
}

type Ballots = Readonly<
  Record<'alice' | 'aliceAgain' | 'bob' | 'carol' | 'ghost' | 'stranger' | 'elsewhere', CountedBallot>
>
let ballots: Ballots
before(async () => {
  const people = [alice, bob, carol]
  const made = await Promise.all([
    ballotBy(people, 0, { choice: 'up' }),
    ballotBy(people, 0, { choice: 'down', counter: 2 }),
    ballotBy([alice, bob], 1, { choice: 'up' }),
    ballotBy(people, 2, { choice: 'down' }),
    ballotBy([...people, ghost, shade], 3, { choice: 'up' }),
    ballotBy([alice, bob, ghost], 2, { choice: 'up' }),
    ballotBy(people, 2, { choice: 'up', post: OTHER_POST }),
  ])
  const [first, again, bobs, carols, ghosts, strangers, elsewhere] = made as [
    ...[CountedBallot, CountedBallot, CountedBallot, CountedBallot, CountedBallot],
    ...[CountedBallot, CountedBallot],
  ]
  ballots = {
    ...{ alice: first, aliceAgain: again, bob: bobs, carol: carols, ghost: ghosts },
    ...{ stranger: strangers, elsewhere },
  }
})

type Bent = Reply | 'offline' | undefined
type Tally = { readonly up: number; readonly down: number }

let device: BareDevice
let keeper: LogKeeper
/** What the Operator shows. */
let box: readonly CountedBallot[]
let tally: Tally
/** Answers first, where it answers. */
let bend: (request: Request) => Bent
let asked: Request['type'][]
let carried: number

beforeEach(async () => {
  const bare = await createBareDevice()
  keeper = createLogKeeper(RECORDS.slice(0, PEOPLE), secrets)
  device = { ...bare, operator: { ...bare.operator, fingerprint } }
  device.rows.account.create(phrase, createRegistrationId())
  device.rows.account.registered(nameOf('alice'), 0)
  const now = device.clock.now()
  device.rows.posts.addWorld({
    ...{ id: POST, author: nameOf('bob'), content: { text: 'Shall we?' }, replyTo: undefined },
    ...{ page: 4, sequence: 81, writtenAt: now, expiresAt: now + 7 * 86_400_000 },
  })
  box = []
  tally = { up: 0, down: 0 }
  bend = () => undefined
  asked = []
  carried = 0
})
afterEach(() => device.close())

const PAGE = 2

function answer(request: Request): Reply {
  if (request.type === 'tallies') {
    assert.equal(request.page, 4)
    return {
      type: 'tallies',
      tallies: [
        { sequence: 80, up: 9, down: 9 },
        { sequence: 81, ...tally },
      ],
    }
  }
  if (request.type !== 'ballots') throw new Error(`not a question about votes: ${request.type}`)
  const placed = box.map((ballot, index) => ({ ...ballot, position: index + 1 }))
  const behind = placed.filter(({ position }) => position > request.after)
  return { type: 'ballots', ballots: behind.slice(0, PAGE), more: behind.length > PAGE }
}

function auditing(given: Partial<Parameters<typeof createAudit>[0]> = {}) {
  const register = keeper.request()
  const account = createAccount(device)
  const trust = createTrust(device)
  const monitor = createMonitor({
    ...{ device, account, trust },
    reading: (use) => use(register),
    onBehind: () => {},
    keys: () => keeper.keys,
    isWrongOperator: () => false,
  })
  const link = createFeedLink(device.clock, keeper.keys, async (request) => {
    asked.push(request.type)
    const bent = bend(request)
    return bent === 'offline' ? err({ type: 'closed' }) : ok(bent ?? answer(request))
  })
  const { signal } = new AbortController()
  const deps = { device, account, link, monitor, signal: () => signal, carry: () => carried++ }
  return { ...createAudit({ ...deps, ...given }), link }
}

async function recount(of = auditing()) {
  const audited = await of.audit(KEY, () => {})
  assert.ok(audited.ok, JSON.stringify(audited))
  return audited.value
}

const uint32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer)

const wordsOf = (view: { words: readonly { happened: string }[] }) =>
  view.words.map(({ happened }) => happened)

test('whoever recounts an honest box agrees, and sees the groups that the ballots are of', async () => {
  box = [ballots.bob, ballots.carol]
  tally = { up: 1, down: 1 }
  const steps: string[] = []
  const { audit, link } = auditing()
  const audited = await audit(KEY.slice(0, 8), (progress) =>
    steps.push(
      progress.step === 'fetching'
        ? `fetched ${progress.ballots}`
        : `checked ${progress.checked} of ${progress.of}`,
    ),
  )
  assert.ok(audited.ok)
  const { words: _, ...view } = audited.value
  assert.deepEqual(view, {
    ...{ post: KEY, shown: tally, counted: { up: 1, down: 1, taken: 0 }, invalid: 0 },
    groups: [
      { cohort: 0, size: 2, members: 2, ballots: 1, seenAt: device.clock.now() },
      { cohort: 0, size: 3, members: 3, ballots: 1, seenAt: device.clock.now() },
    ],
    ...{ mine: 'none', agrees: true },
  })
  assert.deepEqual(steps, ['fetched 2', 'checked 1 of 2', 'checked 2 of 2'])
  assert.deepEqual(asked, ['tallies', 'ballots', 'tallies'])
  assert.equal(link.circuits(), 1)
})

test('a recount that is stopped ends at once, and judges nothing', async () => {
  box = [ballots.bob, ballots.carol]
  const stop = new AbortController()
  const steps: string[] = []
  const audited = await auditing({ signal: () => stop.signal }).audit(KEY, ({ step }) => {
    steps.push(step)
    if (step === 'fetching') stop.abort()
  })
  assert.deepEqual(audited, { ok: false, error: { type: 'stopped' } })
  assert.deepEqual(steps, ['fetching'], 'no proof was checked')
})

test('a recount that waits for a proof to be checked does not hold up a stop', async () => {
  box = [ballots.bob, ballots.carol]
  const stop = new AbortController()
  const proofs = {
    ...device.proofs,
    verify() {
      stop.abort()
      return new Promise<never>(() => {})
    },
  }
  const audited = await auditing({ device: { ...device, proofs }, signal: () => stop.signal }).audit(
    KEY,
    () => {},
  )
  assert.deepEqual(audited, { ok: false, error: { type: 'stopped' } })
})

test('a post that nobody voted on has nothing to recount', async () => {
  const { agrees, counted, groups } = await recount()
  assert.deepEqual([agrees, counted, groups], [true, { up: 0, down: 0, taken: 0 }, []])
})

test('a ballot whose choice or counter was changed, or that was cast on another post, is false', async () => {
  const others: readonly CountedBallot[] = [
    { ...ballots.carol, choice: 'up' },
    { ...ballots.carol, counter: 2 },
    { ...ballots.carol, proof: { ...ballots.carol.proof, nullifier: ballots.bob.proof.nullifier } },
    ballots.elsewhere,
  ]
  for (const changed of others) {
    box = [ballots.alice, changed]
    for (const up of [2, 1]) {
      tally = { up, down: 0 }
      const view = await recount()
      assert.deepEqual([view.counted, view.invalid, view.agrees], [{ up: 1, down: 0, taken: 0 }, 1, false])
      const said = wordsOf(view).map((words) => /shown tally|false/.exec(words)?.[0])
      assert.deepEqual(said.slice(0, -1), up === 2 ? ['shown tally', 'false'] : ['false'])
    }
  }
})

test('a ballot that is shown twice counts once, and is said', async () => {
  box = [ballots.bob, ballots.bob]
  tally = { up: 2, down: 0 }
  const { counted, invalid, agrees } = await recount()
  assert.deepEqual([counted.up, invalid, agrees], [1, 1, false])
})

test('a tally that is too high or too low is shown beside the count', async () => {
  box = [ballots.bob, ballots.carol]
  for (const shown of [
    { up: 2, down: 1 },
    { up: 0, down: 1 },
    { up: 1, down: 0 },
  ]) {
    tally = shown
    const view = await recount()
    assert.deepEqual(
      [view.shown, view.counted, view.invalid, view.agrees],
      [shown, { up: 1, down: 1, taken: 0 }, 0, false],
    )
    assert.ok(wordsOf(view)[0]?.includes(`${shown.up} up, ${shown.down} down`), 'both are said')
    assert.ok(wordsOf(view)[0]?.includes('1 up, 1 down'))
  }
})

test('a post that the Operator leaves out of its tallies has none', async () => {
  box = [ballots.bob]
  bend = ({ type }) => (type === 'tallies' ? { type: 'tallies', tallies: [] } : undefined)
  const { shown, agrees } = await recount()
  assert.deepEqual([shown, agrees], [{ up: 0, down: 0 }, false])
})

test('a ballot that comes while this goes on is no lie, and one more than that is', async () => {
  box = [ballots.bob, ballots.carol]
  tally = { up: 1, down: 0 }
  bend = ({ type }) => {
    if (type === 'ballots') tally = { up: 1, down: 1 }
    return undefined
  }
  const { shown, agrees } = await recount()
  assert.deepEqual([shown, agrees], [{ up: 1, down: 1 }, true])
})

test('members whom the Operator invented can vote, but stand in the register: the recount says how many there were, and when', async () => {
  box = [ballots.carol]
  tally = { up: 0, down: 1 }
  await recount()
  const then = device.clock.now()
  // Readings of which a later one is larger are kept for as long as a ballot can live.
  await device.clock.advance(29 * 86_400_000)
  device.sql.run('update posts set expires_at = ?', then + 30 * 86_400_000)
  keeper.records.push(...RECORDS.slice(PEOPLE))
  box = [ballots.carol, ballots.ghost]
  tally = { up: 1, down: 1 }
  const view = await recount()
  assert.equal(view.agrees, true)
  assert.deepEqual(view.groups, [
    { cohort: 0, size: 3, members: 3, ballots: 1, seenAt: then },
    { cohort: 0, size: 5, members: 5, ballots: 1, seenAt: device.clock.now() },
  ])
  assert.match(wordsOf(view)[1] ?? '', /group of 5 members.*had 5 names/)
})

test('members who never stood in the register cannot vote', async () => {
  box = [ballots.bob, ballots.stranger]
  tally = { up: 2, down: 0 }
  const { counted, invalid, agrees, groups } = await recount()
  assert.deepEqual([counted.up, invalid, agrees], [1, 1, false])
  assert.deepEqual(groups, [{ cohort: 0, size: 2, members: 2, ballots: 1, seenAt: device.clock.now() }])
})

test('a ballot under the root of another size or cohort than is said is false', async () => {
  for (const wrong of [{ size: 2 }, { cohort: 1 }, { size: 0 }, { size: 2 ** 40 }, { cohort: 2 ** 31 }]) {
    box = [{ ...ballots.carol, ...wrong }]
    tally = { up: 0, down: 1 }
    const { counted, invalid } = await recount()
    assert.deepEqual([counted.down, invalid], [0, 1], JSON.stringify(wrong))
  }
  box = [{ ...ballots.carol, proof: { ...ballots.carol.proof, root: randomBytes(32) as Hash } }]
  assert.equal((await recount()).invalid, 1, 'a foreign root')
})

test('a ballot of people who came while this goes on is believed when the register has them', async () => {
  box = [ballots.ghost]
  tally = { up: 1, down: 0 }
  bend = ({ type }) => {
    if (type === 'ballots' && keeper.records.length === PEOPLE) keeper.records.push(...RECORDS.slice(PEOPLE))
    return undefined
  }
  const { agrees, invalid, groups } = await recount()
  assert.deepEqual([agrees, invalid], [true, 0])
  assert.equal(groups[0]?.size, 5)
})

test('a second cohort is a group of its own, and counts from its first member', async () => {
  const { register } = device.rows
  const size = COHORT_SIZE + 2
  const others = (index: number): DirectoryRecord => ({
    ...{ name: nameOf(`name-${index}`), commitment: carol.commitment },
    identityKey: new Uint8Array([5, ...new Uint8Array(28), ...uint32(index)]) as IdentityKey,
  })
  device.sql.transaction(() => {
    for (let position = 0; position < COHORT_SIZE; position++)
      register.stage({ position, record: others(position) })
    for (const [index, record] of RECORDS.slice(0, 2).entries())
      register.stage({ position: COHORT_SIZE + index, record })
    register.setCheckpoint({ size, root: new Uint8Array(32) as Hash, note: new Uint8Array(1), checkedAt: 0 })
  })
  box = [{ ...ballots.bob, cohort: 1, size }]
  tally = { up: 1, down: 0 }
  const known = { watch: () => false, read: async () => ok(undefined) } as unknown as Monitor
  const { agrees, groups } = await recount(auditing({ monitor: known }))
  assert.deepEqual([agrees, groups], [true, [{ cohort: 1, size, members: 2, ballots: 1, seenAt: 0 }]])
})

test('a size that the register does not have yet is not believed, and is when it has it', async () => {
  box = [ballots.ghost]
  tally = { up: 1, down: 0 }
  const audit = auditing()
  assert.equal((await recount(audit)).invalid, 1)
  keeper.records.push(...RECORDS.slice(PEOPLE))
  assert.equal((await recount(audit)).invalid, 0)
})

test('one’s own ballot is looked for: missing, or an older one in its place, is said', async () => {
  const mineIn = async (...shown: readonly CountedBallot[]) => {
    box = shown
    return (await recount()).mine
  }
  assert.equal(await mineIn(ballots.bob), 'none')
  const { votes } = device.rows
  device.sql.transaction(() => votes.set(POST, 'up', 1))
  assert.equal(await mineIn(ballots.bob), 'none', 'it is on its way')
  device.sql.transaction(() => votes.cast(POST, 0))
  assert.equal(await mineIn(ballots.bob, ballots.alice), 'counted')
  assert.equal(await mineIn(ballots.bob), 'missing')
  assert.deepEqual([votes.find(POST)?.phase, carried], ['dropped', 1], 'and it is cast again')
  device.sql.transaction(() => votes.set(POST, 'down', 2))
  assert.equal(await mineIn(ballots.alice), 'counted', 'the newer one is on its way')
  device.sql.transaction(() => votes.cast(POST, 0))
  assert.equal(await mineIn(ballots.aliceAgain), 'counted')
  assert.equal(await mineIn(ballots.alice), 'missing')
  assert.match(JSON.stringify((await recount()).words), /own ballot is missing/)
})

test('a vote that was taken back counts for nothing, and is still a ballot', async () => {
  const none = await ballotBy([alice, bob, carol], 1, { choice: 'none', counter: 2 })
  box = [none, ballots.carol]
  tally = { up: 0, down: 1 }
  const { counted, agrees } = await recount()
  assert.deepEqual([counted, agrees], [{ up: 0, down: 1, taken: 1 }, true])
})

test('more ballots than there are members are not fetched to their end', async () => {
  let position = 0
  const more = () => ({ ...ballots.carol, position: ++position })
  bend = ({ type }) =>
    type === 'ballots' ? { type: 'ballots', ballots: [more(), more()], more: true } : undefined
  const { invalid, agrees } = await recount()
  assert.deepEqual([asked.filter((type) => type === 'ballots').length, agrees], [2, false])
  assert.equal(invalid, 3)
})

test('a box that goes round is read once', async () => {
  box = [ballots.bob, ballots.carol]
  tally = { up: 1, down: 1 }
  bend = (request) =>
    request.type === 'ballots' ? ({ ...answer({ ...request, after: 0 }), more: true } as Reply) : undefined
  await recount()
  assert.equal(asked.filter((type) => type === 'ballots').length, 2)
})

test('a proof that finds no free process is checked later, and not counted as false', async () => {
  box = [ballots.bob]
  tally = { up: 1, down: 0 }
  let isBusy = true
  const { proofs } = device
  device = {
    ...device,
    proofs: { ...proofs, verify: async (check) => (isBusy ? err({ type: 'busy' }) : proofs.verify(check)) },
  }
  let isDone = false
  const counting = recount().finally(() => {
    isDone = true
  })
  await device.clock.advance(200)
  assert.equal(isDone, false)
  isBusy = false
  await device.clock.advance(200)
  assert.equal((await counting).agrees, true)
})

test('what cannot be recounted says why', async () => {
  const refusal = async (key = KEY) => {
    const audited = await auditing().audit(key, () => {})
    return audited.ok ? 'audited' : audited.error
  }
  assert.deepEqual(await refusal('00000000'), { type: 'unknown-post' })
  bend = () => 'offline'
  assert.deepEqual(await refusal(), { type: 'offline' })
  bend = ({ type }) => (type === 'ballots' ? refused('busy', 7) : undefined)
  assert.deepEqual(await refusal(), { type: 'busy', retryAfterSeconds: 7 })
  device.sql.run('update posts set page = null, sequence = null')
  assert.deepEqual(await refusal(), { type: 'not-in-feed' })
  device.sql.run(`update posts set audience = 'trusted'`)
  assert.deepEqual(await refusal(), { type: 'not-public' })
  await device.clock.advance(7 * 86_400_000)
  assert.deepEqual(await refusal(), { type: 'expired' })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { actScope, createPhrase, createRegistrationId, equalBytes, nullifierOf } from '@comrad/keymaker'
import {
  type ActProof,
  type Ballot,
  type CountedBallot,
  err,
  type Hash,
  ok,
  type PostId,
  type Reply,
  type Request,
  voteScope,
} from '@comrad/protocol'
import { type Account, createAccount } from '../account/account.ts'
import type { ActError, Actor } from '../acts/actor.ts'
import { createFeedViews } from '../feed/feed-views.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { refused } from '../testing/feed-keeper.ts'
import { createFeedLink, type FeedLink } from '../testing/feed-link.ts'
import { createLogKeeper } from '../testing/log-keeper.ts'
import { postKeyOf } from '../views/feed-view.ts'
import { createVoting } from './voting.ts'

type Bent = Reply | 'offline' | undefined

let device: BareDevice
let account: Account
let link: FeedLink
let post: PostId
let key: string
/** What the Operator was asked on each circuit. */
let asked: Request[]
/** Answers first, where it answers. */
let bend: (request: Request) => Bent | Promise<Bent>
/** The Operator's. */
let box: CountedBallot[]
let actError: ActError | undefined
let carried: number

beforeEach(async () => {
  device = await createBareDevice()
  device.rows.account.create(createPhrase(), createRegistrationId())
  device.rows.account.registered(nameOf('alice'), 0)
  account = createAccount(device)
  device.rows.register.setCheckpoint({
    ...{ size: MEMBERS, root: new Uint8Array(32) as Hash, note: new Uint8Array(1), checkedAt: 0 },
  })
  asked = []
  box = []
  bend = () => undefined
  actError = undefined
  carried = 0
  link = createFeedLink(device.clock, createLogKeeper().keys, async (request) => {
    asked.push(request)
    const bent = await bend(request)
    if (bent === 'offline') return err({ type: 'closed' })
    return ok(bent ?? answer(request))
  })
  post = device.random(16) as PostId
  key = postKeyOf(post)
  const now = device.clock.now()
  device.rows.posts.addWorld({
    ...{ id: post, author: nameOf('bob'), content: { text: 'Shall we?' }, replyTo: undefined },
    ...{ page: 0, sequence: 1, writtenAt: now, expiresAt: now + 7 * 86_400_000 },
  })
})
afterEach(() => device.close())

const PAGE = 2
/** Of the register, as far as this device has read it. */
const MEMBERS = 12

/** As an honest Operator keeps its box: the higher counter counts. It looks at no proof. */
function answer(request: Request): Reply {
  if (request.type === 'vote') return take(request.ballot)
  if (request.type !== 'ballots') throw new Error(`not a question about votes: ${request.type}`)
  const behind = box.filter(({ position }) => position > request.after)
  return { type: 'ballots', ballots: behind.slice(0, PAGE), more: behind.length > PAGE }
}

function take({ post: _, ...ballot }: Ballot): Reply {
  const at = box.findIndex(({ proof }) => equalBytes(proof.nullifier, ballot.proof.nullifier))
  const before = box[at]
  if (before && before.counter >= ballot.counter) {
    const isRepeated = before.counter === ballot.counter && before.choice === ballot.choice
    return isRepeated ? { type: 'done' } : refused('outdated')
  }
  const position = before?.position ?? box.length + 1
  box.splice(at < 0 ? box.length : at, 1, { ...ballot, position, size: 1, cohort: 0 })
  return { type: 'done' }
}

const proofBy = (nullifier: Hash): ActProof => ({
  ...{ nullifier, root: new Uint8Array(32) as Hash, points: new Uint8Array(256) },
})

function ownNullifier(): Hash {
  const identity = account.identity()
  assert.ok(identity)
  const { fingerprint } = device.operator
  return nullifierOf(identity, actScope({ fingerprint, scope: voteScope(post) }))
}

/** As after each start: nothing but the store is the same. */
function voting() {
  const actor: Actor = {
    useSlot: async () => err({ type: 'no-slot' }),
    vote: async (_post, _payload, _lane, onStep) => {
      if (actError) return err(actError)
      onStep?.('tree')
      onStep?.('proof')
      return ok(proofBy(ownNullifier()))
    },
    judge: (error) => (error.type === 'refused' && error.code === 'unknown-root' ? 'again' : undefined),
  }
  return createVoting({ device, account, link, actor, carry: () => carried++ })
}

const mine = () => {
  const stored = device.rows.votes.find(post)
  return stored && [stored.phase, stored.choice, stored.counter]
}
const inBox = () => box.map(({ choice, counter }) => `${choice} ${counter}`)
const tally = () => {
  const stored = device.rows.posts.find(post)
  return [stored?.up, stored?.down]
}
const typesAsked = () => asked.splice(0).map(({ type }) => type)
const other = (position: number): CountedBallot => ({
  ...{ position, choice: 'up', counter: 1, size: 1, cohort: 0 },
  proof: proofBy(device.random(32) as Hash),
})
const LATER = 16 * 60_000

/** Voted, cast, and the time has come to look for it. */
async function voted(choice: 'up' | 'down' = 'up') {
  const { vote, cast, check } = voting()
  assert.ok((await vote(key, choice)).ok)
  assert.equal(await cast(), 'done')
  await device.clock.advance(LATER)
  return { vote, cast, check }
}

test('a vote is shown at once, and cast on a circuit of its own', async () => {
  const { vote, cast } = voting()
  assert.ok((await vote(key.slice(0, 6), 'up')).ok)
  assert.deepEqual(tally(), [1, 0])
  assert.deepEqual(mine(), ['waiting', 'up', 1])
  assert.equal(carried, 1)
  assert.equal(link.circuits(), 0)
  assert.equal(await cast(), 'done')
  assert.deepEqual([link.circuits(), typesAsked()], [1, ['vote']])
  assert.deepEqual(mine(), ['cast', 'up', 1])
  assert.deepEqual(inBox(), ['up 1'])
  assert.equal(await cast(), 'done')
  assert.equal(link.circuits(), 1, 'once')
})

test('a ballot whose answer was lost is cast again, also after a restart, and counts once', async () => {
  const { vote, cast } = voting()
  await vote(key, 'up')
  bend = (request) => {
    answer(request)
    return 'offline'
  }
  assert.equal(await cast(), 'offline')
  assert.deepEqual(mine(), ['waiting', 'up', 1])
  assert.equal(device.rows.votes.find(post)?.reason, 'offline')
  bend = () => undefined
  assert.equal(await voting().cast(), 'done')
  assert.deepEqual(mine(), ['cast', 'up', 1])
  assert.deepEqual(inBox(), ['up 1'])
})

test('a changed mind counts one higher, and a vote that is taken back is a ballot that says none', async () => {
  const { vote, cast } = voting()
  for (const choice of ['up', 'down', 'none'] as const) {
    assert.ok((await vote(key, choice)).ok)
    await cast()
  }
  assert.deepEqual(mine(), ['cast', 'none', 3])
  assert.deepEqual(inBox(), ['none 3'], 'one voter has one ballot')
  assert.deepEqual(tally(), [0, 0])
  typesAsked()
  assert.ok((await vote(key, 'none')).ok)
  await cast()
  assert.deepEqual(typesAsked(), [], 'the same again is no vote')
})

test('of two votes before there was a connection the last one travels, alone', async () => {
  const { vote, cast } = voting()
  await vote(key, 'up')
  await vote(key, 'down')
  await cast()
  assert.deepEqual(inBox(), ['down 2'])
  assert.equal(asked.length, 1)
})

test('a mind that is changed while the ballot is on its way is cast behind it', async () => {
  const { vote, cast } = voting()
  await vote(key, 'up')
  bend = async () => {
    bend = () => undefined
    await vote(key, 'down')
    return undefined
  }
  assert.deepEqual(await cast(), { retryInMs: 0 })
  assert.deepEqual(mine(), ['waiting', 'down', 2])
  assert.equal(device.rows.votes.find(post)?.counted, 'up', 'a tally that comes now has it')
  assert.equal(await cast(), 'done')
  assert.deepEqual(inBox(), ['down 2'])
})

test('where another device of the account has voted more often, the counter goes above its', async () => {
  box = [other(1), other(2), { ...other(3), counter: 7, proof: proofBy(ownNullifier()) }]
  const { vote, cast } = voting()
  await vote(key, 'down')
  assert.equal(await cast(), 'retry')
  assert.deepEqual(typesAsked(), ['vote', 'ballots', 'ballots'])
  assert.equal(link.circuits(), 2, 'whose ballot is looked for is not said on the lane that cast one')
  assert.deepEqual(mine(), ['waiting', 'down', 8])
  assert.equal(device.rows.votes.find(post)?.counted, 'up', 'a tally that comes now has it')
  assert.equal(await cast(), 'done')
  assert.deepEqual(inBox(), ['up 1', 'up 1', 'down 8'])
})

test('a mind that is changed while the counter is looked for stays changed', async () => {
  box = [{ ...other(1), counter: 7, proof: proofBy(ownNullifier()) }]
  const { vote, cast } = voting()
  await vote(key, 'up')
  bend = async (request) => {
    if (request.type === 'ballots') await vote(key, 'down')
    return undefined
  }
  await cast()
  assert.deepEqual(mine(), ['waiting', 'down', 8])
  await cast()
  assert.deepEqual(inBox(), ['down 8'])
})

test('an Operator that calls every ballot outdated, or every root unknown, is given no proof after proof', async () => {
  const { vote, cast } = voting()
  await vote(key, 'up')
  for (const code of ['outdated', 'unknown-root'] as const) {
    bend = ({ type }) => (type === 'vote' ? refused(code) : undefined)
    assert.equal(await cast(), 'retry', 'after a pause that grows')
  }
})

test('a vote on what is gone is forgotten, and keeps back no other', async () => {
  const { vote, cast } = voting()
  await vote(key, 'up')
  bend = () => refused('unknown-post')
  assert.equal(await cast(), 'done')
  assert.equal(mine(), undefined)
})

test('what keeps a ballot back is said', async () => {
  const { vote, cast } = voting()
  await vote(key, 'up')
  const views = createFeedViews({
    castStep: () => undefined,
    ...{ device, account },
    sync: () => ({ phase: 'never' }),
    settings: () => ({ prefetchImages: false }),
  })
  const said = () => {
    const shown = views.feed().posts[0]?.votes?.mine
    return shown?.phase === 'casting' ? [shown.reason, shown.words?.happened] : []
  }
  assert.deepEqual(said(), [undefined, undefined], 'before it is tried there is nothing to say')
  actError = { type: 'too-few-members', members: 3, minimum: 20, asks: 'operator' }
  assert.deepEqual(await cast(), { retryInMs: 60_000 })
  const few = 'Your vote would not be anonymous yet: too few comrads are registered.'
  assert.deepEqual(said(), ['too-few-members', few])
  actError = { type: 'halted' }
  assert.equal(await cast(), 'done')
  assert.deepEqual(said(), ['halted', 'An alarm has ended trust in this Operator: nothing is cast.'])
  actError = { type: 'not-yet' }
  const soon = await cast()
  assert.ok(typeof soon === 'object' && soon.retryInMs >= 2_000 && soon.retryInMs <= 10_000)
  assert.deepEqual(said(), ['busy', 'Your vote could not be cast yet.'])
  actError = undefined
  bend = () => refused('busy', 30)
  assert.deepEqual(await cast(), { retryInMs: 30_000 })
  assert.equal(said()[0], 'busy')
  bend = () => 'offline'
  assert.equal(await cast(), 'offline')
  assert.deepEqual(said(), ['offline', 'There is no connection.'])
  assert.deepEqual(mine(), ['waiting', 'up', 1])
})

test('how far a vote is can be seen while it is cast, and no longer', async () => {
  const { vote, cast, step } = voting()
  await vote(key, 'up')
  const views = createFeedViews({
    ...{ device, account, castStep: step },
    sync: () => ({ phase: 'never' }),
    settings: () => ({ prefetchImages: false }),
  })
  const seen: unknown[] = []
  const stop = device.events.on('change', () => {
    const mine = views.feed().posts[0]?.votes?.mine
    if (mine?.phase === 'casting') seen.push(mine.step)
  })
  assert.equal(await cast(), 'done')
  stop()
  assert.deepEqual(seen, ['group', 'tree', 'proof', 'sending'])
  assert.equal(step(post), undefined)
})

test('what cannot be voted on is refused with its reason', async () => {
  const { vote } = voting()
  const refusal = async (wanted: string) => {
    const result = await vote(wanted, 'up')
    return result.ok ? 'voted' : result.error.type
  }
  assert.equal(await refusal('00000000'), 'unknown-post')
  assert.equal(await refusal('no key'), 'unknown-post')
  device.sql.run(`update posts set audience = 'trusted' where id = ?`, post)
  assert.equal(await refusal(key), 'not-public')
  await device.clock.advance(7 * 86_400_000)
  assert.equal(await refusal(key), 'expired')
  assert.equal(mine(), undefined)
  assert.deepEqual(tally(), [0, 0])
})

test('a ballot is looked for once, on another circuit, at a time that nobody can count on', async () => {
  const { min, max } = device.options.ballotCheckMs
  const { random } = device
  for (const [byte, at] of [
    [0, min],
    [0xff, max],
  ] as const) {
    device = { ...device, random: (length) => new Uint8Array(length).fill(byte) }
    const { vote, cast } = voting()
    await vote(key, byte === 0 ? 'up' : 'down')
    await cast()
    assert.equal((device.rows.votes.find(post)?.checkAt ?? 0) - device.clock.now(), at)
  }
  device = { ...device, random }
  const { check } = voting()
  typesAsked()
  await device.clock.advance(max - 1)
  assert.deepEqual(await check(), { retryInMs: 1_000 })
  assert.deepEqual(typesAsked(), [], 'not before its time')
  await device.clock.advance(1)
  assert.equal(await check(), 'done')
  assert.deepEqual([typesAsked(), link.circuits()], [['ballots'], 3])
  assert.deepEqual(mine(), ['counted', 'down', 2])
})

test('a ballot that the box does not show is noticed and cast again, and that stays said until it is seen', async () => {
  const { cast, check } = await voted()
  const dropped = box.splice(0)
  carried = 0
  assert.equal(await check(), 'done')
  assert.deepEqual(mine(), ['dropped', 'up', 1])
  assert.equal(carried, 1)
  assert.equal(await cast(), 'done')
  assert.deepEqual(box, dropped, 'the same ballot')
  assert.deepEqual(mine(), ['dropped', 'up', 1], 'the Operator has said so before')
  await device.clock.advance(LATER)
  await check()
  assert.deepEqual(mine(), ['counted', 'up', 1])
})

test('an older ballot of one’s own in place of the newer one is no ballot of one’s own', async () => {
  const { vote, cast, check } = await voted('up')
  const older = box.slice()
  await vote(key, 'down')
  await cast()
  await device.clock.advance(LATER)
  box = older
  await check()
  assert.deepEqual(mine(), ['dropped', 'down', 2])
})

test('nor is one that says something else under the same counter', async () => {
  const { check } = await voted('up')
  box = box.map((ballot) => ({ ...ballot, choice: 'down' }))
  await check()
  assert.deepEqual(mine(), ['dropped', 'up', 1])
})

test('a newer ballot by another device of the account is one’s own', async () => {
  const { check } = await voted('up')
  box = box.map((ballot) => ({ ...ballot, choice: 'down', counter: 2 }))
  await check()
  assert.equal(mine()?.[0], 'counted')
})

test('a mind that is changed while the ballots are looked through is cast', async () => {
  const { vote, cast, check } = await voted('up')
  bend = async () => {
    bend = () => undefined
    await vote(key, 'down')
    return undefined
  }
  await check()
  assert.deepEqual(mine(), ['waiting', 'down', 2])
  await cast()
  assert.deepEqual(inBox(), ['down 2'])
})

test('nor does a look that fails keep it back', async () => {
  const { vote, cast, check } = await voted('up')
  bend = async (): Promise<Bent> => {
    bend = () => undefined
    await vote(key, 'down')
    return 'offline'
  }
  await check()
  await cast()
  assert.deepEqual(inBox(), ['down 2'])
})

test('a look that fails is no accusation: it is looked again, and a post that is gone is forgotten', async () => {
  const { check } = await voted()
  bend = () => 'offline'
  assert.deepEqual(await check(), { retryInMs: 600_000 })
  assert.deepEqual(mine(), ['cast', 'up', 1])
  await device.clock.advance(600_000)
  bend = () => refused('unknown-post')
  assert.equal(await check(), 'done')
  assert.equal(mine(), undefined)
})

test('an Operator that gives one ballot at a time does not learn which one we look for', async () => {
  const { check } = await voted()
  const [own] = box
  assert.ok(own)
  const asksOfBallots = async (position: number) => {
    const others = [1, 2, 3, 4, 5].filter((one) => one !== position).map(other)
    box = [...others, { ...own, position }].sort((one, another) => one.position - another.position)
    bend = (request) => {
      if (request.type !== 'ballots') return undefined
      const behind = box.filter((one) => one.position > request.after)
      return { type: 'ballots', ballots: behind.slice(0, 1), more: behind.length > 1 }
    }
    device.sql.transaction(() => device.rows.votes.cast(post, 0))
    asked = []
    await check()
    assert.deepEqual(mine(), ['counted', 'up', 1])
    return asked.map((request) => (request.type === 'ballots' ? request.after : request.type))
  }
  for (const position of [1, 3, 5]) assert.deepEqual(await asksOfBallots(position), [0, 1, 2, 3, 4])
})

test('an Operator that goes on for ever is left when there are more ballots than members, and is looked at again', async () => {
  const { check } = await voted()
  bend = (request) =>
    request.type === 'ballots'
      ? { type: 'ballots', ballots: [other(request.after + 1)], more: true }
      : undefined
  typesAsked()
  await check()
  assert.equal(asked.length, MEMBERS + 1)
  assert.deepEqual(mine(), ['cast', 'up', 1], 'no accusation: it may be further on')
})

test('the box is read to its end, and not in circles', async () => {
  const { check } = await voted()
  const [own] = box
  assert.ok(own)
  box = [other(1), other(2), other(3), other(4), { ...own, position: 5 }]
  typesAsked()
  await check()
  assert.deepEqual(typesAsked(), ['ballots', 'ballots', 'ballots'])
  assert.deepEqual(mine(), ['counted', 'up', 1])
  device.sql.transaction(() => device.rows.votes.cast(post, 0))
  bend = () => ({ type: 'ballots', ballots: [other(1), other(2)], more: true })
  await check()
  assert.deepEqual(typesAsked(), ['ballots', 'ballots'], 'what begins again is over')
  assert.deepEqual(mine(), ['dropped', 'up', 1])
})

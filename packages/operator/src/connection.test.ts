import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { claimSubject, randomBytes, sha256, verifyProofOfWork } from '@comrad/keymaker'
import {
  type Bytes,
  DEVICE,
  decodeFrame,
  decodeReply,
  decodeRequest,
  encodeFrame,
  encodeRequest,
  type Name,
  type ProofOfWork,
  type Reply,
  type Request,
  TICK_FRAME,
} from '@comrad/protocol'
import fc from 'fast-check'
import {
  authenticate,
  createComrad,
  depositOf,
  expectReply,
  greet,
  letterTo,
  register,
  type TestComrad,
} from './comrad-fixture.ts'
import type { MetricEvent } from './metrics.ts'
import type { Operator } from './operator.ts'
import { connectInMemory, createTestOperator, type TestLane } from './testing.ts'
import type { TurnLimits } from './turns.ts'

type ClaimRequest = Extract<Request, { type: 'claim' }>

const refusal = (reply: Reply) => (reply.type === 'refused' ? reply.code : reply.type)

const counted = (operator: Operator, event: MetricEvent) => operator.metrics().snapshot()[event]

async function registered(operator: Operator, name: string): Promise<TestComrad> {
  const comrad = createComrad(name)
  await register(comrad, connectInMemory(operator).request)
  return comrad
}

/** A lane that bears the comrad's name. */
async function namedLane(operator: Operator, comrad: TestComrad): Promise<TestLane> {
  const lane = connectInMemory(operator)
  await authenticate(comrad, lane.request)
  return lane
}

/** What the Operator answers to these bytes, until it closes or a moment has passed. */
async function answersTo(operator: Operator, frame: Bytes): Promise<{ codes: string[]; isOpen: boolean }> {
  const lane = connectInMemory(operator)
  const codes: string[] = []
  lane.onFrame((bytes) => {
    const decoded = decodeFrame(bytes)
    const reply = decoded.ok ? decodeReply(decoded.value.body) : undefined
    codes.push(reply?.ok ? refusal(reply.value) : 'unreadable')
  })
  lane.send(frame)
  await setImmediate()
  return { codes, isOpen: lane.isOpen() }
}

const HELLO = encodeFrame({ type: 'request', id: 7, body: encodeRequest({ type: 'hello' }) })
const changed = (index: number, value: number): Bytes => {
  const frame = HELLO.slice()
  frame[index] = value
  return frame
}

describe('a frame that cannot be read is answered once and ends the connection', () => {
  const cases: [string, Bytes, string[]][] = [
    ['no bytes', new Uint8Array(0), []],
    ['a truncated header', HELLO.slice(0, 9), []],
    ['a truncated frame', HELLO.slice(0, 8191), ['malformed']],
    ['an over-long frame', new Uint8Array([...HELLO, 0]), ['malformed']],
    ['another version', changed(0, 2), ['unsupported-version']],
    ['an unknown frame type', changed(1, 9), ['malformed']],
    ['a reply', changed(1, 2), ['malformed']],
    ['a tick that says something', changed(1, 3), ['malformed']],
    ['a body longer than the frame', changed(7, 255), ['malformed']],
    ['padding that is not zero', changed(8191, 1), ['malformed']],
    ['an unknown request', changed(10, 200), ['malformed']],
    [
      'a request with a trailing byte',
      encodeFrame({ type: 'request', id: 7, body: new Uint8Array([1, 0]) }),
      ['malformed'],
    ],
    [
      'a large frame for a small request',
      new Uint8Array(65536).fill(0).map((_, i) => HELLO[i] ?? 0),
      ['malformed'],
    ],
  ]
  for (const [what, frame, codes] of cases) {
    test(what, async () => {
      assert.deepEqual(await answersTo(await createTestOperator(), frame), { codes, isOpen: false })
    })
  }

  test('random bytes never do more than that', async () => {
    const operator = await createTestOperator()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, padded) => {
        const frame = new Uint8Array(padded ? 8192 : bytes.length)
        frame.set(bytes)
        fc.pre(!decodeFrame(frame).ok)
        const { codes, isOpen } = await answersTo(operator, frame)
        assert.equal(isOpen, false)
        assert.ok(
          codes.length <= 1 && codes.every((code) => code === 'malformed' || code === 'unsupported-version'),
        )
      }),
    )
    assert.equal(counted(operator, 'failed'), undefined)
  })

  test('nor do random bytes in a good frame', async () => {
    const operator = await createTestOperator()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const body = new Uint8Array(bytes)
        fc.pre(!decodeRequest(body).ok)
        const { codes, isOpen } = await answersTo(operator, encodeFrame({ type: 'request', id: 7, body }))
        assert.deepEqual(
          { codes, isOpen },
          isOpen ? { codes: ['name-refused'], isOpen } : { codes: ['malformed'], isOpen },
        )
      }),
    )
    assert.equal(counted(operator, 'failed'), undefined)
  })

  test('nothing after it is heard', async () => {
    const operator = await createTestOperator()
    const lane = connectInMemory(operator)
    let frames = 0
    lane.onFrame(() => frames++)
    lane.send(changed(0, 2))
    lane.send(HELLO)
    await lane.closed
    assert.equal(frames, 1)
    assert.equal(counted(operator, 'request-hello'), undefined)
  })
})

test('a tick is answered by a tick', async () => {
  const lane = connectInMemory(await createTestOperator())
  const echoed = new Promise<Bytes>((resolve) => lane.onFrame(resolve))
  lane.send(TICK_FRAME)
  assert.deepEqual(await echoed, TICK_FRAME)
})

test('every greeting has its own challenge', async () => {
  const lane = connectInMemory(await createTestOperator())
  const [first, second] = [await greet(lane.request), await greet(lane.request)]
  assert.notDeepEqual(first.challenge, second.challenge)
})

describe('lanes', () => {
  const alice = createComrad('alice')
  const named: Request[] = [
    { type: 'publish-prekeys', publication: alice.createPublication() },
    { type: 'mailbox-status' },
    { type: 'set-delivery-token', tokenHash: alice.tokenHash },
    { type: 'certificate' },
    { type: 'collect', after: 0, wait: false },
    { type: 'acknowledge', ids: [letterTo(alice).id] },
  ]
  const anonymous: Request[] = [
    { type: 'checkpoint' },
    { type: 'leaves', from: 0 },
    { type: 'consistency', first: 0, second: 0 },
    { type: 'inclusion', index: 0, size: 1 },
    { type: 'bundle', address: alice.address },
    depositOf(letterTo(alice)),
  ]

  test('a lane that has proved no name may ask for nothing named', async () => {
    const operator = await createTestOperator()
    await register(alice, connectInMemory(operator).request)
    const lane = connectInMemory(operator)
    for (const request of named) assert.equal(refusal(await lane.request(request)), 'not-authenticated')
    await lane.request({ type: 'checkpoint' })
    for (const request of named) assert.equal(refusal(await lane.request(request)), 'not-authenticated')
  })

  test('a lane that bears a name may do nothing anonymous', async () => {
    const operator = await createTestOperator()
    await register(alice, connectInMemory(operator).request)
    const lane = await namedLane(operator, alice)
    const claim = await alice.claimFor(await greet(lane.request))
    for (const request of [...anonymous, claim])
      assert.equal(refusal(await lane.request(request)), 'wrong-lane')
  })

  test('a lane that was anonymous never takes a name', async () => {
    const operator = await createTestOperator()
    const lane = connectInMemory(operator)
    await register(alice, lane.request)
    const reply = await lane.request(alice.authenticateFor(await greet(lane.request)))
    assert.equal(refusal(reply), 'wrong-lane')
  })

  test('a lane takes one name only', async () => {
    const operator = await createTestOperator()
    await register(alice, connectInMemory(operator).request)
    const lane = await namedLane(operator, alice)
    const again = await lane.request(alice.authenticateFor(await greet(lane.request)))
    assert.equal(refusal(again), 'wrong-lane')
  })
})

describe('a name is proved', () => {
  async function meeting() {
    const operator = await createTestOperator()
    const [alice, bob] = [await registered(operator, 'alice'), await registered(operator, 'bob')]
    const lane = connectInMemory(operator)
    return { operator, alice, bob, lane, greeting: await greet(lane.request) }
  }

  test('by the key that the register has for it', async () => {
    const { alice, lane, greeting } = await meeting()
    assert.equal(refusal(await lane.request(alice.authenticateFor(greeting))), 'authenticated')
  })

  test("and not by another's key", async () => {
    const { alice, bob, lane, greeting } = await meeting()
    const reply = await lane.request(alice.authenticateFor(greeting, bob.address))
    assert.equal(refusal(reply), 'authentication-failed')
    assert.equal(refusal(await lane.request({ type: 'mailbox-status' })), 'not-authenticated')
  })

  test('of a name that nobody has, it is refused alike', async () => {
    const { lane, greeting } = await meeting()
    const reply = await lane.request(createComrad('carol').authenticateFor(greeting))
    assert.equal(refusal(reply), 'authentication-failed')
  })

  test('for its one device', async () => {
    const { alice, lane, greeting } = await meeting()
    const other = { name: alice.address.name, device: DEVICE + 1 }
    assert.equal(refusal(await lane.request(alice.authenticateFor(greeting, other))), 'authentication-failed')
  })

  test('not without a challenge', async () => {
    const { operator, alice, greeting } = await meeting()
    const lane = connectInMemory(operator)
    assert.equal(refusal(await lane.request(alice.authenticateFor(greeting))), 'authentication-failed')
  })

  test('not with a signature that was heard on another lane', async () => {
    const { operator, alice, lane, greeting } = await meeting()
    const heard = alice.authenticateFor(greeting)
    assert.equal(refusal(await lane.request(heard)), 'authenticated')
    const replaying = connectInMemory(operator)
    await greet(replaying.request)
    assert.equal(refusal(await replaying.request(heard)), 'authentication-failed')
  })

  test('once only for each challenge, even a failed one', async () => {
    const { alice, bob, lane, greeting } = await meeting()
    await lane.request(alice.authenticateFor(greeting, bob.address))
    assert.equal(refusal(await lane.request(alice.authenticateFor(greeting))), 'authentication-failed')
    assert.equal(
      refusal(await lane.request(alice.authenticateFor(await greet(lane.request)))),
      'authenticated',
    )
  })
})

describe('requests of one lane', () => {
  test('are answered independently: a collect that waits holds up nothing', async () => {
    const operator = await createTestOperator()
    const alice = await registered(operator, 'alice')
    const lane = await namedLane(operator, alice)
    await lane.request({ type: 'set-delivery-token', tokenHash: alice.tokenHash })
    const waiting = lane.request({ type: 'collect', after: 0, wait: true })
    assert.equal((await lane.request({ type: 'mailbox-status' })).type, 'mailbox-status')
    const letter = letterTo(alice)
    expectReply(await connectInMemory(operator).request(depositOf(letter)), 'deposited')
    const { items } = expectReply(await waiting, 'letters')
    assert.deepEqual(
      items.map(({ id, ciphertext }) => ({ id, ciphertext })),
      [{ id: letter.id, ciphertext: letter.ciphertext }],
    )
  })

  test('a newer waiting collect takes the place of an older one', async () => {
    const operator = await createTestOperator()
    const lane = await namedLane(operator, await registered(operator, 'alice'))
    const older = lane.request({ type: 'collect', after: 0, wait: true })
    void lane.request({ type: 'collect', after: 0, wait: true }).catch(() => {})
    assert.deepEqual(await older, { type: 'letters', items: [], more: false })
  })

  test('the newest lane of a name wins, and the older one is closed', async () => {
    const operator = await createTestOperator()
    const alice = await registered(operator, 'alice')
    const older = await namedLane(operator, alice)
    const collect = older.request({ type: 'collect', after: 0, wait: true })
    const newer = await namedLane(operator, alice)
    assert.deepEqual(await collect, { type: 'letters', items: [], more: false })
    await older.closed
    assert.equal((await newer.request({ type: 'mailbox-status' })).type, 'mailbox-status')
    assert.equal(counted(operator, 'lane-replaced'), 1)
  })
})

describe('a name', () => {
  async function claimOf(name: string) {
    const operator = await createTestOperator()
    const lane = connectInMemory(operator)
    const claim = await createComrad('alice').claimFor(await greet(lane.request))
    const record = { ...claim.claim.record, name: name as Name }
    return { lane, reply: await lane.request({ ...claim, claim: { ...claim.claim, record } }) }
  }

  for (const [what, name] of [
    ['reserved', 'operator'],
    ['too short', 'al'],
    ['too long', 'a'.repeat(31)],
    ['of other letters', 'älice'],
    ['in upper case', 'Alice'],
  ] as const) {
    test(`that is ${what} is refused, and the lane stays`, async () => {
      const { lane, reply } = await claimOf(name)
      assert.equal(refusal(reply), 'name-refused')
      assert.ok(lane.isOpen())
    })
  }

  test('under another signature is refused', async () => {
    assert.equal(refusal((await claimOf('bob')).reply), 'signature-invalid')
  })

  test('that is taken is refused, and stays its first owner’s', async () => {
    const operator = await createTestOperator()
    const alice = await registered(operator, 'alice')
    const lane = connectInMemory(operator)
    const late = await createComrad('alice').claimFor(await greet(lane.request))
    assert.equal(refusal(await lane.request(late)), 'name-taken')
    assert.ok((await namedLane(operator, alice)).isOpen())
  })

  test('can be claimed again by its owner, whose answer was lost', async () => {
    const operator = await createTestOperator()
    const [alice] = [await registered(operator, 'alice'), await registered(operator, 'bob')]
    const lane = connectInMemory(operator)
    const again = await lane.request(await alice.claimFor(await greet(lane.request)))
    assert.deepEqual(again, { type: 'claimed', index: 0 })
  })
})

describe('a price', () => {
  const HARD = { memoryKib: 8, passes: 1, difficultyBits: 20 }

  test('a claim without its work is refused', async () => {
    const operator = await createTestOperator({ claimPow: HARD })
    const lane = connectInMemory(operator)
    const greeting = await greet(lane.request)
    const cheap = await createComrad('alice').claimFor({
      ...greeting,
      claimPow: { ...HARD, difficultyBits: 0 },
    })
    assert.equal(refusal(await lane.request(cheap)), 'proof-of-work-invalid')
  })

  test('work of the day before yesterday is refused', async () => {
    const operator = await createTestOperator()
    const lane = connectInMemory(operator)
    const greeting = await greet(lane.request)
    const late = await createComrad('alice').claimFor({ ...greeting, time: greeting.time - 2 * 86_400_000 })
    assert.equal(refusal(await lane.request(late)), 'proof-of-work-invalid')
  })

  test('more proofs than the queue holds are told to come later', async () => {
    const limits = { claims: { running: 1, waiting: 1, waitingPerAsker: 1 } }
    const operator = await createTestOperator({ limits })
    const lane = connectInMemory(operator)
    const greeting = await greet(lane.request)
    const claims = await Promise.all(
      ['alice', 'bob', 'carol'].map((name) => createComrad(name).claimFor(greeting)),
    )
    const replies = await Promise.all(claims.map((claim) => lane.request(claim)))
    assert.deepEqual(replies.map(refusal), ['claimed', 'claimed', 'busy'])
    assert.ok(replies[2]?.type === 'refused' && replies[2].retryAfterSeconds > 0)
  })
})

describe('a flood of claims without work', () => {
  const PRICE = { memoryKib: 8, passes: 1, difficultyBits: 10 }

  async function openFlood(claims: TurnLimits) {
    const operator = await createTestOperator({ claimPow: PRICE, limits: { claims } })
    const calm = connectInMemory(operator, { circuit: 'calm' })
    const greeting = await greet(calm.request)
    const honest = await createComrad('alice').claimFor(greeting)
    const answers: string[] = []
    return { operator, calm, honest, answers, ask, falseClaim }

    async function ask(lane: TestLane, claim: ClaimRequest) {
      answers.push(refusal(await lane.request(claim)))
    }

    async function falseClaim(name: string): Promise<ClaimRequest> {
      const free = { ...PRICE, difficultyBits: 0 }
      const { type, claim } = await createComrad(name).claimFor({ ...greeting, claimPow: free })
      const { record, stamp } = claim
      const subject = claimSubject(record, operator.fingerprint)
      const isWork = (proof: ProofOfWork) =>
        verifyProofOfWork({ params: PRICE, subject, proof, today: proof.day })
      let guess = stamp
      while (await isWork(guess)) guess = { ...stamp, nonce: randomBytes(8) }
      return { type, claim: { ...claim, stamp: guess } }
    }
  }

  test('of one circuit delays that circuit: whoever claims once waits for its next check and no more', async () => {
    const flood = await openFlood({ running: 1, waiting: 8, waitingPerAsker: 8 })
    const lane = connectInMemory(flood.operator, { circuit: 'flood' })
    const names = Array.from({ length: 20 }, (_, index) => `mallory${index}`)
    const claims = await Promise.all(names.map(flood.falseClaim))
    await Promise.all([...claims.map((claim) => flood.ask(lane, claim)), flood.ask(flood.calm, flood.honest)])
    const judged = flood.answers.filter((answer) => answer !== 'busy')
    assert.equal(judged.length, 9, 'one that is checked, seven that wait, and one in the place of the eighth')
    assert.equal(judged.indexOf('claimed'), 2)
  })

  test('of many circuits has one check of each, and then comes behind whoever has wasted none', async () => {
    const flood = await openFlood({ running: 1, waiting: 64, waitingPerAsker: 4 })
    const lanes = ['one', 'two', 'three'].map((circuit) => connectInMemory(flood.operator, { circuit }))
    const claims = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => ({
        lane: lanes[index % 3] ?? flood.calm,
        claim: await flood.falseClaim(`mallory${index}`),
      })),
    )
    for (const { lane, claim } of claims.slice(0, 3)) await flood.ask(lane, claim)
    await Promise.all([
      ...claims.slice(3).map(({ lane, claim }) => flood.ask(lane, claim)),
      flood.ask(flood.calm, flood.honest),
    ])
    assert.equal(flood.answers.indexOf('claimed'), 3 + 1, 'behind the one that was being checked')
  })
})

describe('a mailbox', () => {
  test('takes letters only with its token', async () => {
    const operator = await createTestOperator()
    const alice = await registered(operator, 'alice')
    const lane = connectInMemory(operator)
    assert.equal(refusal(await lane.request(depositOf(letterTo(alice)))), 'token-refused', 'none is set')
    const named = await namedLane(operator, alice)
    await named.request({ type: 'set-delivery-token', tokenHash: alice.tokenHash })
    assert.equal(refusal(await lane.request(depositOf(letterTo(alice)))), 'deposited')
    await named.request({ type: 'set-delivery-token', tokenHash: sha256(new Uint8Array([1])) })
    assert.equal(refusal(await lane.request(depositOf(letterTo(alice)))), 'token-refused', 'it was changed')
  })

  test('of nobody takes none', async () => {
    const lane = connectInMemory(await createTestOperator())
    const carol = createComrad('carol')
    assert.equal(refusal(await lane.request(depositOf(letterTo(carol)))), 'unknown-recipient')
    assert.equal(refusal(await lane.request({ type: 'bundle', address: carol.address })), 'unknown-recipient')
  })

  test('that is full says so, and what came before stays', async () => {
    const operator = await createTestOperator()
    const alice = await registered(operator, 'alice')
    const named = await namedLane(operator, alice)
    await named.request({ type: 'set-delivery-token', tokenHash: alice.tokenHash })
    const lane = connectInMemory(operator)
    const letters = Array.from({ length: 2000 }, () => letterTo(alice))
    for (const letter of letters) expectReply(await lane.request(depositOf(letter)), 'deposited')
    const refusedLetter = await lane.request(depositOf(letterTo(alice)))
    assert.equal(refusal(refusedLetter), 'mailbox-full')
    assert.ok(refusedLetter.type === 'refused' && refusedLetter.retryAfterSeconds > 0)
    const collected = []
    for (let more = true, after = 0; more; ) {
      const reply = expectReply(await named.request({ type: 'collect', after, wait: false }), 'letters')
      collected.push(...reply.items)
      more = reply.more
      after = reply.items.at(-1)?.position ?? after
    }
    assert.deepEqual(
      collected.map(({ id }) => id),
      letters.map(({ id }) => id),
    )
  })
})

test('what the log has not is out of range', async () => {
  const operator = await createTestOperator()
  await registered(operator, 'alice')
  const lane = connectInMemory(operator)
  for (const request of [
    { type: 'leaves', from: 2 },
    { type: 'inclusion', index: 1, size: 1 },
    { type: 'consistency', first: 1, second: 2 },
  ] as const) {
    assert.equal(refusal(await lane.request(request)), 'out-of-range')
  }
})

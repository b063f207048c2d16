/** What the threat model promises about the Operator, looked for in its files and on its wire after three people have met and written. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { decodeFrame, decodeRequest, FRAME_SIZES, LANE_OF, type Request } from '@comrad/protocol'
import { createOperatorFiles, type OperatorFiles } from './operator-files.ts'
import { createWorld, meet, type Person, send, settle, until, type World } from './world.ts'

const MARKERS = ['MARKER: tomorrow at eight', 'MARKER: by the old mill', 'MARKER: bring the banners']

type Story = { readonly world: World; readonly files: OperatorFiles; readonly people: readonly Person[] }

async function threePeople(t: TestContext): Promise<Story> {
  const files = createOperatorFiles()
  const world = await createWorld(t, files.open())
  const alice = await world.comrad('alice')
  const bobby = await world.comrad('bobby')
  const carol = await world.comrad('carol')
  await meet(alice, bobby)
  await meet(bobby, carol)
  const [first = '', second = '', third = ''] = MARKERS
  await send(alice, bobby, first)
  await send(bobby, alice, second)
  await send(bobby, carol, third)
  await until('all have read', () =>
    [alice, bobby, carol].every(({ comrad }) => comrad.inbox().letters.length === 1),
  )
  await settle(alice, bobby, carol)
  await settle(alice, bobby, carol)
  return { world, files, people: [alice, bobby, carol] }
}

test('after three people have written the Operator has their names, keys and prekeys, and no letter', async (t) => {
  const { world, files } = await threePeople(t)
  await world.stopOperator()
  const db = new DatabaseSync(join(files.directory, 'operator.sqlite'), { readOnly: true })
  t.after(() => db.close())
  const column = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .flatMap((row) => Object.values(row))
  assert.deepEqual(column('SELECT name FROM register ORDER BY position'), ['alice', 'bobby', 'carol'])
  assert.deepEqual(column('SELECT name FROM mailboxes ORDER BY name'), ['alice', 'bobby', 'carol'])
  assert.deepEqual(column('SELECT count(*) FROM letters'), [0])
  assert.deepEqual(column('SELECT sum(waiting) + sum(by_permit) FROM counters'), [0])
})

test('no file of the Operator holds a word of a letter or a byte of an envelope', async (t) => {
  const { world, files } = await threePeople(t)
  const ciphertexts = requestsOf(world).flatMap(({ request }) =>
    request.type === 'deposit' ? [Buffer.from(request.envelope.ciphertext)] : [],
  )
  assert.ok(ciphertexts.length >= 9, 'requests, answers, letters and receipts have passed')
  const whileItRuns = readFiles(files.directory)
  for (const marker of MARKERS) assert.equal(whileItRuns.indexOf(marker), -1)
  await world.stopOperator()
  const afterwards = readFiles(files.directory)
  for (const marker of MARKERS) assert.equal(afterwards.indexOf(marker), -1)
  for (const ciphertext of ciphertexts) {
    // Any piece of it would do for somebody who had recorded the wire.
    for (let start = 0; start < ciphertext.length; start += 504) {
      assert.equal(afterwards.indexOf(ciphertext.subarray(start, start + 32)), -1)
    }
  }
})

test('nothing on a lane without a name says whose it is', async (t) => {
  const { world, files } = await threePeople(t)
  await world.stopOperator()
  const keys = keysOf(files.directory)
  const anonymous = requestsOf(world).filter(({ purpose }) => purpose !== 'named')
  assert.ok(anonymous.some(({ request }) => request.type === 'deposit'))
  for (const { device, request, body } of anonymous) {
    // To register is to say one's name, once, on a lane that does nothing else.
    if (request.type === 'claim') continue
    for (const secret of [Buffer.from(device), ...(keys.get(device) ?? [])]) {
      assert.equal(body.indexOf(secret), -1, `${device} in ${request.type}`)
    }
  }
})

test('a named lane says nothing about anybody else', async (t) => {
  const { world, people } = await threePeople(t)
  const named = requestsOf(world).filter(({ purpose }) => purpose === 'named')
  const names = people.map(({ label }) => label)
  for (const { device, request, body } of named) {
    for (const other of names.filter((name) => name !== device)) {
      assert.equal(body.indexOf(Buffer.from(other)), -1, `${other} in ${request.type} of ${device}`)
    }
  }
})

test('each request travels on the kind of lane that it needs, and each frame has a fixed size', async (t) => {
  const { world } = await threePeople(t)
  for (const { purpose, request } of requestsOf(world)) {
    const wanted = LANE_OF[request.type]
    const kind = purpose === 'named' ? 'named' : 'anonymous'
    assert.ok(wanted === 'either' || wanted === kind, `${request.type} on a lane for ${purpose}`)
  }
  for (const { frame } of world.network.recorded) {
    assert.ok(FRAME_SIZES.some((size) => size === frame.length))
  }
})

type Recorded = {
  readonly device: string
  readonly purpose: string
  readonly request: Request
  readonly body: Buffer
}

function requestsOf(world: World): Recorded[] {
  return world.network.recorded.flatMap(({ device, purpose, direction, frame }) => {
    const decoded = decodeFrame(frame)
    assert.ok(decoded.ok)
    if (direction !== 'request' || decoded.value.type !== 'request') return []
    const request = decodeRequest(decoded.value.body)
    assert.ok(request.ok)
    return [{ device, purpose: purpose.kind, request: request.value, body: Buffer.from(decoded.value.body) }]
  })
}

function keysOf(directory: string): ReadonlyMap<string, readonly Buffer[]> {
  const db = new DatabaseSync(join(directory, 'operator.sqlite'), { readOnly: true })
  const rows = db.prepare('SELECT name, identity_key AS key, commitment FROM register').all()
  db.close()
  return new Map(
    rows.map((row) => [
      String(row['name']),
      [row['key'], row['commitment']].map((bytes) => Buffer.from(bytes as Uint8Array)),
    ]),
  )
}

const readFiles = (directory: string): Buffer =>
  Buffer.concat(readdirSync(directory).map((file) => readFileSync(join(directory, file))))

import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type DirectoryRecord, LEAVES_PER_REPLY as PAGE, type Request } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { turn } from '../testing/fake-clock.ts'
import { createLogKeeper, type LogKeeper, recordOf } from '../testing/log-keeper.ts'
import type { SendRequest } from '../transport.ts'
import { createTrust } from '../trust.ts'
import { createMonitor } from './monitor.ts'
import { rootAt } from './tree.ts'

const bob = nameOf('bob')
let device: BareDevice
beforeEach(async () => {
  device = await createBareDevice()
})
afterEach(() => device.close())

const records = (count: number) => Array.from({ length: count }, (_, index) => recordOf(`name-${index}`))

function watching(keeper: LogKeeper) {
  let send: SendRequest = keeper.request()
  let lanes = 0
  let behind = 0
  const bound = { ...device, operator: { ...device.operator, fingerprint: keeper.fingerprint } }
  const account = createAccount(bound)
  const trust = createTrust(bound)
  const monitor = createMonitor({
    device: bound,
    account,
    trust,
    reading: (use) => {
      lanes++
      return use((request, options) => send(request, options))
    },
    onBehind: () => void behind++,
    keys: () => keeper.keys,
    isWrongOperator: () => false,
  })
  return {
    monitor,
    account,
    trust,
    ask: (next: SendRequest) => {
      send = next
    },
    lanes: () => lanes,
    behind: () => behind,
    alarms: () => device.rows.alarms.all().map(({ alarm }) => alarm),
  }
}

const size = () => device.rows.register.checkpoint()?.size

test('a register is read by whole pages, and again from where the last one began: nobody asks with a size of their own', async () => {
  const keeper = createLogKeeper(records(PAGE + 8))
  const { monitor, ask } = watching(keeper)
  const asked: Request[] = []
  ask(
    keeper.request((request) => {
      asked.push(request)
      return undefined
    }),
  )
  assert.ok((await monitor.read()).ok)
  assert.equal(size(), PAGE + 8)
  keeper.records.push(...records(PAGE + 13).slice(PAGE + 8))
  assert.ok((await monitor.read()).ok)
  assert.equal(size(), PAGE + 13)
  assert.deepEqual(device.rows.register.find(nameOf(`name-${PAGE + 12}`))?.record, keeper.records[PAGE + 12])
  assert.deepEqual(asked, [
    { type: 'checkpoint' },
    { type: 'leaves', from: 0 },
    { type: 'leaves', from: PAGE },
    { type: 'checkpoint' },
    { type: 'leaves', from: PAGE },
  ])
})

test('each reading has a lane of its own', async () => {
  const keeper = createLogKeeper(records(2))
  const { monitor, lanes } = watching(keeper)
  await Promise.all([monitor.read(), monitor.read()])
  await monitor.read()
  assert.equal(lanes(), 3)
})

test('what was read before the connection broke is not believed, and its whole pages are not read twice', async () => {
  const keeper = createLogKeeper(records(2 * PAGE + 3))
  const { monitor, ask } = watching(keeper)
  const asked: number[] = []
  ask(
    keeper.request((request) => {
      if (request.type !== 'leaves') return undefined
      asked.push(request.from)
      return asked.length === 3 ? 'offline' : undefined
    }),
  )
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'offline' } })
  assert.equal(size(), undefined)
  assert.equal(device.rows.register.find(nameOf('name-0')), undefined)
  assert.ok((await monitor.read()).ok)
  assert.deepEqual(asked, [0, PAGE, 2 * PAGE, 2 * PAGE])
  assert.equal(size(), 2 * PAGE + 3)
})

test('fewer records than a page holds are not taken for a page', async () => {
  const keeper = createLogKeeper(records(PAGE + 2))
  const { monitor, ask } = watching(keeper)
  ask(
    keeper.request((request) =>
      request.type === 'leaves' && request.from === 0
        ? { type: 'leaves', from: 0, records: keeper.records.slice(0, 5) }
        : undefined,
    ),
  )
  const read = await monitor.read()
  assert.ok(!read.ok && read.error.type === 'protocol')
  assert.deepEqual(read.error, { type: 'protocol', reason: 'not the records that were asked for' })
})

test('roots of the past are known from the copy alone', async () => {
  const keeper = createLogKeeper(records(1100))
  const { monitor } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  for (const past of [1, 2, 1023, 1024, 1025, 1099, 1100]) {
    const note = new TextDecoder().decode(keeper.note(past))
    assert.equal(Buffer.from(rootAt(device.rows.register, past)).toString('base64'), note.split('\n')[2])
  }
})

test('records that are not in the signed tree are not believed', async () => {
  const keeper = createLogKeeper(records(5))
  const { monitor, ask, alarms } = watching(keeper)
  const forged: DirectoryRecord = { ...recordOf('name-3') }
  ask(
    keeper.request((request) =>
      request.type === 'leaves'
        ? { type: 'leaves', from: 0, records: keeper.records.with(3, forged) }
        : undefined,
    ),
  )
  const read = await monitor.read()
  assert.deepEqual(read, {
    ok: false,
    error: { type: 'protocol', reason: 'the records do not match the checkpoint' },
  })
  assert.equal(size(), undefined)
  assert.deepEqual(alarms(), [])
  ask(keeper.request())
  assert.ok((await monitor.read()).ok)
  assert.deepEqual(device.rows.register.find(forged.name)?.record, keeper.records[3])
})

test('a checkpoint under another key is not believed', async () => {
  const keeper = createLogKeeper(records(2))
  const other = createLogKeeper(records(2))
  const { monitor, ask } = watching(keeper)
  ask(
    keeper.request((request) =>
      request.type === 'checkpoint' ? { type: 'checkpoint', note: other.note() } : undefined,
    ),
  )
  const read = await monitor.read()
  assert.ok(!read.ok && read.error.type === 'protocol')
  assert.equal(size(), undefined)
})

test('a register that no longer extends what was seen is a fork; both checkpoints are kept and trust ends', async () => {
  const common = records(4)
  const keeper = createLogKeeper([...common, recordOf('one')])
  const forked = createLogKeeper([...common, recordOf('two'), recordOf('three')], keeper.secrets)
  const { monitor, trust, ask, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  ask(forked.request())
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'halted' } })
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'forked')
  assert.equal(alarm.seen.size, 5)
  assert.equal(alarm.seen.note, new TextDecoder().decode(keeper.note()))
  assert.equal(alarm.shown.size, 6)
  assert.equal(alarm.shown.note, new TextDecoder().decode(forked.note()))
  assert.equal(trust.isHalted(), true)
  assert.equal(size(), 5)
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'halted' } })
})

test('another register of the same size is a fork', async () => {
  const common = records(4)
  const keeper = createLogKeeper([...common, recordOf('one')])
  const forked = createLogKeeper([...common, recordOf('two')], keeper.secrets)
  const { monitor, ask, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  ask(forked.request())
  assert.equal((await monitor.read()).ok, false)
  assert.equal(alarms()[0]?.kind, 'forked')
})

test('a shorter register is an alarm; an answer that was overtaken is not', async () => {
  const keeper = createLogKeeper(records(6))
  const { monitor, alarms, trust } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  // Asked when 4 were known, answered with 5, and judged after 6 had been read.
  monitor.watch(keeper.note(5), 4, keeper.keys)
  assert.deepEqual(alarms(), [])
  monitor.watch(keeper.note(5), 6, keeper.keys)
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'shrunk')
  assert.deepEqual([alarm.seen.size, alarm.shown.size], [6, 5])
  assert.equal(trust.isHalted(), true)
})

const later = { registerIsFresh: false }
const fresh = { registerIsFresh: true }

test("a contact's checkpoint is compared: older, forged, forked; one that is newer waits for the next reading", async () => {
  const common = records(5)
  const keeper = createLogKeeper(common)
  const { monitor, alarms, lanes } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  keeper.records.push(recordOf('new'))
  assert.equal(monitor.compare(keeper.note(2), bob, later), 'consistent')
  assert.equal(monitor.compare(keeper.note(6), bob, later), 'later')
  assert.equal(lanes(), 1, 'no letter makes a device read')
  assert.ok((await monitor.read()).ok)
  assert.equal(monitor.compare(keeper.note(6), bob, fresh), 'consistent')
  assert.equal(monitor.compare(createLogKeeper(common).note(), bob, later), 'invalid')
  assert.equal(monitor.compare(new Uint8Array([1, 2, 3]), bob, later), 'invalid')
  assert.deepEqual(alarms(), [])

  const forked = createLogKeeper([...common.slice(0, 3), recordOf('other')], keeper.secrets)
  assert.equal(monitor.compare(forked.note(), bob, later), 'alarm')
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'forked')
  assert.equal(alarm.from, bob)
  assert.equal(alarm.shown.note, new TextDecoder().decode(forked.note()))
})

test('a contact who was shown more than the Operator shows us is evidence of a shorter register', async () => {
  const keeper = createLogKeeper(records(5))
  const longer = createLogKeeper([...keeper.records, recordOf('hidden')], keeper.secrets)
  const { monitor, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  assert.equal(monitor.compare(longer.note(), bob, fresh), 'alarm')
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'shrunk')
  assert.deepEqual([alarm.seen.size, alarm.shown.size, alarm.from], [6, 5, bob])
})

test('what is shown on any lane moves none, and must be where the next reading leads', async () => {
  const common = records(5)
  const keeper = createLogKeeper(common)
  const { monitor, alarms, trust, lanes } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  const forked = createLogKeeper([...common, recordOf('one')], keeper.secrets)
  monitor.watch(forked.note(), 5, keeper.keys)
  monitor.watch(forked.note(), 5, keeper.keys)
  assert.deepEqual([lanes(), alarms()], [1, []])
  keeper.records.push(recordOf('two'), recordOf('three'))
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'halted' } })
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'forked' && trust.isHalted())
  assert.deepEqual([alarm.seen.size, alarm.shown.size], [7, 6])
  assert.equal(alarm.shown.note, new TextDecoder().decode(forked.note()))
})

test('what was shown on a lane and is kept from a reading that comes after it is a shorter register', async () => {
  const keeper = createLogKeeper(records(5))
  const longer = createLogKeeper([...keeper.records, recordOf('hidden')], keeper.secrets)
  const { monitor, alarms } = watching(keeper)
  monitor.watch(longer.note(), 0, keeper.keys)
  assert.equal((await monitor.read()).ok, false)
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'shrunk')
  assert.deepEqual([alarm.seen.size, alarm.shown.size], [6, 5])
})

test('two lanes that are shown two registers of one size are a fork that needs no reading', async () => {
  const keeper = createLogKeeper(records(5))
  const other = createLogKeeper(records(5), keeper.secrets)
  const { monitor, alarms, lanes } = watching(keeper)
  monitor.watch(keeper.note(), 0, keeper.keys)
  monitor.watch(other.note(), 0, keeper.keys)
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'forked')
  assert.notEqual(alarm.seen.root, alarm.shown.root)
  assert.equal(lanes(), 0)
})

test('a fork from before the page at which a reading begins is proved by all the records, and told from false ones', async () => {
  const common = records(PAGE + 5)
  const keeper = createLogKeeper(common)
  const { monitor, ask, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  const forked = createLogKeeper([...common.with(1, recordOf('another')), recordOf('one')], keeper.secrets)
  const withheld = forked.request((request) =>
    request.type === 'leaves' ? { ...request, records: keeper.records.slice(request.from) } : undefined,
  )
  keeper.records.push(recordOf('false'))
  ask(withheld)
  assert.deepEqual(await monitor.read(), {
    ok: false,
    error: { type: 'protocol', reason: 'the records do not match the checkpoint' },
  })
  assert.deepEqual(alarms(), [], 'records are not signed')
  ask(forked.request())
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'halted' } })
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'forked')
  assert.deepEqual([alarm.seen.size, alarm.shown.size], [PAGE + 5, PAGE + 6])
})

test('without the Operator a newer checkpoint of a contact is not judged', async () => {
  const keeper = createLogKeeper(records(5))
  const { monitor, ask, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  keeper.records.push(recordOf('new'))
  ask(keeper.request(() => 'offline'))
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'offline' } })
  assert.equal(monitor.compare(keeper.note(), bob, later), 'later')
  assert.deepEqual(alarms(), [])
})

/** What an act's lane was asked. */
function actLane(keeper: LogKeeper, bend?: Parameters<LogKeeper['request']>[0]) {
  const asked: Request[] = []
  const lane = keeper.request((request) => {
    asked.push(request)
    return bend?.(request)
  })
  return { asked, lane }
}

test('an act asks for the end of the log, whatever this device knows of it, and moves no other lane', async () => {
  const keeper = createLogKeeper(records(2 * PAGE + 3))
  const asked: Request[][] = []
  for (const known of [2 * PAGE + 3, 2 * PAGE + 1, PAGE + 7]) {
    device.close()
    device = await createBareDevice()
    const { monitor, lanes } = watching(keeper)
    const whole = keeper.records.splice(known)
    assert.ok((await monitor.read()).ok)
    keeper.records.push(...whole)
    const act = actLane(keeper)
    assert.ok((await monitor.anchor(keeper.note(), act.lane)).ok)
    assert.equal(size(), 2 * PAGE + 3)
    assert.equal(lanes(), 1)
    asked.push(act.asked)
  }
  const everybody = [PAGE, 2 * PAGE].map((from) => ({ type: 'leaves', from }))
  assert.deepEqual(asked, [everybody, everybody, everybody])
})

test('a false end of the log is refused by those who know the anchor as by those who do not', async () => {
  const keeper = createLogKeeper(records(9))
  const { monitor, alarms } = watching(keeper)
  keeper.records.pop()
  assert.ok((await monitor.read()).ok)
  keeper.records.push(recordOf('new'))
  const refused = { ok: false, error: { type: 'protocol', reason: 'the records do not match the anchor' } }
  for (const anchor of [8, 9]) {
    const { lane } = actLane(keeper, (request) =>
      request.type === 'leaves' ? { ...request, records: records(9).with(2, recordOf('false')) } : undefined,
    )
    assert.deepEqual(await monitor.anchor(keeper.note(anchor), lane), refused)
  }
  assert.deepEqual([size(), alarms()], [8, []])
  assert.ok((await monitor.anchor(keeper.note(), actLane(keeper).lane)).ok)
  assert.equal(size(), 9)
})

test('a device that is further behind than the end of the log waits until it has read', async () => {
  const keeper = createLogKeeper(records(3))
  const { monitor, behind } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  keeper.records.push(...records(3 * PAGE).slice(3))
  const { lane } = actLane(keeper)
  assert.deepEqual(await monitor.anchor(keeper.note(), lane), {
    ok: false,
    error: { type: 'busy', retryAfterSeconds: 5 },
  })
  assert.equal(behind(), 1)
  assert.ok((await monitor.read()).ok)
  assert.ok((await monitor.anchor(keeper.note(), lane)).ok)
})

test('an anchor of another log is a fork, proved by its own records', async () => {
  const common = records(5)
  const keeper = createLogKeeper(common)
  const { monitor, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  const forked = createLogKeeper([...common.with(4, recordOf('another')), recordOf('one')], keeper.secrets)
  const anchored = await monitor.anchor(forked.note(), forked.request())
  assert.deepEqual(anchored, { ok: false, error: { type: 'halted' } })
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'forked')
  assert.deepEqual([alarm.seen.size, alarm.shown.size], [5, 6])
})

test('an act that reads on while the register is being read spoils nothing', async () => {
  const keeper = createLogKeeper(records(PAGE + 2))
  const { monitor, ask } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  keeper.records.push(...records(2 * PAGE + 9).slice(PAGE + 2))
  let acted = false
  const plain = keeper.request()
  ask(async (request, options) => {
    if (request.type === 'leaves' && !acted) {
      acted = true
      assert.ok((await monitor.anchor(keeper.note(PAGE + 400), plain)).ok)
    }
    return plain(request, options)
  })
  assert.ok((await monitor.read()).ok)
  assert.ok(acted)
  assert.equal(size(), 2 * PAGE + 9)
  assert.deepEqual(
    device.rows.register.records(0, 2 * PAGE + 9),
    keeper.records.map((record) => ({ ...record })),
  )
})

test('what no person waits for is looked up after a random pause, together, and at once if somebody waits', async () => {
  const keeper = createLogKeeper(records(3))
  device = { ...device, options: { ...device.options, lookUpMs: 30_000 } }
  const { monitor, lanes } = watching(keeper)
  const looked = Promise.all(['name-1', 'nobody'].map((name) => monitor.lookUp(nameOf(name))))
  for (let index = 0; index < 50; index++) await turn()
  assert.equal(lanes(), 0)
  await device.clock.advance(30_000)
  assert.deepEqual(await looked, [
    { ok: true, value: true },
    { ok: true, value: false },
  ])
  assert.equal(lanes(), 1)
  assert.deepEqual(await monitor.lookUp(nameOf('name-2')), { ok: true, value: true })
  assert.equal(lanes(), 1)
  assert.ok((await device.pauses.without(() => monitor.lookUp(nameOf('nobody')))).ok)
  assert.equal(lanes(), 2)
})

test('a name that is entered twice is an alarm', async () => {
  const keeper = createLogKeeper([...records(4), recordOf('name-1')])
  const { monitor, alarms, trust } = watching(keeper)
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'halted' } })
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'name-twice')
  assert.equal(alarm.name, 'name-1')
  assert.equal(trust.isHalted(), true)
})

test('a name that records without a signature say twice is no alarm', async () => {
  const keeper = createLogKeeper(records(5))
  const { monitor, ask, alarms } = watching(keeper)
  ask(
    keeper.request((request) =>
      request.type === 'leaves'
        ? { ...request, records: keeper.records.with(4, recordOf('name-1')) }
        : undefined,
    ),
  )
  assert.equal((await monitor.read()).ok, false)
  assert.deepEqual(alarms(), [])
  ask(keeper.request())
  assert.ok((await monitor.read()).ok)
})

test("one's own name under another key is an alarm", async () => {
  const keeper = createLogKeeper([recordOf('alice')])
  const { monitor, account, alarms } = watching(keeper)
  account.create()
  device.sql.transaction(() => device.rows.account.registered(nameOf('alice'), 0))
  assert.deepEqual(await monitor.read(), { ok: false, error: { type: 'halted' } })
  assert.equal(alarms()[0]?.kind, 'own-name')
})

test('an alarm outlives the device that raised it', async () => {
  const keeper = createLogKeeper([...records(4), recordOf('name-1')])
  await watching(keeper).monitor.read()
  assert.equal(watching(keeper).trust.isHalted(), true)
})

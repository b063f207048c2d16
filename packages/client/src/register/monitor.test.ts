import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { DirectoryRecord } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
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
  const bound = { ...device, operator: { ...device.operator, fingerprint: keeper.fingerprint } }
  const account = createAccount(bound)
  const trust = createTrust(bound)
  const monitor = createMonitor({
    device: bound,
    account,
    trust,
    directory: () => (request, options) => send(request, options),
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
    alarms: () => device.rows.alarms.all().map(({ alarm }) => alarm),
  }
}

const size = () => device.rows.register.checkpoint()?.size

test('a register is read page by page, and again from where it ended', async () => {
  const keeper = createLogKeeper(records(8))
  const { monitor } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  assert.equal(size(), 8)
  keeper.records.push(...records(13).slice(8))
  assert.ok((await monitor.read()).ok)
  assert.equal(size(), 13)
  assert.deepEqual(device.rows.register.find(nameOf('name-12'))?.record, keeper.records[12])
})

test('what was read before the connection broke is not believed, and not read twice', async () => {
  const keeper = createLogKeeper(records(10))
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
  assert.deepEqual(asked, [0, 3, 6, 6, 9])
  assert.equal(size(), 10)
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
      request.type === 'leaves' && request.from === 3
        ? { type: 'leaves', from: 3, records: [forged, ...keeper.records.slice(4)] }
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
  assert.equal(monitor.watch(keeper.note(5), 4, keeper.keys), false)
  assert.deepEqual(alarms(), [])
  monitor.watch(keeper.note(5), 6, keeper.keys)
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'shrunk')
  assert.deepEqual([alarm.seen.size, alarm.shown.size], [6, 5])
  assert.equal(trust.isHalted(), true)
})

test("a contact's checkpoint is compared: older, newer, forged, forked", async () => {
  const common = records(5)
  const keeper = createLogKeeper(common)
  const { monitor, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  keeper.records.push(recordOf('new'))
  assert.deepEqual(await monitor.compare(keeper.note(2), bob), { ok: true, value: 'consistent' })
  assert.deepEqual(await monitor.compare(keeper.note(6), bob), { ok: true, value: 'consistent' })
  assert.equal(size(), 6)
  assert.deepEqual(await monitor.compare(createLogKeeper(common).note(), bob), { ok: true, value: 'invalid' })
  assert.deepEqual(await monitor.compare(new Uint8Array([1, 2, 3]), bob), { ok: true, value: 'invalid' })
  assert.deepEqual(alarms(), [])

  const forked = createLogKeeper([...common.slice(0, 3), recordOf('other')], keeper.secrets)
  assert.deepEqual(await monitor.compare(forked.note(), bob), { ok: true, value: 'alarm' })
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
  assert.deepEqual(await monitor.compare(longer.note(), bob), { ok: true, value: 'alarm' })
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'shrunk')
  assert.deepEqual([alarm.seen.size, alarm.shown.size, alarm.from], [6, 5, bob])
})

test('without the Operator a newer checkpoint of a contact is not judged', async () => {
  const keeper = createLogKeeper(records(5))
  const { monitor, ask, alarms } = watching(keeper)
  assert.ok((await monitor.read()).ok)
  keeper.records.push(recordOf('new'))
  ask(keeper.request(() => 'offline'))
  assert.deepEqual(await monitor.compare(keeper.note(), bob), { ok: false, error: { type: 'offline' } })
  assert.deepEqual(alarms(), [])
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

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sha256 } from '@comrad/keymaker'
import { err, ok } from '@comrad/protocol'
import { openStoreBefore } from '../testing/store-before.ts'
import { CHEAP_LOCK, createTemporaryStore, TEST_PASSPHRASE } from '../testing/temporary-store.ts'
import { exportStore, importStore } from './backup.ts'
import { createComradStore, openComradStore } from './comrad-store.ts'
import { migrate, STORE_VERSION } from './migrations.ts'
import { changePassphrase, setWipingPassphrase } from './passphrases.ts'
import { hasStore } from './store-files.ts'

const MARKER = 'a word that nobody else writes'

async function storeFor(t: TestContext) {
  const temporary = createTemporaryStore()
  t.after(temporary.remove)
  const options = { directory: temporary.directory, passphrase: TEST_PASSPHRASE }
  const files = join(temporary.directory, 'store')
  return { ...temporary, options, files, database: join(files, 'comrad.db'), header: join(files, 'header') }
}

async function errorOf(opening: ReturnType<typeof openComradStore>) {
  const opened = await opening
  if (opened.ok) opened.value.close()
  return opened.ok ? undefined : opened.error
}

test('what was committed is there when the store is opened again', async (t) => {
  const { open } = await storeFor(t)
  const first = await open()
  first.sql.run('insert into counters (name, value) values (?, ?)', MARKER, 7)
  first.close()
  const second = await open()
  assert.deepEqual(second.sql.all('select * from counters'), [{ name: MARKER, value: 7 }])
  second.close()
})

test('no file holds what was written, nor its table names', async (t) => {
  const { open, files } = await storeFor(t)
  const store = await open()
  store.sql.run('insert into counters (name, value) values (?, ?)', MARKER, 7)
  const contents = readdirSync(files).map((name) => readFileSync(join(files, name)))
  store.close()
  assert.ok(contents.length >= 2)
  for (const bytes of contents) {
    assert.equal(bytes.includes(MARKER), false)
    assert.equal(bytes.includes('counters'), false)
    assert.equal(bytes.includes('SQLite format'), false)
  }
})

test('only the owner may read the files', async (t) => {
  const { open, files } = await storeFor(t)
  const store = await open()
  store.sql.run(`insert into counters (name, value) values ('a', 1)`)
  for (const name of readdirSync(files)) assert.equal(statSync(join(files, name)).mode & 0o777, 0o600, name)
  assert.equal(statSync(files).mode & 0o777, 0o700)
  store.close()
})

test('commits reach the disk before they return', async (t) => {
  const { open } = await storeFor(t)
  const store = await open()
  assert.deepEqual(store.sql.get('pragma synchronous'), { synchronous: 2 })
  assert.deepEqual(store.sql.get('pragma journal_mode'), { journal_mode: 'wal' })
  assert.deepEqual(store.sql.get('pragma secure_delete'), { secure_delete: 1 })
  store.close()
})

test('a wrong passphrase is told from a damaged file', async (t) => {
  const { open, options, database, header } = await storeFor(t)
  ;(await open()).close()
  assert.deepEqual(await errorOf(openComradStore({ ...options, passphrase: 'another' })), {
    type: 'wrong-passphrase',
  })

  const whole = readFileSync(database)
  writeFileSync(database, Buffer.concat([whole.subarray(0, 100), Buffer.alloc(100, 7), whole.subarray(200)]))
  assert.deepEqual(await errorOf(openComradStore(options)), { type: 'damaged', part: 'database' })
  writeFileSync(database, whole)

  const headerBytes = readFileSync(header)
  const flipped = Buffer.from(headerBytes)
  flipped[30] = (flipped[30] ?? 0) ^ 1
  writeFileSync(header, flipped)
  assert.deepEqual(await errorOf(openComradStore(options)), { type: 'damaged', part: 'header' })
  writeFileSync(header, headerBytes)
  assert.equal(await errorOf(openComradStore(options)), undefined)
})

test('an emptied database is damaged, not a new account', async (t) => {
  const { open, options, database } = await storeFor(t)
  ;(await open()).close()
  truncateSync(database, 0)
  assert.deepEqual(await errorOf(openComradStore(options)), { type: 'damaged', part: 'database' })
})

test('a store is not created over another', async (t) => {
  const { open, options } = await storeFor(t)
  assert.deepEqual(await errorOf(openComradStore(options)), { type: 'not-found' })
  assert.equal(await hasStore(options.directory), false)
  ;(await open()).close()
  const again = await createComradStore({ ...options, passphrase: 'another', lock: CHEAP_LOCK })
  assert.deepEqual(again, { ok: false, error: { type: 'exists' } })
  assert.equal(await errorOf(openComradStore(options)), undefined)
})

test('two that create at once leave one store, which opens', async (t) => {
  const { options } = await storeFor(t)
  const both = await Promise.all(
    ['one', 'two'].map((passphrase) => createComradStore({ ...options, passphrase, lock: CHEAP_LOCK })),
  )
  const winners = both.filter((created) => created.ok)
  assert.equal(winners.length, 1)
  for (const created of winners) created.value.close()
  const opened = await Promise.all(
    ['one', 'two'].map((passphrase) => errorOf(openComradStore({ ...options, passphrase }))),
  )
  assert.equal(opened.filter((error) => error === undefined).length, 1)
  assert.deepEqual(readdirSync(options.directory), ['store'])
})

test('a store of a newer version is refused and stays as it is', async (t) => {
  const { open, options, database } = await storeFor(t)
  const store = await open()
  store.sql.exec(`pragma user_version = ${STORE_VERSION + 1}`)
  store.close()
  const before = readFileSync(database)
  const error = await errorOf(openComradStore(options))
  assert.deepEqual(error, { type: 'store-too-new', version: STORE_VERSION + 1, supported: STORE_VERSION })
  assert.deepEqual(readFileSync(database), before)
})

test('a store from before posts were counted counts those that it has', (t) => {
  const sql = openStoreBefore(t, 'create table post_counts')
  sql.exec(`
    insert into posts (id, audience, author, text, written_at, expires_at, unread, down) values
      (x'01', 'world', 'alice', 'a', 0, 1, 1, 2), (x'02', 'world', 'alice', 'b', 0, 1, 0, 2), (x'03', 'trusted', 'bob', 'c', 0, 1, 1, 0)`)
  migrate(sql)
  assert.deepEqual(
    sql.all('select * from post_counts').map((row) => Object.values(row).join(' ')),
    [' trusted 0 1 1', ' world -2 2 1', 'alice world -2 2 1', 'bob trusted 0 1 1'],
  )
})

test('a header of a newer version is refused as such', async (t) => {
  const { open, options, header } = await storeFor(t)
  ;(await open()).close()
  const body = new Uint8Array(readFileSync(header)).slice(0, -16)
  body[13] = 3
  const checksum = sha256(
    new Uint8Array([...new TextEncoder().encode('comrad store header v1\n'), ...body]),
  ).slice(0, 16)
  writeFileSync(header, new Uint8Array([...body, ...checksum]))
  assert.deepEqual(await errorOf(openComradStore(options)), {
    type: 'store-too-new',
    version: 3,
    supported: 2,
  })
})

test('a transaction that finds the disk full leaves nothing behind, and the store goes on', async (t) => {
  const { open } = await storeFor(t)
  const store = await open()
  const pages = store.sql.get<{ page_count: number }>('pragma page_count')?.page_count ?? 0
  store.sql.exec(`pragma max_page_count = ${pages + 2}`)
  const fill = () =>
    store.sql.transaction(() => {
      for (let index = 0; index < 100; index++) {
        store.sql.run('insert into facts (key, value) values (?, ?)', `${index}`, new Uint8Array(1000))
      }
    })
  assert.throws(fill, { name: 'StoreFailure', reason: 'storage-full' })
  assert.deepEqual(store.sql.get('select count(*) as n from facts'), { n: 0 })
  store.sql.exec(`pragma max_page_count = 100000`)
  fill()
  assert.deepEqual(store.sql.get('select count(*) as n from facts'), { n: 100 })
  store.close()
})

test('a changed passphrase opens what the old one did, and the old one opens nothing', async (t) => {
  const { open, options } = await storeFor(t)
  const store = await open()
  store.sql.run(`insert into counters (name, value) values ('a', 1)`)
  store.close()
  assert.deepEqual(await changePassphrase({ ...options, passphrase: 'another', to: 'new' }), {
    ok: false,
    error: { type: 'wrong-passphrase' },
  })
  assert.ok((await changePassphrase({ ...options, to: 'quite another one' })).ok)
  assert.deepEqual(await errorOf(openComradStore(options)), { type: 'wrong-passphrase' })
  const opened = await openComradStore({ ...options, passphrase: 'quite another one' })
  assert.ok(opened.ok)
  assert.deepEqual(opened.value.sql.all('select name from counters'), [{ name: 'a' }])
  opened.value.close()
})

test('the second passphrase wipes, and then nothing was ever here', async (t) => {
  const { open, options, header } = await storeFor(t)
  ;(await open()).close()
  const before = readFileSync(header)
  assert.ok((await setWipingPassphrase({ ...options, wiping: 'in an emergency' })).ok)
  assert.equal(readFileSync(header).length, before.length, 'that there is one is not seen')
  assert.equal(await errorOf(openComradStore(options)), undefined, 'the first one still opens')
  assert.deepEqual(await errorOf(openComradStore({ ...options, passphrase: 'in an emergency' })), {
    type: 'not-found',
  })
  assert.deepEqual(readdirSync(options.directory), [])
  assert.deepEqual(await errorOf(openComradStore(options)), { type: 'not-found' })
})

test('a second passphrase that is the first is refused; one that was taken away does nothing', async (t) => {
  const { open, options } = await storeFor(t)
  ;(await open()).close()
  assert.deepEqual(await setWipingPassphrase({ ...options, wiping: options.passphrase }), {
    ok: false,
    error: { type: 'passphrase-same' },
  })
  await setWipingPassphrase({ ...options, wiping: 'in an emergency' })
  await setWipingPassphrase({ ...options, wiping: undefined })
  assert.deepEqual(await errorOf(openComradStore({ ...options, passphrase: 'in an emergency' })), {
    type: 'wrong-passphrase',
  })
  assert.equal(await errorOf(openComradStore(options)), undefined)
})

test('a backup opens elsewhere with the same passphrase, and shows nothing without it', async (t) => {
  const { open, options } = await storeFor(t)
  const elsewhere = createTemporaryStore()
  t.after(elsewhere.remove)
  const store = await open()
  store.sql.run('insert into counters (name, value) values (?, ?)', MARKER, 7)
  const path = join(options.directory, 'backup')
  const length = exportStore(options.directory, store, path)
  assert.deepEqual(length, ok(statSync(path).size))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(readFileSync(path).includes(MARKER), false)
  assert.deepEqual(await importStore(options.directory, path), err({ type: 'exists' }))
  store.close()
  assert.ok((await importStore(elsewhere.directory, path)).ok)
  const opened = await elsewhere.open()
  assert.deepEqual(opened.sql.all('select * from counters'), [{ name: MARKER, value: 7 }])
  opened.close()
})

test('a backup is written over nothing that is there, and nowhere where nothing can be', async (t) => {
  const { open, options } = await storeFor(t)
  const store = await open()
  const path = join(options.directory, 'backup')
  writeFileSync(path, 'mine')
  for (const taken of [path, join(path, 'below'), options.directory]) {
    assert.deepEqual(exportStore(options.directory, store, taken), err({ type: 'backup-unwritable' }))
  }
  assert.equal(readFileSync(path, 'utf8'), 'mine')
  store.close()
})

test('a backup that is cut off or is something else is refused, and nothing is made of it', async (t) => {
  const { open, options } = await storeFor(t)
  const elsewhere = createTemporaryStore()
  t.after(elsewhere.remove)
  const store = await open()
  const path = join(options.directory, 'backup')
  exportStore(options.directory, store, path)
  store.close()
  const file = new Uint8Array(readFileSync(path))
  const other = new TextEncoder().encode('comrad backup 2')
  for (const bad of [new Uint8Array(0), file.slice(0, 40), file.with(0, 0), file.with(30, 1), other]) {
    writeFileSync(path, bad)
    assert.deepEqual(await importStore(elsewhere.directory, path), err({ type: 'backup-damaged' }))
  }
  for (const none of [join(options.directory, 'none'), options.directory]) {
    assert.deepEqual(await importStore(elsewhere.directory, none), err({ type: 'backup-unreadable' }))
  }
  assert.deepEqual(readdirSync(elsewhere.directory), [])
})

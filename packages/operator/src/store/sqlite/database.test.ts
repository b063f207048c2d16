import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { addressOf, TODAY } from '../../storage-fixture.ts'
import { expireAll } from '../feed-conformance.ts'
import { createTestDirectory, mustOpen, openTestStore } from '../sqlite-fixture.ts'
import { LETTERS_FILE } from '../sqlite-store.ts'
import { entryOf, inDays, messageOf, nullifierOf } from '../square-fixture.ts'
import { SLOT_BYTES } from './bodies.ts'
import { openDatabase, STORE_FILE, setting } from './database.ts'
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts'

describe('a store that is opened', () => {
  test('syncs each commit, erases what it deletes and can shrink', () => {
    const opened = openDatabase({ directory: createTestDirectory() })
    assert.ok(opened.ok)
    const found = Object.fromEntries(
      ['journal_mode', 'synchronous', 'secure_delete', 'auto_vacuum', 'page_size'].map((name) => [
        name,
        setting(opened.value, name),
      ]),
    )
    assert.deepEqual(found, {
      ...{ journal_mode: 'wal', synchronous: 2, secure_delete: 1, auto_vacuum: 2, page_size: 2048 },
    })
    opened.value.close()
  })

  test('is readable by its owner only', () => {
    const directory = join(createTestDirectory(), 'data')
    mustOpen({ directory })
    assert.equal(statSync(directory).mode & 0o777, 0o700)
    for (const file of readdirSync(directory))
      assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600)
  })
})

test('a file of version 1 becomes one of this version, and keeps its letters', async () => {
  const directory = createTestDirectory()
  const old = new DatabaseSync(join(directory, STORE_FILE))
  old.exec('PRAGMA page_size = 2048; PRAGMA auto_vacuum = INCREMENTAL')
  MIGRATIONS[0]?.(old)
  old.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`)
  old.exec("INSERT INTO mailboxes VALUES (1, 'alice', 1, NULL); INSERT INTO counters VALUES (1, 1, 1, 7)")
  old.exec(`INSERT INTO letters VALUES (1, 7, x'${'05'.repeat(16)}', 20000, 1, 0)`)
  old.close()
  writeFileSync(join(directory, LETTERS_FILE), new Uint8Array(SLOT_BYTES).fill(3))
  const store = mustOpen({ directory })
  const { letters } = await store.collect(addressOf('alice'), 0, 10)
  assert.deepEqual(
    letters.map(({ position, ciphertext }) => [position, ciphertext[0]]),
    [[7, 3]],
  )
  assert.equal((await store.append(entryOf(1))).type, 'appended')
  await store.close()
})

test('a file of version 2 keeps what is spent, for as long as it had to', async () => {
  const directory = createTestDirectory()
  const old = new DatabaseSync(join(directory, STORE_FILE))
  old.exec('PRAGMA page_size = 2048; PRAGMA auto_vacuum = INCREMENTAL')
  for (const migrate of MIGRATIONS.slice(0, 2)) migrate(old)
  old.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 2`)
  const insert = old.prepare('INSERT INTO spent VALUES (?, ?, ?)')
  for (const index of [1, 2]) insert.run(nullifierOf(index), messageOf(index), TODAY + index)
  old.close()
  const store = mustOpen({ directory })
  for (const index of [1, 2]) assert.deepEqual(await store.spentBy(nullifierOf(index)), messageOf(index))
  await expireAll(store, inDays(1))
  assert.equal(await store.spentBy(nullifierOf(1)), undefined)
  assert.deepEqual(await store.spentBy(nullifierOf(2)), messageOf(2))
  await store.close()
})

describe('a store is refused', () => {
  test('while another Operator of this process has it', async () => {
    const { directory, store } = openTestStore()
    const second = openDatabase({ directory })
    assert.deepEqual(second, { ok: false, error: { type: 'in-use' } })
    await store.close()
    assert.ok(
      await mustOpen({ directory })
        .size()
        .then((size) => size === 0),
    )
  })

  test('while another process has it', () => {
    const { directory } = openTestStore()
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)}
      process.stdout.write(JSON.stringify(openDatabase({ directory: ${JSON.stringify(directory)} })))
    `
    const { stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', script])
    assert.deepEqual(JSON.parse(String(stdout)), { ok: false, error: { type: 'in-use' } })
  })

  test('when a newer version has written it, and it is left as it was', async () => {
    const { directory, store } = openTestStore()
    await store.close()
    const path = join(directory, STORE_FILE)
    const db = new DatabaseSync(path)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}; CREATE TABLE inventions (ballot BLOB) STRICT`)
    db.close()
    const before = readFileSync(path)
    assert.deepEqual(openDatabase({ directory }), {
      ok: false,
      error: { type: 'newer-version', found: SCHEMA_VERSION + 1, known: SCHEMA_VERSION },
    })
    assert.deepEqual(readFileSync(path), before)
  })

  test('when the file is another program’s, and it is left as it was', () => {
    const directory = createTestDirectory()
    const path = join(directory, STORE_FILE)
    const db = new DatabaseSync(path)
    db.exec('CREATE TABLE shopping (item TEXT)')
    db.close()
    const before = readFileSync(path)
    assert.deepEqual(openDatabase({ directory }), { ok: false, error: { type: 'foreign-file' } })
    assert.deepEqual(readFileSync(path), before)
  })

  test('when the file is no database', () => {
    const directory = createTestDirectory()
    writeFileSync(join(directory, STORE_FILE), 'x'.repeat(20_000))
    assert.deepEqual(openDatabase({ directory }), { ok: false, error: { type: 'foreign-file' } })
  })

  test('when its directory cannot be made', () => {
    const file = join(createTestDirectory(), 'file')
    writeFileSync(file, '')
    const opened = openDatabase({ directory: join(file, 'data') })
    assert.ok(!opened.ok && opened.error.type === 'unavailable')
    assert.match(opened.error.reason, /ENOTDIR/)
  })
})

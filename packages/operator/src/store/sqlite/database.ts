/** Opens the Operator's one file, for this process alone, and refuses what it cannot be sure of. */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { err, ok, type Result } from '@comrad/protocol'
import { APPLICATION_ID, MIGRATIONS, PAGE_BYTES, SCHEMA_VERSION } from './schema.ts'
import { codeOf, SQLITE } from './sqlite-errors.ts'

export type OpenStoreError =
  /** Another Operator works with this data directory. */
  | { readonly type: 'in-use' }
  /** A newer Comrad has written it. */
  | { readonly type: 'newer-version'; readonly found: number; readonly known: number }
  /** The file is there and is something else. */
  | { readonly type: 'foreign-file' }
  | { readonly type: 'unavailable'; readonly reason: string }

export type DatabaseOptions = {
  readonly directory: string
  /** Beyond this many pages the file does not grow, as if the disk were full. */
  readonly maxPages?: number
}

export const STORE_FILE = 'operator.sqlite'

/** Pages in the write-ahead log at which they are moved to the file: that move is the longest pause of a deposit. */
const CHECKPOINT_PAGES = 2000

/** What must hold, whatever was asked for: SQLite answers an unknown or impossible PRAGMA with silence. */
const ASSERTED: Readonly<Record<string, string | number>> = {
  journal_mode: 'wal',
  locking_mode: 'exclusive',
  synchronous: 2,
  secure_delete: 1,
  auto_vacuum: 2,
  page_size: PAGE_BYTES,
  temp_store: 2,
}

export function openDatabase(options: DatabaseOptions): Result<DatabaseSync, OpenStoreError> {
  const opened: { db?: DatabaseSync } = {}
  try {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 })
    const path = join(options.directory, STORE_FILE)
    closeSync(openSync(path, 'a', 0o600))
    const db = new DatabaseSync(path)
    opened.db = db
    // First of all, so that whatever is read is read under the lock: it is held until this process ends, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    const refusal = judgeFile(db)
    if (refusal) {
      db.close()
      return err(refusal)
    }
    configure(db, options)
    migrate(db)
    assertSettings(db)
    return ok(db)
  } catch (error) {
    opened.db?.close()
    return err(openErrorOf(error))
  }
}

function judgeFile(db: DatabaseSync): OpenStoreError | undefined {
  const found = setting(db, 'user_version')
  const isEmpty = setting(db, 'schema_version') === 0
  if (!isEmpty && setting(db, 'application_id') !== APPLICATION_ID) return { type: 'foreign-file' }
  if (typeof found === 'number' && found > SCHEMA_VERSION) {
    return { type: 'newer-version', found, known: SCHEMA_VERSION }
  }
  return undefined
}

function configure(db: DatabaseSync, { maxPages }: DatabaseOptions) {
  db.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA cache_size = -65536;
    BEGIN EXCLUSIVE;
    COMMIT;
  `)
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`)
}

function migrate(db: DatabaseSync) {
  for (let version = Number(setting(db, 'user_version')); version < SCHEMA_VERSION; version++) {
    db.exec('BEGIN IMMEDIATE')
    MIGRATIONS[version]?.(db)
    db.exec(`
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${version + 1};
      COMMIT;
    `)
  }
}

function assertSettings(db: DatabaseSync) {
  for (const [name, expected] of Object.entries(ASSERTED)) {
    const found = setting(db, name)
    if (found !== expected) throw new Error(`SQLite keeps ${name} at ${found}, not ${expected}`)
  }
}

export function setting(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
}

function openErrorOf(error: unknown): OpenStoreError {
  const code = codeOf(error)
  if (code === SQLITE.BUSY) return { type: 'in-use' }
  if (code === SQLITE.NOTADB) return { type: 'foreign-file' }
  return { type: 'unavailable', reason: error instanceof Error ? error.message : 'unknown' }
}

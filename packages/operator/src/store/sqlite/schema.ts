/**
 * The tables of the Operator's one file. What each field is for and how long it lives: docs/spec/operator-storage.md, which a
 * test compares with this. A stored field begins there.
 *
 * The letters' bytes are not here but in a file of their own: docs/decisions/0010.
 */
import type { DatabaseSync } from 'node:sqlite'
import { createSpentTable, spentTable } from './spent-rows.ts'
import { BLOB_DAYS_SCHEMA, SQUARE_SCHEMA } from './square-schema.ts'

export const SCHEMA_VERSION = 4

/** Written into the file's header: another program's database is not taken for ours. */
export const APPLICATION_ID = 0x636d7264

/** Rows are small and lie anywhere: each write of one writes its page. */
export const PAGE_BYTES = 2048

/** `MIGRATIONS[n]` turns version n into n + 1, within a transaction. */
export const MIGRATIONS: readonly ((db: DatabaseSync) => void)[] = [
  (db) =>
    db.exec(`
  CREATE TABLE secrets (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    secrets BLOB NOT NULL
  ) STRICT;

  CREATE TABLE register (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    identity_key BLOB NOT NULL,
    commitment BLOB NOT NULL
  ) STRICT;

  CREATE TABLE log_nodes (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE mailboxes (
    mailbox INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    device INTEGER NOT NULL,
    token_hash BLOB,
    UNIQUE (name, device)
  ) STRICT;

  CREATE TABLE counters (
    mailbox INTEGER PRIMARY KEY,
    waiting INTEGER NOT NULL,
    stamped INTEGER NOT NULL,
    last_position INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE prekeys (
    mailbox INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL,
    signed_id INTEGER NOT NULL,
    signed_key BLOB NOT NULL,
    signed_signature BLOB NOT NULL,
    last_resort_id INTEGER NOT NULL,
    last_resort_key BLOB NOT NULL,
    last_resort_signature BLOB NOT NULL,
    publication_hash BLOB NOT NULL
  ) STRICT;

  CREATE TABLE one_time_prekeys (
    mailbox INTEGER NOT NULL,
    id INTEGER NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (mailbox, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE one_time_kyber_prekeys (
    mailbox INTEGER NOT NULL,
    id INTEGER NOT NULL,
    key BLOB NOT NULL,
    signature BLOB NOT NULL,
    UNIQUE (mailbox, id)
  ) STRICT;

  CREATE TABLE letters (
    mailbox INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id BLOB NOT NULL,
    day INTEGER NOT NULL,
    stamped INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    PRIMARY KEY (mailbox, position)
  ) STRICT, WITHOUT ROWID;
  `),
  (db) =>
    db.exec(`
  ALTER TABLE counters RENAME COLUMN stamped TO by_permit;
  ALTER TABLE letters RENAME COLUMN stamped TO by_permit;
  CREATE TABLE spent (
    nullifier BLOB PRIMARY KEY,
    message BLOB NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spent_until ON spent (until);
  ${SQUARE_SCHEMA}
  `),
  splitSpent,
  (db) => db.exec(BLOB_DAYS_SCHEMA),
]

/** What is spent must stay spent. */
function splitSpent(db: DatabaseSync) {
  const days = db.prepare('SELECT DISTINCT until FROM spent').all() as { until: number }[]
  for (const { until } of days) {
    db.exec(createSpentTable(until))
    db.exec(`INSERT INTO ${spentTable(until)} SELECT nullifier, message FROM spent WHERE until = ${until}`)
  }
  db.exec('DROP TABLE spent')
}

/** The store's schema, a step a version: docs/spec/device-store.md. A step, once released, never changes: a new one follows it. */
import type { Sql } from './sql.ts'

const MIGRATIONS: readonly string[] = [
  `
  create table account (
    one integer primary key check (one = 1),
    phrase text not null,
    registration_id integer not null,
    name text,
    position integer,
    claim_day integer,
    claim_nonce blob,
    token_epoch integer not null default 0
  ) strict;

  -- Small facts with no table of their own: the certificate of the day, prekeys that are not published yet.
  create table facts (key text primary key, value any not null) strict, without rowid;

  create table ratchet (
    kind text not null,
    key text not null,
    value blob not null,
    primary key (kind, key)
  ) strict, without rowid;

  -- The register. Records at and beyond the checkpoint's size are staged: fetched, not verified, not believed.
  create table records (
    position integer primary key,
    name text not null unique,
    identity_key blob not null,
    commitment blob not null
  ) strict;
  create table ranges (size integer primary key, range blob not null) strict;
  create table checkpoint (
    one integer primary key check (one = 1),
    size integer not null,
    root blob not null,
    note blob not null,
    checked_at integer not null
  ) strict;

  create table contacts (
    name text primary key,
    phase text not null check (phase in ('requested', 'incoming', 'met', 'declined', 'refused')),
    at integer not null,
    greeting text not null default '',
    delivery_token blob,
    verified_key blob,
    sequence integer not null default 0,
    run integer not null default 0,
    repairs integer not null default 0,
    repaired_at integer not null default 0
  ) strict, without rowid;

  -- The outbox: what was written and has no receipt yet.
  create table outgoing (
    number integer primary key autoincrement,
    letter blob not null unique,
    contact text not null,
    kind text not null,
    body blob not null,
    sequence integer not null,
    at integer not null,
    phase text not null check (phase in ('queued', 'sealed', 'deposited')),
    reason text,
    envelope blob,
    ciphertext blob,
    certificate_expires integer,
    stamp_day integer,
    stamp_nonce blob,
    deposited_at integer,
    copies integer not null default 0
  ) strict;
  create index outgoing_by_contact on outgoing (contact, phase, number);
  -- Every envelope that a letter travelled in, for a recipient who could not open one of them.
  create table travelled (
    envelope blob primary key,
    letter blob not null,
    day integer not null
  ) strict, without rowid;

  -- What a conversation shows. 'silent' entries are not shown: they hold the places of letters without text.
  create table entries (
    id integer primary key autoincrement,
    contact text not null,
    anchor integer not null,
    run integer not null default 0,
    sequence integer not null default 0,
    type text not null check (type in ('sent', 'received', 'silent', 'notice')),
    letter blob,
    content text not null,
    at integer not null,
    received_at integer,
    unread integer not null default 0,
    phase text,
    settled_at integer,
    count integer not null default 1,
    unique (contact, type, letter)
  ) strict;
  create index entries_on_screen on entries (contact, anchor, sequence, id);
  create index entries_by_sequence on entries (contact, run, sequence);
  create index entries_unread on entries (unread) where unread = 1;

  create table seen_envelopes (
    envelope blob primary key,
    contact text,
    letter blob,
    day integer not null
  ) strict, without rowid;
  create table receipts_due (
    contact text not null,
    letter blob not null,
    primary key (contact, letter)
  ) strict, without rowid;
  create table repairs_due (
    contact text not null,
    envelope blob not null,
    primary key (contact, envelope)
  ) strict, without rowid;

  create table notes_due (
    contact text not null,
    note blob not null,
    primary key (contact, note)
  ) strict, without rowid;

  create table alarms (
    id integer primary key autoincrement,
    raised_at integer not null,
    fingerprint text not null unique,
    detail text not null
  ) strict;
  create table counters (name text primary key, value integer not null) strict, without rowid;
  `,
]

export const STORE_VERSION = MIGRATIONS.length

export function storeVersion(sql: Sql): number {
  return sql.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0
}

/** Each step commits with its number, so that a killed migration goes on where it stopped. */
export function migrate(sql: Sql, migrations: readonly string[] = MIGRATIONS): void {
  for (let version = storeVersion(sql); version < migrations.length; version++) {
    sql.transaction(() => {
      sql.exec(migrations[version] ?? '')
      sql.exec(`pragma user_version = ${version + 1}`)
    })
  }
}

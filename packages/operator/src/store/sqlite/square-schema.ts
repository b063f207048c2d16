/** The tables of the square, but for those of spent nullifiers, which come and go with their days. What each field is for and how long it lives: docs/spec/operator-storage.md §The square. */
export const SQUARE_SCHEMA = `
  CREATE TABLE cohorts (cohort INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT;

  CREATE TABLE feed_keys (day INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT;
  CREATE TABLE feed_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,
    head BLOB NOT NULL
  ) STRICT;
  CREATE TABLE pages (
    page INTEGER PRIMARY KEY,
    first_sequence INTEGER NOT NULL,
    head_before BLOB NOT NULL,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    living INTEGER NOT NULL
  ) STRICT;
  -- Of a gap only the hash is left, and where it is.
  CREATE TABLE feed (
    sequence INTEGER PRIMARY KEY,
    page INTEGER NOT NULL,
    hash BLOB NOT NULL,
    id BLOB,
    author TEXT,
    kind TEXT,
    day INTEGER,
    expires INTEGER,
    blob BLOB,
    sealed BLOB
  ) STRICT;
  CREATE UNIQUE INDEX feed_id ON feed (id) WHERE id IS NOT NULL;
  CREATE INDEX feed_profile ON feed (author) WHERE kind = 'profile';
  CREATE INDEX feed_day ON feed (day) WHERE day IS NOT NULL;
  CREATE INDEX feed_expires ON feed (expires) WHERE expires IS NOT NULL;
  CREATE TABLE gone (id BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_until ON gone (until);
  CREATE TABLE rates (
    day INTEGER NOT NULL,
    author TEXT NOT NULL,
    notes INTEGER NOT NULL,
    PRIMARY KEY (day, author)
  ) STRICT, WITHOUT ROWID;

  -- Beside the entries: a ballot must not write a post again.
  CREATE TABLE tallies (
    page INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    up INTEGER NOT NULL,
    down INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    PRIMARY KEY (page, sequence)
  ) STRICT, WITHOUT ROWID;
  -- Positions are counted for each post: one count over all would tell who voted on what in one sitting.
  CREATE TABLE ballots (
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    nullifier BLOB NOT NULL,
    choice INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    size INTEGER NOT NULL,
    cohort INTEGER NOT NULL,
    root BLOB NOT NULL,
    points BLOB NOT NULL,
    PRIMARY KEY (sequence, position),
    UNIQUE (sequence, nullifier)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE emptied (sequence INTEGER PRIMARY KEY) STRICT;

  CREATE TABLE blobs (
    id BLOB PRIMARY KEY,
    chunks INTEGER NOT NULL,
    hash BLOB NOT NULL,
    expires INTEGER NOT NULL,
    deletion_hash BLOB NOT NULL,
    stored INTEGER NOT NULL,
    opened INTEGER,
    owner INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blobs_expires ON blobs (expires);
  CREATE INDEX blobs_unfinished ON blobs (opened) WHERE opened IS NOT NULL;
  CREATE TABLE chunks (
    id BLOB NOT NULL,
    place INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (id, place)
  ) STRICT, WITHOUT ROWID;
`

export const BLOB_DAYS_SCHEMA = `
  CREATE TABLE blob_days (day INTEGER PRIMARY KEY, chunks INTEGER NOT NULL) STRICT;
`

/** The store's schema, a step a version: docs/spec/device-store.md. A step, once released, never changes: a new one follows it. */
import type { Sql } from './sql.ts'

export const MIGRATIONS: readonly string[] = [
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
  `
  -- Posts to the world and to those one trusts, one's own among them.
  create table posts (
    number integer primary key autoincrement,
    id blob not null unique,
    audience text not null check (audience in ('world', 'trusted')),
    author text not null,
    text text not null,
    -- An image reference as it lies on the wire.
    image blob,
    reply_to blob,
    written_at integer not null,
    expires_at integer not null,
    -- Its place in the feed; null for trusted posts, and for one's own until they are published.
    sequence integer,
    page integer,
    unread integer not null default 1,
    up integer not null default 0,
    down integer not null default 0,
    score integer generated always as (up - down) stored,
    -- Of one's own: what has become of it.
    state text check (state in ('waiting', 'published', 'refused')),
    reason text
  ) strict;
  create index posts_new on posts (written_at, number);
  create index posts_by_score on posts (score, written_at, number);
  create index posts_by_parent on posts (reply_to, written_at) where reply_to is not null;
  create index posts_by_author on posts (author, written_at);
  create index posts_by_expiry on posts (expires_at);
  create index posts_by_page on posts (page) where page is not null;
  create index posts_by_sequence on posts (sequence) where sequence is not null;
  create index posts_unread on posts (unread) where unread = 1;

  -- Posts that their authors have deleted: whoever shows them again shows nothing.
  create table deleted_posts (
    post blob not null,
    author text not null,
    expires_at integer not null,
    primary key (post, author)
  ) strict, without rowid;

  -- What is to be published: a signed note in the making, once its image is at the Operator.
  create table publications (
    number integer primary key autoincrement,
    kind text not null check (kind in ('post', 'deletion', 'profile')),
    post blob,
    -- Signed.
    note blob not null,
    -- The upload that must be finished before.
    blob blob,
    at integer not null,
    attempted integer not null default 0,
    reason text
  ) strict;

  -- Images of one's own on their way to the Operator.
  create table uploads (
    blob blob primary key,
    chunks blob not null,
    header blob not null,
    -- The act that opens it, proved once.
    opening blob,
    deletion_secret blob not null,
    phase text not null check (phase in ('waiting', 'done', 'deleting')),
    expires_at integer not null
  ) strict;
  -- Images that are here, as they were sent: WebP, from whoever made them.
  create table images (
    blob blob primary key,
    bytes blob not null,
    expires_at integer not null
  ) strict;
  create index images_by_expiry on images (expires_at);

  create table votes (
    post blob primary key,
    choice text not null check (choice in ('none', 'up', 'down')),
    counter integer not null,
    phase text not null check (phase in ('waiting', 'cast', 'counted', 'dropped')),
    -- What the Operator has counted last: shown tallies have it already.
    counted text not null default 'none',
    reason text,
    -- When to look whether it is counted.
    check_at integer
  ) strict;

  -- The chain of the feed as it was seen: what another person saw must be the same.
  create table feed_heads (sequence integer primary key, hash blob not null) strict;
  create table feed_pages (
    page integer primary key,
    last_sequence integer not null,
    closed integer not null
  ) strict;
  -- Heads that contacts have seen and this device has not reached.
  create table heads_due (head blob not null unique) strict;
  create table feed_keys (day integer primary key, key blob not null) strict;
  -- Slots of anonymous acts that were used.
  create table slots (
    kind text not null,
    day integer not null,
    slot integer not null,
    primary key (kind, day, slot)
  ) strict, without rowid;

  -- Profiles: one's own, and those that others show.
  create table faces (
    name text not null,
    audience text not null check (audience in ('world', 'trusted')),
    text text not null,
    image blob,
    at integer not null,
    expires_at integer,
    state text check (state in ('waiting', 'shown')),
    primary key (name, audience)
  ) strict, without rowid;

  -- Anybody, met or not.
  create table muted (name text primary key) strict, without rowid;
  create table blocked (name text primary key) strict, without rowid;

  alter table contacts add column trusted integer not null default 0;
  alter table contacts add column timer integer not null default 0;
  -- When it was set, by whoever set it: of two settings that cross, the later one holds on both sides.
  alter table contacts add column timer_at integer not null default 0;
  alter table entries add column image blob;
  alter table entries add column timer integer not null default 0;
  alter table entries add column disappears_at integer;
  create index entries_by_letter on entries (letter) where letter is not null;
  create index entries_disappearing on entries (disappears_at) where disappears_at is not null;

  -- The upload that must be finished before; and when it need not be confirmed any more.
  alter table outgoing add column blob blob;
  alter table outgoing add column expires_at integer;
  create index outgoing_with_image on outgoing (blob) where blob is not null;
  create index outgoing_ending on outgoing (expires_at) where expires_at is not null;

  -- To whom one's trusted posts went: they are told when one is deleted.
  create table post_readers (
    post blob not null,
    name text not null,
    primary key (post, name)
  ) strict, without rowid;
  create index post_readers_by_name on post_readers (name);

  -- What is being written, by the place where it is written.
  create table drafts (place text primary key, text text not null) strict, without rowid;

  -- The permit of a first letter, which took the place of a proof of work.
  alter table outgoing drop column stamp_day;
  alter table outgoing drop column stamp_nonce;
  alter table outgoing add column permit blob;

  -- Words on this device. Numbers rise with the time: what was said last is found first, and nothing else is looked at.
  alter table posts add column found_as integer
    generated always as ((written_at << 21) | ((number & 1048575) << 1)) virtual;
  alter table entries add column found_as integer
    generated always as ((at << 21) | ((id & 1048575) << 1) | 1) virtual;
  create index posts_found on posts (found_as);
  create index entries_found on entries (found_as) where type in ('sent', 'received');
  create virtual table found using fts5(text, tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co So'");
  insert into found (found, rank) values ('secure-delete', 1);
  create trigger post_written after insert on posts when new.text <> '' begin
    insert or replace into found (rowid, text) values (new.found_as, new.text);
  end;
  create trigger post_deleted after delete on posts when old.text <> '' begin
    delete from found where rowid = old.found_as;
  end;
  create trigger entry_written after insert on entries
    when new.type in ('sent', 'received') and new.content <> '' begin
    insert or replace into found (rowid, text) values (new.found_as, new.content);
  end;
  create trigger entry_changed after update of content on entries
    when old.type in ('sent', 'received') and old.content <> new.content begin
    delete from found where rowid = old.found_as;
    insert into found (rowid, text) select new.found_as, new.content
      where new.content <> '' and new.type in ('sent', 'received');
  end;
  create trigger entry_silenced after update of type on entries
    when old.type in ('sent', 'received') and new.type not in ('sent', 'received') begin
    delete from found where rowid = old.found_as;
  end;
  create trigger entry_deleted after delete on entries
    when old.type in ('sent', 'received') and old.content <> '' begin
    delete from found where rowid = old.found_as;
  end;
  `,
  `
  -- When something was said last, and how much is on its way: asked at every change, answered without looking at letters.
  create index entries_last on entries (contact, coalesce(received_at, at)) where type in ('sent', 'received');
  create index entries_sent on entries (phase) where type = 'sent';
  create index contacts_in_phase on contacts (phase, at);
  `,
  `
  -- An image is here while something names it, and lies under the beginning of its reference: blob, chunks, key, hash.
  create index posts_by_image on posts (substr(image, 1, 81)) where image is not null;
  create index entries_by_image on entries (substr(image, 1, 81)) where image is not null;
  create index faces_by_image on faces (substr(image, 1, 81)) where image is not null;
  create table images_named (identity blob primary key, bytes blob not null) strict;
  insert or ignore into images_named
    select substr(named.image, 1, 81), images.bytes from images join (
      select image from posts union all select image from entries union all select image from faces
    ) named on substr(named.image, 1, 16) = images.blob;
  drop table images;
  alter table images_named rename to images;
  `,
  `
  -- Posts that their author has deleted a moment ago. They are shown nowhere, and go at their moment.
  create table deletions_due (post blob not null unique, due_at integer not null) strict;
  `,
  `
  -- How many posts there are, and how many unread: asked at every change. An empty author stands for all together.
  create table post_counts (
    author text not null,
    audience text not null,
    score integer not null,
    posts integer not null,
    unread integer not null,
    primary key (author, audience, score)
  ) strict, without rowid;
  insert into post_counts
    select author, audience, score, count(*), sum(unread) from posts group by author, audience, score
    union all select '', audience, score, count(*), sum(unread) from posts group by audience, score;
  create trigger post_counted after insert on posts begin
    insert into post_counts values ('', new.audience, new.score, 1, new.unread),
        (new.author, new.audience, new.score, 1, new.unread)
      on conflict do update set posts = posts + 1, unread = unread + excluded.unread;
  end;
  create trigger post_uncounted after delete on posts begin
    update post_counts set posts = posts - 1, unread = unread - old.unread
      where author in ('', old.author) and audience = old.audience and score = old.score;
    delete from post_counts
      where author in ('', old.author) and audience = old.audience and score = old.score and posts = 0;
  end;
  create trigger post_recounted after update of audience, unread, up, down on posts
    when (old.audience, old.unread, old.score) <> (new.audience, new.unread, new.score) begin
    update post_counts set posts = posts - 1, unread = unread - old.unread
      where author in ('', old.author) and audience = old.audience and score = old.score;
    insert into post_counts values ('', new.audience, new.score, 1, new.unread),
        (new.author, new.audience, new.score, 1, new.unread)
      on conflict do update set posts = posts + 1, unread = unread + excluded.unread;
    delete from post_counts
      where author in ('', old.author) and audience = old.audience and score = old.score and posts = 0;
  end;
  drop index posts_unread;
  `,
  `
  -- How large the register was when: what is older than an hour nobody may be asked to act in.
  create table readings (
    size integer primary key,
    at integer not null,
    -- Read after an absence: what was seen before it is no measure any more.
    returned integer not null
  ) strict;
  insert into readings (size, at, returned) select size, checked_at, 1 from checkpoint;
  `,
  `
  -- Not to leave before: what would show by its time to whom one's letters go, or whom one reads. 0: at once.
  alter table outgoing add column due_at integer not null default 0;
  create index outgoing_due on outgoing (due_at) where due_at > 0 and phase <> 'deposited';
  alter table receipts_due add column due_at integer not null default 0;
  `,
  `
  -- A photo of one's own that another takes the place of: it is deleted when the other can be seen.
  alter table uploads add column replaced integer not null default 0;
  `,
  `
  -- Why it waits, once it was tried.
  alter table uploads add column reason text;
  `,
  `
  -- Where it stood in the feed there is a gap: either a deletion is still to be read, or it was hidden before its time.
  alter table posts add column gap integer not null default 0;
  create index posts_gap on posts (sequence) where gap = 1;
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

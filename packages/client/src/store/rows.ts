/** Every table of the store, by what is in it. */
import { createAccountRows } from './account-rows.ts'
import { createAlarmRows } from './alarm-rows.ts'
import { createContactRows } from './contact-rows.ts'
import { createCounterRows } from './counter-rows.ts'
import { createDeletionRows } from './deletion-rows.ts'
import { createDueRows } from './due-rows.ts'
import { createEntryRows } from './entry-rows.ts'
import { createFaceRows, createTrustedFaceRows } from './face-rows.ts'
import { createFactRows } from './fact-rows.ts'
import { createFeedRows } from './feed-rows.ts'
import { createImageRows } from './image-rows.ts'
import { createOutgoingRows } from './outgoing-rows.ts'
import { createPostCountRows } from './post-count-rows.ts'
import { createPostRows } from './post-rows.ts'
import { createPublicationRows } from './publication-rows.ts'
import { createQuietRows } from './quiet-rows.ts'
import { createRatchetRows } from './ratchet-rows.ts'
import { createRegisterRows } from './register-rows.ts'
import { createSeenRows } from './seen-rows.ts'
import { createSlotRows } from './slot-rows.ts'
import type { Sql } from './sql.ts'
import { createTrustedPostRows } from './trusted-post-rows.ts'
import { createUploadRows } from './upload-rows.ts'
import { createVoteRows } from './vote-rows.ts'

export type Rows = ReturnType<typeof createRows>

export function createRows(sql: Sql) {
  return {
    account: createAccountRows(sql),
    alarms: createAlarmRows(sql),
    contacts: createContactRows(sql),
    counters: createCounterRows(sql),
    deletions: createDeletionRows(sql),
    due: createDueRows(sql),
    entries: createEntryRows(sql),
    faces: createFaceRows(sql),
    facts: createFactRows(sql),
    feed: createFeedRows(sql),
    images: createImageRows(sql),
    outgoing: createOutgoingRows(sql),
    postCounts: createPostCountRows(sql),
    posts: createPostRows(sql),
    publications: createPublicationRows(sql),
    quiet: createQuietRows(sql),
    ratchet: createRatchetRows(sql),
    register: createRegisterRows(sql),
    seen: createSeenRows(sql),
    slots: createSlotRows(sql),
    trustedFaces: createTrustedFaceRows(sql),
    trustedPosts: createTrustedPostRows(sql),
    uploads: createUploadRows(sql),
    votes: createVoteRows(sql),
  }
}

/**
 * Everything that a window may ask of the core, and the shape of what it must send: the whole surface between what draws and
 * what decides. Answers are the views and results of `@comrad/client`.
 */
import { LANGUAGES } from '@comrad/client'
import { CHOICES } from '@comrad/protocol'
import { FILE_BYTES_MAX, PART_BYTES } from './parts-of-files.ts'
import { PICTURE_BYTES_MAX } from './pictures.ts'
import {
  bytes,
  either,
  flag,
  listOf,
  nothing,
  oneOf,
  optional,
  type Shape,
  type Shaped,
  struct,
  text,
  whole,
} from './shape.ts'

const name = text(64)
/** Longer than any that is valid: the core says what is wrong with it. */
const words = text(20_000)
const passphrase = text(1_024)
const place = text(200)
const key = text(64)
const image = bytes(PICTURE_BYTES_MAX)
/** One that lies in the drawer. */
const file = whole(1, Number.MAX_SAFE_INTEGER)
const audience = oneOf('world', 'trusted')
const face = struct({ text: optional(words), photo: optional(either(nothing, image)) })
const none = struct({})

export const WISHES = {
  house: none,
  line: none,
  bridges: none,
  'change-bridges': struct({ text: words }),
  strength: struct({ passphrase }),
  create: struct({ passphrase }),
  unlock: struct({ passphrase }),
  lock: none,
  wipe: none,
  'change-passphrase': struct({ from: passphrase, to: passphrase }),
  'set-wiping-passphrase': struct({ passphrase: optional(passphrase) }),
  'export-backup': none,
  'import-backup': struct({ file }),
  'begin-file': none,
  'add-to-file': struct({ file, part: bytes(PART_BYTES) }),
  'read-file': struct({ file, at: whole(0, FILE_BYTES_MAX) }),
  'close-file': struct({ file }),
  preferences: none,
  'change-preferences': struct({
    language: optional(oneOf(...LANGUAGES)),
    theme: optional(oneOf('system', 'light', 'dark')),
    notifications: optional(oneOf('off', 'without-content', 'with-names')),
  }),
  draft: struct({ place }),
  'keep-draft': struct({ place, text: words }),

  account: none,
  phrase: struct({ passphrase }),
  register: struct({ name }),
  recover: struct({ phrase: text(1_000) }),

  status: none,
  contacts: none,
  people: struct({
    group: oneOf('met', 'incoming', 'requested', 'closed'),
    offset: optional(whole(0, 10_000_000)),
    limit: optional(whole(1, 200)),
  }),
  contact: struct({ name }),
  conversation: struct({
    name,
    limit: optional(whole(1, 500)),
    before: optional(text(64)),
    around: optional(key),
  }),
  verify: struct({ name }),
  'compare-scanned': struct({ name, scanned: bytes(1_024) }),
  'mark-verified': struct({ name }),
  meet: struct({ name, greeting: optional(words) }),
  meeting: struct({ name }),
  accept: struct({ name }),
  decline: struct({ name, tell: optional(flag) }),
  send: struct({ name, text: words, image: optional(image) }),
  cancel: struct({ letter: key }),
  'send-again': struct({ letter: key }),
  'mark-read': struct({ name }),

  feed: struct({
    order: optional(oneOf('new', 'votes')),
    audience: optional(audience),
    author: optional(name),
    limit: optional(whole(1, 200)),
    before: optional(text(128)),
  }),
  'refresh-feed': none,
  thread: struct({ post: key }),
  post: struct({
    to: audience,
    text: words,
    image: optional(image),
    expiresDays: optional(whole(-1_000, 1_000)),
    replyTo: optional(key),
  }),
  'delete-post': struct({ post: key }),
  'keep-post': struct({ post: key }),
  deletions: none,
  vote: struct({ post: key, choice: oneOf(...CHOICES) }),
  audit: struct({ post: key }),
  'mark-posts-read': struct({ posts: listOf(key, 500) }),
  profile: struct({ name: optional(name) }),
  'edit-profile': struct({ world: optional(face), trusted: optional(face) }),
  search: struct({
    words: text(400),
    limit: optional(whole(1, 200)),
    before: optional(whole(0, Number.MAX_SAFE_INTEGER)),
  }),
  settings: none,
  'change-settings': struct({ hideBelow: optional(whole(-1_000_000, 1_000_000)), prefetchImages: flag }),

  trust: struct({ name }),
  untrust: struct({ name }),
  mute: struct({ name }),
  unmute: struct({ name }),
  block: struct({ name }),
  unblock: struct({ name }),
  quiet: none,
  'set-timer': struct({ name, seconds: whole(0, 10_000_000) }),
  'delete-conversation': struct({ name }),
} as const satisfies Readonly<Record<string, Shape<unknown>>>

export type WishName = keyof typeof WISHES
export type WishArguments<W extends WishName> = Shaped<(typeof WISHES)[W]>

export const isWishName = (value: unknown): value is WishName =>
  typeof value === 'string' && Object.hasOwn(WISHES, value)

/** Every limit, the same at sender, Operator and reader. docs/spec/wire.md §Limits. */

export const NAME_LENGTH = { min: 3, max: 30 } as const
export const DEVICE = 1
export const DEVICE_MAX = 127

export const TEXT_CODE_POINTS = 1_000
export const TEXT_BYTES = 4 * TEXT_CODE_POINTS
export const GREETING_CODE_POINTS = 200
export const GREETING_BYTES = 4 * GREETING_CODE_POINTS

export const IDENTITY_KEY_BYTES = 33
export const COMMITMENT_BYTES = 32
export const SIGNATURE_BYTES = 64
export const HASH_BYTES = 32
export const CHALLENGE_BYTES = 32
export const LOG_KEY_BYTES = 32
export const ENVELOPE_ID_BYTES = 16
export const LETTER_ID_BYTES = 16
export const DELIVERY_TOKEN_BYTES = 16
export const NONCE_BYTES = 8
export const KYBER_KEY_BYTES = 1569

/** Every letter has this size on the wire, whatever it says. */
export const ENVELOPE_CIPHERTEXT_BYTES = 8_064
export const CHECKPOINT_NOTE_BYTES = 600
export const CERTIFICATE_BYTES = 1_024

export const FRAME_SIZES = [8_192, 65_536] as const
export const FRAME_HEADER_BYTES = 10
export const LETTERS_PER_REPLY = 8
export const ACKNOWLEDGE_IDS = 400
export const LETTER_IDS_PER_RECEIPT = 64
export const PROOF_HASHES = 128

export const PREKEYS_ONE_TIME = 100
export const KYBER_PREKEYS_ONE_TIME = 20
/** A device publishes again when fewer than this share of its one-time prekeys is left. */
export const PREKEYS_TOP_UP_BELOW = 0.25
export const REGISTRATION_ID_MAX = 16_380

export const POST_ID_BYTES = 16
export const BLOB_ID_BYTES = 16
export const SEAL_KEY_BYTES = 32

/** A Groth16 proof, its eight field elements in full. */
export const PROOF_POINTS_BYTES = 8 * 32
/** Members of a cohort: the leaves of a group of depth 14 within a circuit of depth 16. */
export const COHORT_SIZE = 16_384
/** An Operator moves its anchor at least so often: no device proves against one that was overtaken for longer. */
export const ANCHOR_SECONDS_MAX = 3_600
/** Among fewer an act hides nobody well: an Operator for the world, and a device that reaches one through Tor, make none. */
export const MINIMUM_MEMBERS = 20
/** How often a day each comrad may do what needs a slot. */
export const SLOTS = { read: 4, meet: 10, blob: 32 } as const

export const EXPIRY_DAYS = { min: 1, max: 30, usual: 7 } as const
export const IMAGE_BYTES = 256 * 1024
export const IMAGE_SIDE = 1_280
/** Photos of people are cut to squares of this size. */
export const PHOTO_SIDE = 256
export const PLACEHOLDER_BYTES = 32
/** A note with everything in it that it may have, signed. */
export const SIGNED_NOTE_BYTES = 4_500
/** And sealed to @Comrades, or under a feed key. */
export const SEALED_NOTE_BYTES = SIGNED_NOTE_BYTES + 64
export const NOTES_PER_DAY = 100
export const PAGE_ENTRIES = 20
export const PAGE_SEALED_BYTES = 60_000
export const FEED_KEYS = 40
export const BALLOTS_PER_REPLY = 150

export const BLOB_CHUNK_BYTES = 57_344
/** An image is padded to one of these many chunks. */
export const BLOB_CHUNKS = [1, 2, 3, 5] as const
/** Disappearing messages: from a minute to four weeks; 0 is off. */
export const TIMER_SECONDS = { min: 60, max: 28 * 86_400 } as const

export const RETENTION_DAYS = 30
export const MAILBOX_LETTERS = 2_000
/** Letters that came by permit, not by token, and wait in one mailbox. */
export const MEET_REQUESTS_WAITING = 100

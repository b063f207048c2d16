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

export const RETENTION_DAYS = 30
export const MAILBOX_LETTERS = 2_000
/** Letters that came by stamp, not by token, and wait in one mailbox. */
export const MEET_REQUESTS_WAITING = 100

/** What somebody's emblem is drawn from: their identity key, and no name, so that another key under a name shows at a glance. */
import { sha256 } from '@comrad/keymaker'
import type { IdentityKey } from '@comrad/protocol'

/** In hexadecimal; the same for the same key, on every device. */
export type EmblemSeed = string

const SEED_BYTES = 8

/** Undefined where no key is known: what is drawn then is nobody's. */
export const emblemOf = (key: IdentityKey | undefined): EmblemSeed | undefined =>
  key && Buffer.from(sha256(key)).toString('hex', 0, SEED_BYTES)

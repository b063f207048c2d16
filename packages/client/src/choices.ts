/** What every screen offers, and asks for, alike. Nothing is imported: a browser runs it too. */

/** Of a passphrase, at least, in characters. */
export const PASSPHRASE_LENGTH = 8

/** Seconds after which messages disappear; 0: they stay. */
export const TIMER_CHOICES = [0, 300, 3_600, 28_800, 86_400, 604_800, 2_419_200] as const

/** Days that a post lives. */
export const EXPIRY_CHOICES = [1, 3, 7, 14, 30] as const

/** Votes, up less down, below which posts are hidden. */
export const THRESHOLD_CHOICES = ['off', '0', '-1', '-3', '-5', '-10'] as const

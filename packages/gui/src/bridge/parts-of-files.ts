/** How a file crosses the bridge, in both directions: a part a call, each answered before the next. */

export const PART_BYTES = 4_000_000

/** Ten times a store that was lived in for years. */
export const FILE_BYTES_MAX = 4_000_000_000

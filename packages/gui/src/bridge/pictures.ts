/** A picture crosses the bridge in one call. Larger ones are opened by nobody: `packages/images` takes no more either. */
export const PICTURE_BYTES_MAX = 30_000_000

/** The window's chance: the browser's own. It makes no key. */
export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

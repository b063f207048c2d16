/** JSON that can hold bytes. Both sides of the bridge read and write with it, and nothing else. */

const BYTES = '$bytes'

export const encodeJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one) => (one instanceof Uint8Array ? { [BYTES]: toBase64(one) } : one))

/** Throws a `SyntaxError` for what is no JSON. */
export const decodeJson = (text: string): unknown =>
  JSON.parse(text, (_key, one) => (isBytes(one) ? fromBase64(one[BYTES]) : one))

function isBytes(value: unknown): value is { readonly [BYTES]: string } {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return keys.length === 1 && keys[0] === BYTES && typeof (value as { [BYTES]: unknown })[BYTES] === 'string'
}

type WithBase64 = Uint8Array & { toBase64(): string }
const Base64 = Uint8Array as unknown as { fromBase64(text: string): Uint8Array<ArrayBuffer> }

const toBase64 = (bytes: Uint8Array): string => (new Uint8Array(bytes) as unknown as WithBase64).toBase64()
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Base64.fromBase64(text)

/** A WebAssembly module's own memory, held down: the engine then refuses what a decoder would take beyond it. */

export const PAGES_PER_MB = 16

const MEMORY_SECTION = 5
const PREAMBLE_BYTES = 8
const HAS_MAXIMUM = 1

/** The same module, with the maximum of its one memory (WebAssembly core specification §5.5.8) set to `pages`. */
export function limitMemory(module: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  let at = PREAMBLE_BYTES
  while (at < module.length) {
    const id = module[at]
    const size = readNumber(module, at + 1)
    const end = size.end + size.value
    if (id === MEMORY_SECTION) {
      const minimum = readNumber(module, size.end + 2)
      const body = [1, HAS_MAXIMUM, ...writeNumber(minimum.value), ...writeNumber(pages)]
      const section = [MEMORY_SECTION, ...writeNumber(body.length), ...body]
      return joined(module.subarray(0, at), Uint8Array.from(section), module.subarray(end))
    }
    at = end
  }
  throw new Error('a module without a memory of its own')
}

/** Seven bits a byte, the lowest first (LEB128). */
function readNumber(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let index = 0; ; index++) {
    const byte = bytes[start + index] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value, end: start + index + 1 }
  }
}

function writeNumber(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeNumber(Math.floor(value / 0x80))]
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  parts.reduce((at, part) => {
    whole.set(part, at)
    return at + part.length
  }, 0)
  return whole
}

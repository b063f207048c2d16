import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitMemory } from './wasm-memory.ts'

type Memory = { grow(pages: number): number; readonly buffer: ArrayBuffer }
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object
    Instance: new (module: object) => { readonly exports: { readonly m: Memory } }
  }
}

const PREAMBLE = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
const EXPORT = [7, 5, 1, 1, 0x6d, 2, 0]
/** A module whose only memory, of one page, may grow for ever. */
const UNLIMITED = Uint8Array.from([...PREAMBLE, 5, 3, 1, 0, 1, ...EXPORT])
/** Or to 32,768 pages. */
const WIDE = Uint8Array.from([...PREAMBLE, 5, 6, 1, 1, 1, 0x80, 0x80, 2, ...EXPORT])

for (const [name, module] of [
  ['without a limit', UNLIMITED],
  ['with a wide limit', WIDE],
] as const) {
  test(`a memory ${name} grows to the one that it is given, and no further`, () => {
    assert.equal(memoryOf(module).grow(300), 1)
    const memory = memoryOf(limitMemory(module, 300))
    assert.equal(memory.grow(299), 1)
    assert.throws(() => memory.grow(1), RangeError)
    assert.equal(memory.buffer.byteLength, 300 * 65_536)
  })
}

test('a module without a memory of its own is a mistake', () => {
  assert.throws(() => limitMemory(Uint8Array.from(PREAMBLE), 300), /without a memory/)
})

function memoryOf(module: Uint8Array): Memory {
  return new WebAssembly.Instance(new WebAssembly.Module(module)).exports.m
}

/**
 * docs/spec/vectors/protocol-*.json, the law as bytes: what is valid decodes and encodes to the same bytes again, what is
 * invalid is refused for the reason that is written there. `node packages/protocol/src/vectors.test.ts --write` makes the valid
 * ones anew from `samples.ts` after a change of format; the invalid ones are written by hand.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { DecodeError } from './bytes.ts'
import type { Result } from './result.ts'
import { CODECS, type Codec, SAMPLES } from './testing/samples.ts'
import { hex, pack, plain, unpack } from './testing/vector-values.ts'

type Vectors = {
  readonly description: string
  readonly valid: readonly { readonly name: string; readonly hex: string; readonly value: unknown }[]
  readonly invalid: readonly { readonly name: string; readonly hex: string; readonly reason: string }[]
}

const fileOf = (codec: string) =>
  new URL(`../../../docs/spec/vectors/protocol-${codec}.json`, import.meta.url)
const read = (codec: string): Vectors => JSON.parse(readFileSync(fileOf(codec), 'utf8'))
const names = Object.keys(CODECS) as (keyof typeof CODECS)[]

if (process.argv.includes('--write')) {
  for (const name of names) {
    writeFileSync(fileOf(name), `${JSON.stringify({ ...read(name), valid: vectorsOf(name) }, null, 2)}\n`)
  }
}

for (const name of names) {
  const codec = CODECS[name] as Codec<unknown>
  const { valid, invalid } = read(name)

  test(`${name}: each sample has its vector, and each vector its sample`, () => {
    assert.deepEqual(valid, vectorsOf(name))
  })

  for (const vector of valid) {
    test(`${name}: ${vector.name} decodes, and encodes to the same bytes`, () => {
      const decoded = codec.decode(unpack(vector.hex))
      assert.ok(decoded.ok)
      assert.deepEqual(plain(decoded.value), vector.value)
      assert.deepEqual(hex(codec.encode(decoded.value)), hex(unpack(vector.hex)))
    })
  }

  for (const vector of invalid) {
    test(`${name}: ${vector.name} is refused`, () => {
      assert.deepEqual(codec.decode(unpack(vector.hex)), {
        ok: false,
        error: { type: 'malformed', reason: vector.reason },
      } satisfies Result<never, DecodeError>)
    })
  }
}

function vectorsOf(name: keyof typeof CODECS): Vectors['valid'] {
  const codec = CODECS[name] as Codec<unknown>
  return Object.entries(SAMPLES[name]).map(([sample, value]) => ({
    name: sample,
    hex: pack(codec.encode(value)),
    value: plain(value),
  }))
}

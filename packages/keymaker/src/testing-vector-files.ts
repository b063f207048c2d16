/** Reads docs/spec/vectors/keymaker-*.json, for the tests of what stands in them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bytes, Hash } from '@comrad/protocol'

const DIRECTORY = join(import.meta.dirname, '../../../docs/spec/vectors')

export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(DIRECTORY, `keymaker-${name}.json`), 'utf8'))
}

export const bytesOf = (hexText: string): Bytes => new Uint8Array(Buffer.from(hexText, 'hex'))
export const hashOf = (hexText: string | undefined): Hash => bytesOf(hexText ?? '') as Hash
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** The numbers that docs/spec calls the Operator's own are those with which it starts. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DEFAULT_SQUARE } from './config.ts'
import { DEFAULT_LIMITS, DEFAULT_SERVER_LIMITS } from './limits.ts'
import { IMAGE_RESERVE_BYTES, RESERVE_BYTES } from './store/sqlite-store.ts'

const read = (page: string) =>
  readFileSync(new URL(`../../../docs/spec/${page}`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
const figure = (value: number) => value.toLocaleString('en')

function saysEach(page: string, sentences: readonly string[]): void {
  const text = read(page)
  for (const sentence of sentences) assert.ok(text.includes(sentence), `${page}: ${sentence}`)
}

test('what a connection and a circuit may take', () => {
  const { connection, circuit, owedMs, inFlightPerConnection, claims, acts } = DEFAULT_LIMITS
  assert.equal(owedMs, 5_000)
  saysEach('wire.md', [
    `An allowance of ${connection.burst} blocks of 8 KiB, refilled at ${connection.perSecond} a second`,
    `one of ${figure(circuit.burst)} and ${circuit.perSecond} to each Tor circuit`,
    'what is asked while more than five seconds are owed',
    `At most ${inFlightPerConnection} requests of one connection are in hand`,
    `At most ${acts.waiting} acts of a kind wait for their proof to be checked, ${acts.waitingPerAsker} of one circuit`,
    `and ${claims.waiting} claims for their proof of work, ${claims.waitingPerAsker} of one circuit`,
  ])
  saysEach('anonymous-acts.md', [
    `Of one circuit at most ${acts.waitingPerAsker} acts of a kind wait, of all together ${acts.waiting} of a kind.`,
  ])
})

test('how long a connection stays, and how many do', () => {
  const { helloWithinMs, idleMs, stuckMs, maxConnections } = DEFAULT_SERVER_LIMITS
  assert.equal(stuckMs, 60_000)
  saysEach('wire.md', [
    `has not said hello within ${helloWithinMs / 1_000} s`,
    `has sent no frame for ${idleMs / 60_000} minutes`,
    'leaves its answers unread for a minute',
    `Where ${figure(maxConnections)} are connected`,
  ])
})

test('what stays free of a disk, and how much room a day has for images', () => {
  const { blobMibPerDay } = DEFAULT_SQUARE
  saysEach('operator-storage.md', [
    `| MiB of blobs that are opened in a day, unless the Operator says otherwise | ${figure(blobMibPerDay)} |`,
    `A day has room for ${figure(blobMibPerDay)} MiB of blobs`,
    `| MiB of the disk that stay free, but for what deletes | ${RESERVE_BYTES / 2 ** 20} |`,
    `While less than ${IMAGE_RESERVE_BYTES / 2 ** 20} MiB of the disk is free no blob is taken`,
    `While less than ${RESERVE_BYTES / 2 ** 20} MiB is free the letters' file does not grow`,
  ])
})

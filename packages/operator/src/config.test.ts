import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_CLAIM_POW, parseConfig } from './config.ts'

test('nothing said gives the defaults', () => {
  const config = parseConfig({ env: {} })
  assert.ok(config.ok)
  assert.equal(config.value.port, 0)
  assert.equal(config.value.metricsPort, undefined)
  assert.deepEqual(config.value.claimPow, DEFAULT_CLAIM_POW)
})

test('a flag wins over its variable', () => {
  const config = parseConfig({ env: { COMRAD_OPERATOR_PORT: '7001' }, flags: { port: '7002' } })
  assert.equal(config.ok && config.value.port, 7002)
})

test('proof of work is given as memory, passes and bits', () => {
  const config = parseConfig({ env: { COMRAD_OPERATOR_CLAIM_POW: '1024:2:3' } })
  assert.deepEqual(config.ok && config.value.claimPow, { memoryKib: 1024, passes: 2, difficultyBits: 3 })
})

const DISLIKED = [
  [{ COMRAD_OPERATOR_DATA: '' }, 'COMRAD_OPERATOR_DATA'],
  [{ COMRAD_OPERATOR_PORT: '65536' }, 'COMRAD_OPERATOR_PORT'],
  [{ COMRAD_OPERATOR_PORT: '' }, 'COMRAD_OPERATOR_PORT'],
  [{ COMRAD_OPERATOR_PORT: '0x50' }, 'COMRAD_OPERATOR_PORT'],
  [{ COMRAD_OPERATOR_METRICS: '-1' }, 'COMRAD_OPERATOR_METRICS'],
  [{ COMRAD_OPERATOR_MAX_CONNECTIONS: '2' }, 'COMRAD_OPERATOR_MAX_CONNECTIONS'],
  [{ COMRAD_OPERATOR_CIRCUIT_BLOCKS: '1.5' }, 'COMRAD_OPERATOR_CIRCUIT_BLOCKS'],
  [{ COMRAD_OPERATOR_CLAIM_POW: '16384:1' }, 'COMRAD_OPERATOR_CLAIM_POW'],
  [{ COMRAD_OPERATOR_CLAIM_POW: '16384:1:21' }, 'COMRAD_OPERATOR_CLAIM_POW'],
  [{ COMRAD_OPERATOR_CLAIM_POW: '16384:1:5:1' }, 'COMRAD_OPERATOR_CLAIM_POW'],
  [{ COMRAD_OPERATOR_MINIMUM_MEMBERS: '0' }, 'COMRAD_OPERATOR_MINIMUM_MEMBERS'],
  [{ COMRAD_OPERATOR_ANCHOR_SECONDS: '3601' }, 'COMRAD_OPERATOR_ANCHOR_SECONDS'],
  [{ COMRAD_OPERATOR_PROOF_PROCESSES: '0' }, 'COMRAD_OPERATOR_PROOF_PROCESSES'],
  [{ COMRAD_OPERATOR_BLOB_MIB_PER_DAY: '0' }, 'COMRAD_OPERATOR_BLOB_MIB_PER_DAY'],
] as const

for (const [env, variable] of DISLIKED) {
  test(`${JSON.stringify(env)} is refused by name`, () => {
    const config = parseConfig({ env })
    assert.equal(!config.ok && config.error.variable, variable)
  })
}

test('a flag is refused under the name it was given by', () => {
  const config = parseConfig({ env: {}, flags: { port: 'many' } })
  assert.deepEqual(!config.ok && config.error, {
    type: 'config',
    variable: '--port',
    expected: 'a whole number from 0 to 65535',
  })
})

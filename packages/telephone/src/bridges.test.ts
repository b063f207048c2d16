import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseBridges } from './bridges.ts'

const FINGERPRINT = '0123456789ABCDEF0123456789ABCDEF01234567'
const OBFS4 = `obfs4 192.0.2.1:443 ${FINGERPRINT} cert=abc+/ iat-mode=0`
const SNOWFLAKE = `snowflake 192.0.2.3:80 ${FINGERPRINT} fingerprint=${FINGERPRINT} url=https://a.example/ fronts=b.example ice=stun:c.example:3478`

test('obfs4, snowflake and plain bridges are taken as they are given out', () => {
  const text = `# from a friend\n\nBridge ${OBFS4}\r\n  ${SNOWFLAKE}  \n192.0.2.4:443 ${FINGERPRINT}\n[2001:db8::1]:9001`
  assert.deepEqual(parseBridges(text), {
    ok: true,
    value: [
      { line: OBFS4, transport: 'obfs4' },
      { line: SNOWFLAKE, transport: 'snowflake' },
      { line: `192.0.2.4:443 ${FINGERPRINT}`, transport: undefined },
      { line: '[2001:db8::1]:9001', transport: undefined },
    ],
  })
})

test('nothing but comments and empty lines is no bridge at all', () => {
  assert.deepEqual(parseBridges('\n# none\n \t\n'), { ok: true, value: [] })
})

test('a line that is no bridge is named by its number', () => {
  for (const line of [
    'hello',
    'obfs4',
    'bridge.example:443',
    '192.0.2.1',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    `obfs4 192.0.2.1:443 ${FINGERPRINT}`,
    'webtunnel [2001:db8::1]:443 url=http://a.example',
    `${OBFS4} \u0000`,
    `${OBFS4} ñ`,
    `192.0.2.1:443 ${'x'.repeat(3_000)}`,
  ]) {
    assert.deepEqual(parseBridges(`${OBFS4}\n\n${line}`), {
      ok: false,
      error: { type: 'bridge-line', line: 3 },
    })
  }
})

test('more bridges than anybody is given are refused', () => {
  const lines = Array.from({ length: 65 }, () => '192.0.2.4:443')
  assert.deepEqual(parseBridges(lines.join('\n')), { ok: false, error: { type: 'bridge-line', line: 65 } })
})

test('whatever is pasted, a bridge is one line of printable characters', () => {
  const pasted = fc.array(fc.oneof(fc.string(), fc.constant(OBFS4), fc.constant('\nSocksPort 0.0.0.0:9')))
  fc.assert(
    fc.property(pasted, (parts) => {
      const parsed = parseBridges(parts.join(''))
      if (parsed.ok) for (const { line } of parsed.value) assert.match(line, /^[\x20-\x7e]+$/)
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onionLines, parseOnionHost } from './onion-service.ts'
import { baseLines, bridgeLines, clientLines, quoted } from './torrc.ts'

const OBFS4 = { obfs4: '/usr/bin/obfs4proxy' }
const LINE = 'obfs4 192.0.2.1:443 0123456789ABCDEF0123456789ABCDEF01234567 cert=abc+/ iat-mode=0'

test('bridge lines are passed through, with the program of each transport once', () => {
  assert.deepEqual(bridgeLines({ lines: [LINE, LINE], transports: OBFS4 }), {
    ok: true,
    value: [
      'UseBridges 1',
      'ClientTransportPlugin obfs4 exec /usr/bin/obfs4proxy',
      `Bridge ${LINE}`,
      `Bridge ${LINE}`,
    ],
  })
})

test('snowflake lines, plain bridges and IPv6 are bridges too', () => {
  const lines = [
    'snowflake 192.0.2.3:80 2B28 url=https://a.example/ ice=stun:b:1',
    '192.0.2.4:443',
    '[2001:db8::1]:443',
  ]
  assert.ok(bridgeLines({ lines, transports: { snowflake: '/usr/bin/snowflake-client' } }).ok)
})

test('a bridge line cannot smuggle in another line of torrc', () => {
  for (const line of [
    `${LINE}\nSocksPort 0.0.0.0:9`,
    `${LINE}\rX`,
    'obfs4',
    'bridge.example:443',
    '',
    `${LINE} \u0000`,
  ]) {
    assert.deepEqual(bridgeLines({ lines: [line], transports: OBFS4 }), {
      ok: false,
      error: { type: 'bridge-line', value: line },
    })
  }
})

test('a transport without its program, or with one that is no path, is refused by name', () => {
  const missing = bridgeLines({ lines: [LINE], transports: {} })
  assert.deepEqual(missing, { ok: false, error: { type: 'transport-missing', value: 'obfs4' } })
  const spaced = bridgeLines({ lines: [LINE], transports: { obfs4: '/a b' } })
  assert.deepEqual(spaced, { ok: false, error: { type: 'transport', value: 'obfs4' } })
  assert.deepEqual(bridgeLines({ lines: [], transports: {} }), {
    ok: false,
    error: { type: 'no-bridges', value: '' },
  })
})

test('a path is quoted, and one with a line break is not accepted', () => {
  assert.equal(quoted('/a "b"\\c'), '"/a \\"b\\"\\\\c"')
  assert.throws(() => quoted('/a\nSocksPort 9050'), TypeError)
})

test('every port of a client is on loopback, and streams are isolated by their names', () => {
  const lines = clientLines({ dataDirectory: '/d' })
  const ports = lines.filter((line) => /^\w*Port /.test(line))
  assert.equal(ports.length, 2)
  for (const line of ports) assert.match(line, /^\w+Port 127\.0\.0\.1:auto/)
  assert.ok(lines.includes('SocksPort 127.0.0.1:auto IsolateSOCKSAuth'))
})

test('Tor ends when its owner does', () => {
  assert.ok(baseLines({ dataDirectory: '/d', ownerPid: 42 }).includes('__OwningControllerProcess 42'))
})

test('the onion service has its defences on, counts circuits, and is never single-hop', () => {
  const lines = onionLines({ directory: '/hs', targetPort: 7 })
  assert.ok(lines.includes('HiddenServicePort 80 127.0.0.1:7'))
  assert.ok(lines.includes('HiddenServicePoWDefensesEnabled 1'))
  assert.ok(lines.includes('HiddenServiceExportCircuitID haproxy'))
  assert.ok(lines.includes('HiddenServiceMaxStreamsCloseCircuit 1'))
  assert.ok(!lines.some((line) => line.includes('NonAnonymous') || line.includes('SingleHop')))
})

test('only an onion address is taken from the file that Tor writes', () => {
  assert.equal(parseOnionHost(`${'a'.repeat(56)}.onion\n`), `${'a'.repeat(56)}.onion`)
  assert.equal(parseOnionHost('example.com'), undefined)
})

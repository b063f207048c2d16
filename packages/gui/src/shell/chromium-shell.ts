/**
 * A window of its own: Chromium in app mode, driven over a pipe. Every request that its page makes is answered from memory
 * or fails; there is no port, no network and no profile that outlives the window.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createDebuggingPipe, type DebuggingPipe, type PipeEvent } from './debugging-pipe.ts'
import {
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
  const pipe = createDebuggingPipe(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const { promise: closed, resolve: end } = Promise.withResolvers<'by-person' | 'died'>()
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
  pipe.on((event) => {
    if (event.method === 'Target.targetDestroyed' && event.params['targetId'] === target) end('by-person')
    if (event.method === 'Target.targetCrashed' && event.params['targetId'] === target) end('died')
    if (event.method === 'Target.targetCreated') void closeForeign(pipe, event, target)
    if (event.session !== session) return
    if (event.method === 'Fetch.requestPaused') void answerRequest(pipe, session, deps, event)
    if (event.method === 'Runtime.bindingCalled') void answerCall(pipe, session, deps, event)
  })
  await pipe.send('Target.setDiscoverTargets', { discover: true })
  await pipe.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, session)
  await pipe.send('Page.enable', {}, session)
  await pipe.send('Runtime.enable', {}, session)
  await pipe.send('Runtime.addBinding', { name: CALL }, session)
  await pipe.send('Page.navigate', { url: `${ORIGIN}/` }, session)
  return session
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
  const found = request.method === 'GET' ? await find(deps, request.url) : undefined
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
  const { pathname } = new URL(url)
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
  if (params['name'] !== CALL || typeof call !== 'string' || call.length > CALL_LENGTH_MAX) return
  await deliver(pipe, session, await deps.answer(call))
}

/** Outside of the page's own policy, so that the page needs no way to run text. */
async function deliver(pipe: DebuggingPipe, session: string, message: string): Promise<void> {
  const expression = `globalThis.${RECEIVE}?.(${JSON.stringify(message)})`
  await pipe.send('Runtime.evaluate', { expression, silent: true }, session).catch(() => {})
}

function argumentsFor(profile: string, options: ChromiumOptions): readonly string[] {
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    '--app=about:blank',
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
    '--disable-features=Translate,MediaRouter,OptimizationHints,InterestFeedContentSuggestions,DialMediaRouteProvider',
    '--no-pings',
    '--metrics-recording-only',
    '--password-store=basic',
    '--use-mock-keychain',
    '--enable-unsafe-swiftshader',
    // Whatever should slip through finds no way out.
    '--proxy-server=socks5://127.0.0.1:1',
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    // Chromium's sandbox does not run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(options.headless ? ['--headless=new', '--disable-gpu'] : []),
    ...(options.extraArguments ?? []),
  ]
}

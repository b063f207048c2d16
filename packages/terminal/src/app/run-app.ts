/** Opens the application on a terminal, and answers when the person leaves. */
import type { ReadStream, WriteStream } from 'node:tty'
import { render } from 'ink'
import { App } from './app.ts'
import type { AppDeps } from './deps.ts'
import { h } from './h.ts'
import { createPlainVoice } from './plain-voice.ts'

export type AppStreams = { readonly stdin: ReadStream; readonly stdout: WriteStream }

export type RunAppOptions = {
  /** For a screen reader, or a terminal that cannot do more than write. */
  readonly isPlain: boolean
  readonly stop: AbortSignal
}

export async function runApp(
  deps: Omit<AppDeps, 'plain' | 'ring'>,
  { stdin, stdout }: AppStreams,
  { isPlain, stop }: RunAppOptions,
): Promise<void> {
  const ring = () => void stdout.write('\x07')
  const voice = isPlain ? createPlainVoice(stdout) : undefined
  const app = render(h(App, { deps: { ...deps, ring, plain: voice } }), {
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    ...(voice
      ? { stdout: voice.frames, debug: true, isScreenReaderEnabled: true }
      : { stdout, interactive: true, alternateScreen: true, incrementalRendering: true }),
  })
  const end = () => app.unmount()
  stop.addEventListener('abort', end, { once: true })
  try {
    await app.waitUntilExit()
  } finally {
    stop.removeEventListener('abort', end)
    if (voice) stdout.write('\n')
  }
}

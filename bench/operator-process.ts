/**
 * The processes of the Operator's benches: the real server on a store of its own, and its load. Each is a file that is
 * forked, takes its options as JSON and sends messages; the parent only listens.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

export type Forked = {
  /** The next thing that the process says. */
  next<T>(): Promise<T>
  say(message: object): void
  stop(): Promise<void>
}

export function forkFile(file: URL, options: object, execArgv: readonly string[] = []): Forked {
  const child = fork(file, [JSON.stringify(options)], { execArgv: [...execArgv], serialization: 'advanced' })
  const heard: unknown[] = []
  const listeners: ((message: unknown) => void)[] = []
  child.on('message', (message) => {
    const listener = listeners.shift()
    if (listener) listener(message)
    else heard.push(message)
  })
  return { next, say: (message) => child.send(message), stop: () => stopChild(child) }

  function next<T>(): Promise<T> {
    if (heard.length > 0) return Promise.resolve(heard.shift() as T)
    return new Promise<T>((resolve, reject) => {
      listeners.push((message) => resolve(message as T))
      child.once('exit', (code) => reject(new Error(`${file.pathname} ended with ${code}`)))
    })
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

/** What the server says when it is asked. */
export type Usage = { readonly memory: NodeJS.MemoryUsage; readonly cpu: NodeJS.CpuUsage }

export function usageOf(server: Forked): Promise<Usage> {
  server.say({ measure: true })
  return server.next<Usage>()
}

/** In a forked file: its options, and how it speaks to its parent. */
export function forkedOptions<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T
}

export function tellParent(message: object): void {
  process.send?.(message)
}

/** Runs where pictures are opened, and tries what nobody may do there. */
import { spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

type Asked = { readonly folder: string; readonly port: number }

export type Tried = Readonly<Record<keyof ReturnType<typeof attempts>, string>>
export type Probe = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly args: readonly string[]
  readonly tried: Tried
}

function attempts({ folder, port }: Asked) {
  return {
    write: () => writeFileSync(join(folder, 'written'), ''),
    writeBesideItself: () => writeFileSync(join(import.meta.dirname, 'written'), ''),
    read: () => readFileSync(process.execPath),
    readHome: () => readdirSync(homedir()),
    connect: () => once(connect(port, '127.0.0.1'), 'connect'),
    listen: () => once(createServer().listen(0), 'listening'),
    resolve: () => lookup('localhost.example'),
    spawn: () => once(spawn(process.execPath, ['--version']), 'exit'),
    addon: () => process.dlopen({ exports: {} }, join(folder, 'addon.node')),
    evaluate: () => new Function('return 1')(),
  }
}

async function look(asked: Asked): Promise<Probe> {
  const tried = Object.entries(attempts(asked)).map(async ([name, attempt]) => {
    try {
      await attempt()
      return [name, 'it could']
    } catch (error) {
      return [name, error instanceof Error ? ('code' in error ? error.code : error.name) : error]
    }
  })
  return {
    environment: { ...process.env },
    args: process.argv.slice(2),
    tried: Object.fromEntries(await Promise.all(tried)),
  }
}

if (isMainThread) {
  const asked: Asked = JSON.parse(await text(process.stdin))
  const main = await look(asked)
  const [worker] = await once(new Worker(new URL(import.meta.url), { workerData: asked }), 'message')
  process.stdout.end(JSON.stringify({ main, worker }), () => process.exit())
} else {
  parentPort?.postMessage(await look(workerData))
}

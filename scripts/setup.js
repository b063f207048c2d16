/** Sets up what a fresh machine lacks: the packages (and with them the pinned Node), and tor. Says a line for what it does. */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const say = (line) => process.stderr.write(`${line}\n`)

/** The packages are right when each that the lockfile wants is installed in that version. */
export async function setUpPackages(root) {
  if (arePackagesInstalled(root)) return true
  say('Setting up: fetching packages (npm ci) …')
  const [npm, first] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []]
  // No dependency needs an install script, so none may run one.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, output } = await run(npm, [...first, ...args], { cwd: root })
  if (code === 0) return true
  say(
    `${output}The packages could not be fetched. Is the npm registry reachable? Nothing else was changed; try again.`,
  )
  return false
}

export function arePackagesInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (link || !path.startsWith('node_modules/')) return true
    const found = installed[path]
    return found ? found.version === version : optional === true
  })
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return {}
  }
}

const TOR_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin']

export function findTor(path = process.env.PATH ?? '') {
  const directories = [...path.split(delimiter).filter(Boolean), ...TOR_DIRECTORIES]
  return directories.map((directory) => join(directory, 'tor')).find(isExecutable)
}

/** Installs tor where we may. Its absence is no failure: Comrad then says so, and runs for this machine only. */
export async function setUpTor() {
  if (findTor()) return true
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Setting up: installing tor (apt-get) …')
    await withoutStartingServices(installTor)
    if (findTor()) return true
    say('tor could not be installed. Try: apt-get update && apt-get install tor')
  } else {
    say(`tor is not installed. Get it: ${TOR_ADVICE[process.platform] ?? 'https://www.torproject.org'}`)
  }
  return false
}

const TOR_ADVICE = {
  linux: 'sudo apt-get install tor (or as your system has it)',
  darwin: 'brew install tor',
}

async function installTor() {
  await aptInstall('tor')
  await run('update-rc.d', ['tor', 'disable'], {})
}

async function aptInstall(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'install', name]
  const first = await run('apt-get', install, { env })
  if (first.code === 0) return
  await run('apt-get', ['-qq', 'update'], { env })
  await run('apt-get', install, { env })
}

/** For the tests of the window, and of the terminal. Where it is missing they say so and are left out; on a build machine they fail. */
export const setUpChromium = () => setUpForTests('chromium', 'the window')
export const setUpTmux = () => setUpForTests('tmux', 'the terminal')
export const setUpIp = () => setUpForTests('ip', 'the network', 'iproute2')

async function setUpForTests(program, of, name = program) {
  if (findProgram(program)) return true
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`Setting up: installing ${program}, for the tests of ${of} (apt-get) …`)
    await withoutStartingServices(() => aptInstall(name))
    if (findProgram(program)) return true
  }
  say(`${program} is not installed: the tests of ${of} are left out.`)
  return false
}

function findProgram(name, path = process.env.PATH ?? '') {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, name))
    .find(isExecutable)
}

const POLICY = '/usr/sbin/policy-rc.d'

/** Debian starts what it installs, now and at each boot. We want the program and no daemon of the system. */
async function withoutStartingServices(install) {
  const ours = !existsSync(POLICY)
  const remove = () => ours && rmSync(POLICY, { force: true })
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('exit', remove)
  try {
    await install()
  } finally {
    remove()
    process.off('exit', remove)
  }
}

/** Output is kept back and shown only on failure. A signal meanwhile ends the program that runs, and then us. */
async function run(file, args, options) {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  let stopped = false
  const stop = () => {
    stopped = true
    child.kill('SIGTERM')
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (exitCode) => resolve(exitCode ?? 1))
  })
  for (const signal of signals) process.off(signal, stop)
  if (stopped) process.exit(130)
  return { code, output }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The arrows of README.md as functions of a file's path and text: what each room may import, and what it may not call. */

export type SourceFile = { readonly path: string; readonly text: string }

/** The packages that a room's package.json names: nothing else may be imported from outside. */
export type RoomDependencies = Readonly<Record<string, readonly string[]>>

export type Violation = { readonly path: string; readonly rule: Rule; readonly found: string }

export type Rule =
  | 'arrow'
  | 'private-file'
  | 'undeclared-package'
  | 'cryptography'
  | 'network'
  | 'built-in-in-protocol'
  | 'console'
  | 'hidden-clock'
  | 'hidden-randomness'

/** An arrow points to what a room may import. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  keymaker: ['protocol'],
  operator: ['protocol', 'keymaker'],
  telephone: ['protocol'],
  images: ['protocol'],
  client: ['protocol', 'keymaker'],
  terminal: ['protocol', 'client'],
  gui: ['protocol', 'client'],
  app: ['protocol', 'keymaker', 'operator', 'telephone', 'client', 'images', 'terminal', 'gui'],
}

const FOR_TESTS_ONLY = ['testing']

const CRYPTOGRAPHY =
  /^(node:crypto|crypto|@noble\/.*|@scure\/.*|@semaphore-protocol\/.*|@zk-kit\/.*|poseidon-lite|snarkjs|@signalapp\/libsignal-client)$/
const WEB_CRYPTOGRAPHY = /\bcrypto\s*\.\s*(subtle|getRandomValues|randomUUID)\b/

const NETWORK =
  /^(node:)?(net|tls|http|https|http2|dgram|dns|dns\/promises|child_process|cluster|worker_threads)$|^(ws|socks)$/
const WEB_NETWORK = /\b(fetch|new WebSocket|new EventSource|new XMLHttpRequest)\s*\(/
const WITHOUT_NETWORK = ['protocol', 'keymaker', 'client', 'images', 'terminal']
/** A stranger's picture is opened in a process of its own, and a proof is made in one. */
const PROCESSES = /^node:(child_process|worker_threads)$/
const WITH_PROCESSES = ['packages/images/src/', 'packages/keymaker/src/acts/fork-child.ts']

/** A browser has no other chance than its own. No key is made of it. */
const CHANCE_OF_THE_WINDOW = 'packages/gui/src/random.ts'

const CONSOLE = /\bconsole\s*\./
const CLOCK = /\bDate\s*\.\s*now\b|\bnew Date\s*\(\s*\)|\bDate\s*\(\s*\)/
const RANDOMNESS = /\bMath\s*\.\s*random\b/

export function violationsOf(file: SourceFile, dependencies: RoomDependencies): readonly Violation[] {
  const room = roomOf(file.path)
  if (room === undefined) return []
  const isTest = isForTests(file.path)
  const code = withoutComments(file.text)
  const found: Violation[] = []
  const report = (rule: Rule, what: string) => found.push({ path: file.path, rule, found: what })

  for (const name of importsOf(code)) {
    if (name.startsWith('.')) {
      if (leavesRoom(file.path, name)) report('private-file', name)
    } else if (name.startsWith('@comrad/')) {
      const [, target = '', subpath = ''] = name.split('/')
      if (!ARROWS[room]?.includes(target)) report('arrow', name)
      if (FOR_TESTS_ONLY.includes(subpath) && !isTest) report('arrow', name)
    } else if (!name.startsWith('node:')) {
      const declared = dependencies[room]?.includes(packageOf(name)) || (isTest && name === 'fast-check')
      if (!declared) report('undeclared-package', name)
    }
    if (room === 'protocol' && name.startsWith('node:') && !isTest) report('built-in-in-protocol', name)
    if (room !== 'keymaker' && CRYPTOGRAPHY.test(name)) report('cryptography', name)
    const mayStart = WITH_PROCESSES.some((path) => file.path.startsWith(path)) && PROCESSES.test(name)
    if (WITHOUT_NETWORK.includes(room) && NETWORK.test(name) && !mayStart && !isTest) report('network', name)
  }

  const refuse = (rule: Rule, pattern: RegExp) => {
    const match = pattern.exec(code)
    if (match) report(rule, match[0])
  }
  if (room !== 'keymaker' && file.path !== CHANCE_OF_THE_WINDOW) refuse('cryptography', WEB_CRYPTOGRAPHY)
  if (WITHOUT_NETWORK.includes(room)) refuse('network', WEB_NETWORK)
  if (!isTest) refuse('console', CONSOLE)
  if (!isTest && !isClock(file.path)) {
    refuse('hidden-clock', CLOCK)
    refuse('hidden-randomness', RANDOMNESS)
  }
  return found
}

/** A room's real clock and timers have a file of their own: nowhere else does the program read the time by itself. */
function isClock(path: string): boolean {
  return /^packages\/[^/]+\/src\/(clock|timers)\.ts$/.test(path)
}

function isForTests(path: string): boolean {
  return /\.test\.tsx?$|-fixture\.ts$|\/testing(\/|\.ts$|-[^/]*\.ts$)|-conformance\.ts$/.test(path)
}

function roomOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1]
}

/** A name with `${` in it stands in a template: it is a text that a test writes out, and imports nothing here. */
export function importsOf(code: string): readonly string[] {
  const patterns = [
    /\b(?:import|export)\s[^'";]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*['"]([^'"]+)['"]/g,
    /\b(?:import|require|(?:require|meta)\s*\.\s*resolve)\s*\(\s*['"]([^'"]+)['"]/g,
  ]
  const names = patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = '']) => name))
  return names.filter((name) => !name.includes('${'))
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

function leavesRoom(path: string, name: string): boolean {
  const room = path.split('/').slice(0, 2).join('/')
  return !new URL(name, `file:///${path}`).pathname.startsWith(`/${room}/`)
}

/** Strings stay, comments go: a reason may name what the code must not do. */
function withoutComments(text: string): string {
  return text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (match) => (match.startsWith('/') ? ' ' : match),
  )
}

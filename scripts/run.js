/**
 * What the npm scripts call: `node scripts/run.js start|demo|test|verify|bench|screenshots [args]`. Runs under any Node from 20
 * on, sets up what is missing, then runs the target under the pinned Node as if it were that program.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNode, runInPlace } from '../packages/app/bin/pinned-node.js'
import { setUpChromium, setUpIp, setUpPackages, setUpTmux, setUpTor } from './setup.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const [target = '', ...args] = process.argv.slice(2)

const TYPES = [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit']
const WINDOW_TYPES = [...TYPES, '-p', join('packages', 'gui')]
const LINT = [join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']
const TESTS = ['packages/**/*.test.ts', 'test/**/*.test.ts']

/** The gate, and what it needs on the machine. */
const ALL_TESTS = {
  steps: [TYPES, WINDOW_TYPES, LINT, tests(TESTS)],
  needsBrowser: true,
  needsTmux: true,
  needsIp: true,
}

/** Each a list of steps; `keepGoing` runs them all and fails if one did. */
const TARGETS = {
  start: { steps: [['packages/app/bin/comrad.js', 'start', ...args]] },
  demo: { steps: [['packages/app/src/demo/main.ts', ...args]], needsTor: true },
  bench: { steps: [['bench/index.ts', ...args]] },
  test: args.length > 0 ? { steps: [tests(args)] } : { ...ALL_TESTS, keepGoing: true },
  verify: ALL_TESTS,
  screenshots: { steps: [['test/screenshots.ts', ...args]], needsBrowser: true },
}

// What was compiled once is not compiled again in each of the hundreds of processes that the tests begin.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'comrad')

process.exitCode = await main()

async function main() {
  const chosen = Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined
  if (!chosen) {
    process.stderr.write(`Usage: node scripts/run.js ${Object.keys(TARGETS).join('|')} [args]\n`)
    return 2
  }
  if (!(await setUpPackages(root))) return 1
  const node = findNode(root)
  if (!node) {
    process.stderr.write(`There is no Node for ${process.platform}-${process.arch} among the packages.\n`)
    return 1
  }
  const hasTor = await setUpTor()
  if (chosen.needsTor && !hasTor) return 1
  if (chosen.needsBrowser) await setUpChromium()
  if (chosen.needsTmux) await setUpTmux()
  if (chosen.needsIp) await setUpIp()

  let worst = 0
  for (const step of chosen.steps) {
    const code = await runInPlace(node, step, { cwd: root })
    // Above 128 is a signal: whoever sent it wants all of it to end.
    if (code > 128 || (code !== 0 && !chosen.keepGoing)) return code
    worst ||= code
  }
  return worst
}

/** Files run in processes of their own, as many as there are cores: some of them hold a Tor network to its times. */
function tests(patterns) {
  return [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${availableParallelism()}`,
    '--test-timeout=600000',
    ...patterns,
  ]
}

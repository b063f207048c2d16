/** The Operator's settings, from the environment and the command line. A flag wins over its variable. Pure. */
import { PROOF_OF_WORK_BOUNDS } from '@comrad/keymaker'
import {
  ANCHOR_SECONDS_MAX,
  COHORT_SIZE,
  err,
  MINIMUM_MEMBERS,
  ok,
  type ProofOfWorkParams,
  type Result,
} from '@comrad/protocol'
import { DEFAULT_LIMITS, DEFAULT_SERVER_LIMITS } from './limits.ts'

export type OperatorConfig = {
  readonly dataDirectory: string
  /** 0 takes any free port. */
  readonly port: number
  readonly metricsPort: number | undefined
  readonly maxConnections: number
  /** Blocks of 8 KiB a second, for one Tor circuit. */
  readonly circuitBlocksPerSecond: number
  readonly claimPow: ProofOfWorkParams
  readonly square: SquareOptions
}

export type SquareOptions = {
  /** Acts of a member of a smaller group are refused: they would not be anonymous. */
  readonly minimumMembers: number
  /** How old the anchor may become before it moves on. */
  readonly anchorSeconds: number
  /** Child processes that check proofs. */
  readonly proofProcesses: number
  /** For the images that are opened in one day. One lives for a month at most: 32 times as much is all that they can take. */
  readonly blobMibPerDay: number
}

export type ConfigError = { readonly type: 'config'; readonly variable: string; readonly expected: string }

type Source = Readonly<Record<string, string | undefined>>

/** About two seconds of a device with two cores for a name, now and then ten; 15 ms to check it. */
export const DEFAULT_CLAIM_POW: ProofOfWorkParams = { memoryKib: 24 * 1024, passes: 1, difficultyBits: 8 }
export const DEFAULT_SQUARE: SquareOptions = {
  ...{ minimumMembers: MINIMUM_MEMBERS, anchorSeconds: 20, proofProcesses: 2, blobMibPerDay: 1024 },
}

export function parseConfig(options: { env: Source; flags?: Source }): Result<OperatorConfig, ConfigError> {
  const { env, flags = {} } = options
  const errors: ConfigError[] = []
  const read = <T>(variable: string, flag: string, fallback: T, setting: Setting<T>): T => {
    const text = flags[flag] ?? env[variable]
    if (text === undefined) return fallback
    const value = setting.parse(text)
    if (value !== undefined) return value
    errors.push({
      type: 'config',
      variable: flags[flag] === undefined ? variable : `--${flag}`,
      expected: setting.expected,
    })
    return fallback
  }

  const config: OperatorConfig = {
    dataDirectory: read('COMRAD_OPERATOR_DATA', 'data', './operator', DIRECTORY),
    port: read('COMRAD_OPERATOR_PORT', 'port', 0, whole(0, 65535)),
    metricsPort: read('COMRAD_OPERATOR_METRICS', 'metrics', undefined, whole(0, 65535)),
    maxConnections: read(
      'COMRAD_OPERATOR_MAX_CONNECTIONS',
      'max-connections',
      DEFAULT_SERVER_LIMITS.maxConnections,
      whole(16, 1_000_000),
    ),
    circuitBlocksPerSecond: read(
      'COMRAD_OPERATOR_CIRCUIT_BLOCKS',
      'circuit-blocks',
      DEFAULT_LIMITS.circuit.perSecond,
      whole(16, 1_000_000),
    ),
    claimPow: read('COMRAD_OPERATOR_CLAIM_POW', 'claim-pow', DEFAULT_CLAIM_POW, PROOF_OF_WORK),
    square: {
      minimumMembers: read(
        'COMRAD_OPERATOR_MINIMUM_MEMBERS',
        'minimum-members',
        DEFAULT_SQUARE.minimumMembers,
        whole(1, COHORT_SIZE),
      ),
      anchorSeconds: read(
        'COMRAD_OPERATOR_ANCHOR_SECONDS',
        'anchor-seconds',
        DEFAULT_SQUARE.anchorSeconds,
        whole(0, ANCHOR_SECONDS_MAX),
      ),
      proofProcesses: read(
        'COMRAD_OPERATOR_PROOF_PROCESSES',
        'proof-processes',
        DEFAULT_SQUARE.proofProcesses,
        whole(1, 64),
      ),
      blobMibPerDay: read(
        'COMRAD_OPERATOR_BLOB_MIB_PER_DAY',
        'blob-mib-per-day',
        DEFAULT_SQUARE.blobMibPerDay,
        whole(1, 1_000_000),
      ),
    },
  }
  const [first] = errors
  return first ? err(first) : ok(config)
}

type Setting<T> = { readonly expected: string; parse(text: string): T | undefined }

const DIRECTORY: Setting<string> = {
  expected: 'a directory',
  parse: (text) => (text === '' || text.includes('\0') ? undefined : text),
}

const WORK = PROOF_OF_WORK_BOUNDS
const WORK_RANGES = [WORK.memoryKib, WORK.passes, WORK.difficultyBits]

/** MEMORY_KIB:PASSES:DIFFICULTY_BITS. Beyond the bounds no device would do the work. */
const PROOF_OF_WORK: Setting<ProofOfWorkParams> = {
  expected: `MEMORY_KIB:PASSES:BITS with ${WORK_RANGES.map(({ min, max }) => `${min}–${max}`).join(', ')}`,
  parse(text) {
    const texts = text.split(':')
    const [memoryKib, passes, difficultyBits] = WORK_RANGES.map(({ min, max }, at) =>
      whole(min, max).parse(texts[at] ?? ''),
    )
    if (memoryKib === undefined || passes === undefined || difficultyBits === undefined) return undefined
    return texts.length === WORK_RANGES.length ? { memoryKib, passes, difficultyBits } : undefined
  },
}

function whole(least: number, most: number): Setting<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    parse(text) {
      if (!/^(0|[1-9]\d{0,8})$/.test(text)) return undefined
      const value = Number(text)
      return value < least || value > most ? undefined : value
    },
  }
}

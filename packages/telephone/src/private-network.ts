/**
 * A whole Tor network on loopback, for tests and for the demo: three authorities and three relays that know only each
 * other. It protects nobody: everything runs on one machine. Every process is ours and dies with us.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findTor, startTorProcess, type TorProcess } from './tor-process.ts'
import { quoted } from './torrc.ts'

export type PrivateNetwork = {
  /** For the torrc of a client or of an onion service in this network. */
  readonly torrcLines: readonly string[]
  /** Ids of the authorities' and relays' processes. */
  readonly pids: readonly number[]
  stop(): Promise<void>
}

type Node = {
  readonly name: string
  readonly directory: string
  readonly orPort: number
  readonly dirPort: number
}

const AUTHORITIES = 3
const RELAYS = 3
const run = promisify(execFile)

/** What turns minutes into seconds, the same at every node. tor(1), "TESTING NETWORK OPTIONS". */
const TESTING = [
  'TestingTorNetwork 1',
  'PathsNeededToBuildCircuits 0.67',
  'TestingDirAuthVoteExit *',
  'TestingDirAuthVoteGuard *',
  'TestingDirAuthVoteHSDir *',
  'TestingMinExitFlagThreshold 0',
  'TestingClientDownloadInitialDelay 0',
  'TestingServerDownloadInitialDelay 0',
  'TestingClientConsensusDownloadInitialDelay 0',
  'TestingServerConsensusDownloadInitialDelay 0',
]

const VOTING = [
  'AuthoritativeDirectory 1',
  'V3AuthoritativeDirectory 1',
  'V3AuthVotingInterval 10',
  'V3AuthVoteDelay 2',
  'V3AuthDistDelay 2',
  'TestingV3AuthInitialVotingInterval 5',
  'TestingV3AuthInitialVoteDelay 2',
  'TestingV3AuthInitialDistDelay 2',
  'TestingAuthDirTimeToLearnReachability 0',
]

/** Answers when all nodes run; a client can bootstrap some ten seconds later. Throws if `tor` is missing. */
export async function createPrivateNetwork(options: {
  readonly directory: string
  readonly binary?: string
}): Promise<PrivateNetwork> {
  const binary = options.binary ?? findTor()
  if (binary === undefined) throw new Error('tor is not installed')
  const nodes = await layOut(options.directory)
  const authorities = nodes.slice(0, AUTHORITIES)
  const authorityLines = await Promise.all(authorities.map((node) => introduce(binary, node)))
  const torrcLines = [...TESTING, ...authorityLines]
  const processes = nodes.map((node) =>
    startTorProcess({
      binary,
      dataDirectory: node.directory,
      lines: [...torrcLines, ...relayLines(node), ...(authorities.includes(node) ? VOTING : [])],
    }),
  )
  await Promise.race([settled(), ...processes.map(endedEarly)])
  return { torrcLines, pids: processes.map(({ pid }) => pid), stop }

  async function stop(): Promise<void> {
    await Promise.all(processes.map((process) => process.stop()))
  }

  /** A node that cannot start says so at once. */
  async function settled(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 300))
  }

  async function endedEarly(process: TorProcess): Promise<never> {
    await process.ended
    await stop()
    throw new Error(`a node of the private network ended: ${process.log().slice(-3).join(' | ')}`)
  }
}

async function layOut(directory: string): Promise<Node[]> {
  const names = [
    ...Array.from({ length: AUTHORITIES }, (_, index) => `authority${index}`),
    ...Array.from({ length: RELAYS }, (_, index) => `relay${index}`),
  ]
  const ports = await freePorts(2 * names.length)
  return names.map((name, index) => {
    const node = join(directory, name)
    mkdirSync(join(node, 'keys'), { recursive: true, mode: 0o700 })
    return { name, directory: node, orPort: ports[2 * index] ?? 0, dirPort: ports[2 * index + 1] ?? 0 }
  })
}

/** Makes an authority's keys; the line by which everybody else knows it. */
async function introduce(binary: string, node: Node): Promise<string> {
  const keys = join(node.directory, 'keys')
  const generation = run('tor-gencert', [
    ...['--create-identity-key', '--passphrase-fd', '0', '-m', '12', '-a', `127.0.0.1:${node.dirPort}`],
    ...['-i', join(keys, 'authority_identity_key'), '-s', join(keys, 'authority_signing_key')],
    ...['-c', join(keys, 'authority_certificate')],
  ])
  generation.child.stdin?.end('comrad\n')
  await generation
  const listing = await run(binary, [
    ...['--list-fingerprint', '--quiet', '--ignore-missing-torrc', '-f', '/nonexistent'],
    ...['--DataDirectory', node.directory, '--ORPort', '127.0.0.1:1', '--Nickname', node.name],
    ...['--DirAuthority', placeholderAuthority(), '--TestingTorNetwork', '1', '--AssumeReachable', '1'],
  ])
  const fingerprint = /([0-9A-F]{4}(?: [0-9A-F]{4}){9})/.exec(listing.stdout)?.[1]
  const certificate = readFileSync(join(keys, 'authority_certificate'), 'utf8')
  const v3ident = /^fingerprint ([0-9A-F]{40})$/m.exec(certificate)?.[1]
  if (fingerprint === undefined || v3ident === undefined) throw new Error('tor made no keys for an authority')
  return `DirAuthority ${node.name} orport=${node.orPort} no-v2 v3ident=${v3ident} 127.0.0.1:${node.dirPort} ${fingerprint}`
}

const placeholderAuthority = (): string =>
  `placeholder orport=1 no-v2 v3ident=${'A'.repeat(40)} 127.0.0.1:1 ${'A'.repeat(40)}`

const relayLines = (node: Node): string[] => [
  `Nickname ${node.name}`,
  `ORPort 127.0.0.1:${node.orPort}`,
  `DirPort 127.0.0.1:${node.dirPort}`,
  'Address 127.0.0.1',
  'SocksPort 0',
  'AssumeReachable 1',
  'ExitRelay 0',
  'ContactInfo none',
  `PidFile ${quoted(join(node.directory, 'pid'))}`,
]

/** Free now; somebody else may still take one before tor does, which then ends at once and is reported. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/**
 * `npm run demo`: all of it, with no question asked: a private Tor network on this machine, an Operator behind its onion
 * service, five comrads. Ends with 0 only if everything held, and leaves nothing behind, however it ends.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@comrad/client'
import { parseOperatorAddress } from '@comrad/protocol'
import { createPrivateNetwork } from '@comrad/telephone/private-network'
import { createTerminal } from '@comrad/terminal'
import { startHelpers } from '../device.ts'
import { startOperatorChild } from '../operator-child.ts'
import type { Environment } from '../program.ts'
import { wordsOf } from '../program-error.ts'
import { type Life, runToEnd } from '../run-to-end.ts'
import { createDemoComrad, startPersonsTor } from './demo-comrad.ts'
import { searchFiles, searchUntilGone } from './file-search.ts'
import { createNarrator, DemoFailure, within } from './narrator.ts'
import { PEOPLE } from './people.ts'
import type { Recorded } from './recording-transport.ts'
import { takeBack, vote } from './square-story.ts'
import {
  compare,
  killOperator,
  meet,
  must,
  register,
  type Story,
  tellAddress,
  write,
  writeWhileAway,
} from './story.ts'
import { tellWhatIsLeft } from './what-is-left.ts'

const terminal = createTerminal(process, { plain: process.env['NO_COLOR'] !== undefined })
const narrator = createNarrator(terminal, systemClock.now)

await runToEnd({ run: (life) => demo(life).then(succeed), fault: fail })

async function demo({ atEnd }: Life): Promise<void> {
  atEnd(terminal.close)
  const directory = await mkdtemp(join(tmpdir(), 'comrad-demo-'))
  atEnd(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }))
  const data = join(directory, 'operator')

  narrator.scene('A Tor network of our own')
  narrator.says(
    '@Telephone',
    'I start three authorities and three relays on this machine. Nothing leaves it.',
  )
  const env = await startNetwork(directory, atEnd)
  const [operator, ...tors] = await within(
    180,
    'Tor connects',
    Promise.all([
      startOperator({ data, env, atEnd }),
      ...PEOPLE.map((person) =>
        startPersonsTor({ directory: join(directory, person, 'tor'), env, atEnd }).then((tor) => ({
          person,
          tor,
        })),
      ),
    ]),
  )
  const address = must(parseOperatorAddress(operator.address), "the Operator's address")
  tellAddress(narrator, address)

  const recorded: Recorded = { envelopes: [], entries: new Map() }
  const helpers = startHelpers({ atEnd })
  const people = await Promise.all(
    tors.map(({ person, tor }) =>
      createDemoComrad({ person, tor, directory, operator: address, atEnd, recorded, helpers }),
    ),
  )
  const [alice, bob] = people
  if (!alice || !bob) throw new DemoFailure('nobody is here')
  const story: Story = {
    ...{ narrator, alice, bob, people, recorded },
    search: (wanted) => searchFiles(data, wanted),
    async untilNothingIsFound(wanted) {
      const found = await searchUntilGone(data, wanted)
      if (found.length > 0)
        throw new DemoFailure(`the Operator's files still hold ${found.slice(0, 3).join(', ')}`)
    },
    startOperator: () => startOperator({ data, env, atEnd }),
  }
  await register(story)
  await meet(story)
  await compare(story)
  await write(story)
  await writeWhileAway(story)
  const again = await killOperator(story, operator)
  const voted = await vote(story)
  await takeBack(story)
  await tellWhatIsLeft(story, { data, operator: again, voted })
}

async function startNetwork(directory: string, atEnd: Life['atEnd']): Promise<Environment> {
  await mkdir(join(directory, 'network'))
  const network = await createPrivateNetwork({ directory: join(directory, 'network') })
  atEnd(() => network.stop())
  const extra = join(directory, 'torrc-extra')
  await writeFile(extra, network.torrcLines.join('\n'))
  return { ...process.env, COMRAD_TORRC_EXTRA: extra }
}

type Start = { readonly data: string; readonly env: Environment; readonly atEnd: Life['atEnd'] }

async function startOperator({ data, env, atEnd }: Start) {
  const started = await startOperatorChild({
    // Five people may act here; an Operator for the world asks for twenty, as every device does of its own accord.
    args: ['--onion', '--data', data, '--minimum-members', `${PEOPLE.length}`],
    env: { ...env, COMRAD_OPERATOR_ANCHOR_SECONDS: '1' },
    atEnd,
    patienceMs: 120_000,
    onTor: (progress) =>
      narrator.waiting(
        progress.phase === 'publishing'
          ? '@Operator: making my onion service known …'
          : `@Telephone: Tor connects … ${progress.percent}%`,
      ),
  })
  if (!started.ok) throw new DemoFailure(`the Operator: ${wordsOf(started.error).happened}`)
  return started.value
}

function succeed(): number {
  terminal.print(['', 'All of it held.'])
  return 0
}

function fail(error: unknown): number {
  const reason =
    error instanceof DemoFailure ? error.message : error instanceof Error ? (error.stack ?? '') : ''
  terminal.print(['', `It did not hold: ${reason}`])
  return 1
}

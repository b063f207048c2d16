/**
 * A new reader's feed over a private Tor network, with the settings that are shipped: from the moment their lane is up to the newest
 * twenty posts on the screen. They have been registered for an anchor: whoever comes later waits for the next one first.
 */
import { DEFAULT_SQUARE } from '../packages/operator/src/config.ts'
import { ascending, type Measurement, percentile, type Section } from './report.ts'
import { inTorWorld, type Person, shows, type TorWorld } from './tor-world.ts'

const POSTS = 60
const SCREEN = 20
const NEWCOMERS = 5

export const firstScreen: Section = {
  name: 'first-screen',
  measure: () => inTorWorld(measure, DEFAULT_SQUARE),
}

async function measure({ startPerson, gather }: TorWorld): Promise<readonly Measurement[]> {
  const { comrad: author } = await startPerson('author')
  const newcomers: Person[] = []
  for (let index = 0; index < NEWCOMERS; index++) newcomers.push(await startPerson(`newcomer-${index}`))
  await gather()
  author.start()
  for (let index = 0; index < POSTS; index++) {
    const posted = await author.post({
      text: `post ${index}: ${'so much is said. '.repeat(20)}`,
      to: 'world',
    })
    if (!posted.ok) throw new Error(`not posted: ${posted.error.type}`)
  }
  await shows(author, () => author.feed({ limit: 1 }).posts[0]?.state?.phase === 'published')
  await author.sync({ timeoutMs: 60_000 })

  const screens: { readonly fromLane: number; readonly fromStart: number }[] = []
  for (const { comrad, feedOpen } of newcomers) {
    const start = performance.now()
    comrad.start()
    await shows(comrad, () => comrad.feed({ limit: SCREEN }).posts.length === SCREEN)
    const end = performance.now()
    screens.push({ fromLane: end - (await feedOpen), fromStart: end - start })
    await comrad.stop()
  }
  const fromLane = ascending(screens.map((one) => one.fromLane))
  const fromStart = ascending(screens.map((one) => one.fromStart))
  return [
    {
      ...{ name: 'first screen of a new reader', value: percentile(fromLane, 0.5), unit: 'ms' },
      target: { atMost: 2_000 },
      note: `from the lane's being up, with the first proof; p50 of ${NEWCOMERS}; an anchor each ${DEFAULT_SQUARE.anchorSeconds} s, and they are in it`,
    },
    {
      ...{ name: 'and of the slowest', value: fromLane.at(-1) ?? Number.NaN, unit: 'ms' },
      target: { atMost: 2_000 },
    },
    {
      ...{
        name: 'what whoever has just registered waits for besides',
        value: DEFAULT_SQUARE.anchorSeconds,
        unit: 's',
      },
      note: 'at most, not measured: the next anchor',
    },
    {
      ...{ name: 'and with the building of its circuit', value: percentile(fromStart, 0.5), unit: 'ms' },
      note: `the slowest ${fromStart.at(-1)?.toFixed(0)} ms`,
    },
  ]
}

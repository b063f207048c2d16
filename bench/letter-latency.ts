/**
 * A letter from one comrad's `send` to the other's screen, over a private Tor network, beside the round trip of an empty
 * request over the same onion service: the two are measured in turn, on lanes that are warm.
 */
import type { Comrad } from '@comrad/client'
import { ascending, type Measurement, percentile, type Section } from './report.ts'
import { inTorWorld, type Person, shows, type TorWorld, timed } from './tor-world.ts'

const LETTERS = 40

export const letterLatency: Section = { name: 'letter-latency', measure: () => inTorWorld(measure) }

async function measure({ startPerson }: TorWorld): Promise<readonly Measurement[]> {
  const [alice, bob] = await Promise.all([startPerson('alice'), startPerson('bob')])
  alice.comrad.start()
  bob.comrad.start()
  await meet(alice.comrad, bob.comrad)
  const { letters, trips } = await measureInTurn(alice, bob)
  const trip = percentile(trips, 0.5)
  const letter = percentile(letters, 0.5)
  return [
    {
      name: 'empty request, p50',
      value: trip,
      unit: 'ms',
      note: 'the mean of the two comrads, over the same onion service',
    },
    { name: 'letter, send to screen, p50', value: letter, unit: 'ms', note: `${LETTERS} letters` },
    { name: 'letter, send to screen, p95', value: percentile(letters, 0.95), unit: 'ms' },
    { name: 'letter ÷ empty request', value: letter / trip, unit: '×', target: { atMost: 1.5 } },
  ]
}

async function meet(alice: Comrad, bob: Comrad): Promise<void> {
  const asked = await alice.meet('bob')
  if (!asked.ok) throw new Error(`alice cannot ask: ${asked.error.type}`)
  await shows(bob, () => bob.contacts().incoming.length === 1)
  const accepted = await bob.accept('alice')
  if (!accepted.ok) throw new Error(`bob cannot accept: ${accepted.error.type}`)
  await shows(alice, () => alice.contacts().met.length === 1)
}

/** A letter goes in on her circuit and comes out on his: it is held against the mean of their two round trips. */
async function measureInTurn(alice: Person, bob: Person) {
  const letters: number[] = []
  const trips: number[] = []
  // The first builds a session's second half and opens the lane; it is not what a conversation feels like.
  for (let index = -2; index < LETTERS; index++) {
    const trip = ((await alice.roundTrip()) + (await bob.roundTrip())) / 2
    const letter = await timed(async () => {
      const arrived = new Promise((resolve) => {
        const forget = bob.comrad.on('letter', (event) => {
          forget()
          resolve(event)
        })
      })
      const sent = await alice.comrad.send('bob', `letter ${index}`)
      if (!sent.ok) throw new Error(`not sent: ${sent.error.type}`)
      await arrived
    })
    if (index < 0) continue
    letters.push(letter)
    trips.push(trip)
  }
  return { letters: ascending(letters), trips: ascending(trips) }
}

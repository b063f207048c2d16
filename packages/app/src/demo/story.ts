/** The demo's story: comrads register, two of them meet, compare, write; and the Operator is killed. */
import { formatOperatorAddress, type OperatorAddress, type Result } from '@comrad/protocol'
import { speakAccountProgress } from '@comrad/terminal'
import type { OperatorChild } from '../operator-child.ts'
import { areAllDelivered, type DemoComrad, textsFrom, until } from './demo-comrad.ts'
import { piecesOf, type Searched, spellingsOf, type Wanted } from './file-search.ts'
import { DemoFailure, type Narrator, within } from './narrator.ts'
import type { Person } from './people.ts'
import type { Recorded } from './recording-transport.ts'

export type Story = {
  readonly narrator: Narrator
  readonly alice: DemoComrad
  readonly bob: DemoComrad
  /** All of them, those two first. */
  readonly people: readonly DemoComrad[]
  readonly recorded: Recorded
  search(wanted: readonly Wanted[]): Promise<Searched>
  untilNothingIsFound(wanted: readonly Wanted[]): Promise<void>
  startOperator(): Promise<OperatorChild>
}

const BURST = 8

export async function register({ narrator, people }: Story): Promise<void> {
  narrator.scene('Five comrads register')
  const one = async ({ person, comrad }: DemoComrad) => {
    const registered = await comrad.register(person, (step) =>
      narrator.waiting(`${person}: ${speakAccountProgress(step)}`),
    )
    return must(registered, `${person} registers`)
  }
  const entered = await within(180, 'registering', Promise.all(people.map(one)))
  narrator.says('@Keymaker', 'All have done the work that a name costs. Their keys never left their devices.')
  for (const { name, index } of entered)
    narrator.says('@Operator', `${name} stands in the register, as entry ${index}.`)
  for (const { comrad } of people) comrad.start()
}

export async function meet({ narrator, alice, bob }: Story): Promise<void> {
  narrator.scene('Two of them meet')
  narrator.says('alice', 'asks to meet bob: “It is me, from the print shop.”')
  must(await alice.comrad.meet('bob', 'It is me, from the print shop.'), 'alice asks')
  await until(bob, 'the request arrives', 90, (comrad) => comrad.contacts().incoming.length === 1)
  narrator.says('bob', 'is asked, and accepts.')
  must(await bob.comrad.accept('alice'), 'bob accepts')
  await until(alice, 'the answer arrives', 90, (comrad) => comrad.contacts().met.length === 1)
  narrator.held('they have met', bob.comrad.contacts().met.length === 1)
}

export async function compare({ narrator, alice, bob }: Story): Promise<void> {
  narrator.scene('They compare safety numbers')
  const [mine, theirs] = [
    must(alice.comrad.verify('bob'), 'verify'),
    must(bob.comrad.verify('alice'), 'verify'),
  ]
  narrator.tells(mine.groups.slice(0, 6).join(' '))
  narrator.tells(mine.groups.slice(6).join(' '))
  narrator.held(
    'both see the same sixty digits: nobody stands between them',
    mine.groups.join() === theirs.groups.join(),
  )
  must(await alice.comrad.markVerified('bob'), 'alice confirms')
  must(await bob.comrad.markVerified('alice'), 'bob confirms')
}

export async function write(story: Story): Promise<void> {
  const { narrator, alice, bob } = story
  narrator.scene('They write, both online')
  await writeAndArrive(story, alice, bob, 'Tomorrow at eight, by the old mill.')
  await writeAndArrive(story, bob, alice, 'I shall be there, and bring the banners.')
}

async function writeAndArrive(
  { narrator }: Story,
  from: DemoComrad,
  to: DemoComrad,
  text: string,
): Promise<void> {
  narrator.says(from.person, `writes: ${text}`)
  const before = performance.now()
  must(await from.comrad.send(to.person, text), 'send')
  await until(to, 'the letter arrives', 90, (comrad) => textsFrom(comrad, from.person).includes(text))
  const seconds = ((performance.now() - before) / 1000).toFixed(1)
  narrator.held(`it is on ${to.person}'s screen, ${seconds} s later`, true)
}

export async function writeWhileAway(story: Story): Promise<void> {
  const { narrator, alice, bob, search } = story
  narrator.scene('One of them is away')
  await bob.comrad.stop()
  narrator.says('bob', 'is offline.')
  const known = story.recorded.envelopes.length
  const text = 'The mill is watched. The bridge instead.'
  narrator.says('alice', `writes: ${text}`)
  must(await alice.comrad.send('bob', text), 'send')
  await until(alice, 'the letter is deposited', 90, (comrad) => comrad.status().mail.queued === 0)
  const sealed = story.recorded.envelopes
    .slice(known)
    .flatMap((bytes, index) => piecesOf(`envelope ${index}`, bytes))
  const seen = await search([...sealed, ...spellingsOf('its text', text)])
  narrator.held(
    'while it waits, the search finds its sealed bytes in the Operator’s files',
    seen.found.some((one) => one.startsWith('envelope')),
  )
  narrator.held('and not its text', !seen.found.includes('its text'))
  bob.comrad.start()
  narrator.says('bob', 'is back.')
  await until(bob, 'the letter arrives', 90, (comrad) => textsFrom(comrad, 'alice').includes(text))
  narrator.held('it was waiting for him', true)
}

export async function killOperator(story: Story, operator: OperatorChild): Promise<OperatorChild> {
  const { narrator, alice, bob } = story
  narrator.scene('The Operator is killed in the middle of it')
  const lettersOf = (person: Person) =>
    Array.from({ length: BURST }, (_, index) => `Letter ${index + 1} of ${BURST}, by ${person}.`)
  narrator.tells(`Both write ${BURST} letters at once.`)
  const sendAll = async (from: DemoComrad, to: Person) => {
    for (const text of lettersOf(from.person)) must(await from.comrad.send(to, text), 'send')
  }
  await Promise.all([sendAll(alice, 'bob'), sendAll(bob, 'alice')])
  await until(bob, 'some letters arrive', 90, (comrad) =>
    textsFrom(comrad, 'alice').some((text) => text.startsWith('Letter ')),
  )
  await operator.kill()
  const arrived = [alice, bob].map(({ comrad, person }) =>
    textsFrom(comrad, person === 'alice' ? 'bob' : 'alice'),
  )
  const so = arrived.flat().filter((text) => text.startsWith('Letter ')).length
  narrator.tells(`SIGKILL. ${so} of the ${BURST * 2} had arrived.`)
  const again = await story.startOperator()
  narrator.held('started again: the same address, the same key', again.address === operator.address)
  narrator.waiting('@Telephone: finding the Operator again …')
  for (const one of [alice, bob]) {
    await until(one, 'receipts for all letters', 180, (comrad) =>
      areAllDelivered(comrad, one === alice ? 'bob' : 'alice'),
    )
  }
  for (const [reader, writer] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    const texts = textsFrom(reader.comrad, writer).filter((text) => text.startsWith('Letter '))
    narrator.held(
      `${reader.person} has each of ${writer}'s ${BURST} letters exactly once, in order`,
      texts.join('\n') === lettersOf(writer).join('\n'),
    )
  }
  return again
}

export function must<T, E extends { readonly type: string }>(result: Result<T, E>, what: string): T {
  if (!result.ok) throw new DemoFailure(`${what}: ${result.error.type}`)
  return result.value
}

export function tellAddress(narrator: Narrator, address: OperatorAddress): void {
  narrator.says('@Operator', 'I am reachable as an onion service, and in no other way:')
  narrator.tells(formatOperatorAddress(address))
}

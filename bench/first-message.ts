/**
 * From the command to the first message written, by somebody who has read nothing of Comrad and reads all that it shows, once.
 * What the machine takes is measured in a real window, with a name at its real price. What the person takes is counted from what
 * stands on the screen and what is typed, by the rates below.
 */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openBrowser, openWindow, PASSPHRASE, skipWithoutBrowser } from '../test/e2e/browser.ts'
import {
  type Ending,
  run,
  SMALL_OPERATOR,
  startLocalOperator,
  temporaryDirectory,
  withEnding,
} from '../test/e2e/command.ts'
import { untilSo } from '../test/e2e/patience.ts'
import type { Measurement, Section } from './report.ts'

/** Silent reading of English: Brysbaert, Journal of Memory and Language 109 (2019). */
const READ_WORDS_PER_MINUTE = 238
/** Typing, of 136 million keystrokes: Dhakal et al., CHI 2018. A word is five characters. */
const TYPED_WORDS_PER_MINUTE = 52
/** To make up one's mind, to point, to press: Card, Moran and Newell, Communications of the ACM 23 (1980). */
const DECIDE_SECONDS = 1.35
const POINT_SECONDS = 1.1
const KEY_SECONDS = 0.2
const PRESS_SECONDS = DECIDE_SECONDS + POINT_SECONDS + KEY_SECONDS
/** The first field of a form is written in at once, and Tab leads to the next. */
const NEXT_FIELD_SECONDS = DECIDE_SECONDS + KEY_SECONDS
/** Copying with a pen: Brown, Human-Computer Interface Design Guidelines (1988). */
const COPIED_WORDS_PER_MINUTE = 22
const WORDS_OF_PHRASE = 24

/** The price of a name is a matter of luck. */
const ROUNDS = 5

const GREETING = 'It is me, from the print shop. Are you there on Saturday?'

export const firstMessage: Section = {
  name: 'first-message',
  measure: async () =>
    skipWithoutBrowser
      ? [{ name: `not measured: ${skipWithoutBrowser}`, value: 0, unit: 's' }]
      : withEnding(measure),
}

async function measure(ending: Ending): Promise<readonly Measurement[]> {
  const { COMRAD_OPERATOR_CLAIM_POW: _cheap, ...env } = SMALL_OPERATOR
  const { address: operator } = await startLocalOperator(ending, await temporaryDirectory(ending), env)
  const bob = join(await temporaryDirectory(ending), 'bob')
  const registered = await run(['--home', bob, '--operator', operator, 'register', 'bob'], {
    passphrase: PASSPHRASE,
  })
  if (registered.code !== 0) throw new Error(registered.stderr)
  const browser = await openBrowser(ending)
  const rounds: Story[] = []
  for (let round = 0; round < ROUNDS; round++)
    rounds.push(await tell(ending, { browser, operator, name: `alice${round}` }))
  const greetings = async () => {
    const { stdout } = await run(['--home', bob, 'contacts'], { passphrase: PASSPHRASE })
    return stdout.split(GREETING.slice(0, 20)).length - 1
  }
  await untilSo(async () => (await greetings()) === ROUNDS, 'the messages at the other')
  rounds.sort((one, other) => total(one) - total(other))
  const median = rounds[Math.floor(ROUNDS / 2)] as Story

  const copying = (WORDS_OF_PHRASE / COPIED_WORDS_PER_MINUTE) * 60
  // The button, and two words that are asked for: about six letters each.
  const checking = 3 * PRESS_SECONDS + 2 * ((6 / 5 / TYPED_WORDS_PER_MINUTE) * 60 + PRESS_SECONDS)
  const { machine, person, name } = median
  const seconds = total(median)
  return [
    {
      ...{ name: 'first start to first message written', value: seconds, unit: 's', target: { atMost: 120 } },
      note: `median of ${ROUNDS}, the 24 words printed or put off; without Tor’s own start, which goes on while one reads`,
    },
    {
      name: 'of which the machine',
      value: machine,
      unit: 's',
      note: `a name at its real price: ${name.toFixed(1)} s`,
    },
    { name: 'of which reading, typing and pressing', value: person, unit: 's' },
    {
      ...{
        name: 'with the 24 words copied by hand and asked for',
        value: seconds + copying + checking,
        unit: 's',
      },
      note: `${copying.toFixed(0)} s of it with the pen`,
    },
  ]
}

type Story = { readonly machine: number; readonly person: number; readonly name: number }

const total = ({ machine, person }: Story): number => machine + person

/** In seconds. */
async function tell(
  ending: Ending,
  {
    browser,
    operator,
    name: called,
  }: { readonly browser: Browser; readonly operator: string; readonly name: string },
): Promise<Story> {
  let machine = 0
  let person = 0
  const wait = async <T>(what: () => Promise<T>): Promise<T> => {
    const start = performance.now()
    const value = await what()
    const seconds = (performance.now() - start) / 1_000
    machine += seconds
    return value
  }
  const { page } = await wait(async () => {
    const window = await openWindow(ending, browser, { operator })
    await window.page.getByRole('button', { name: 'Begin' }).waitFor()
    return window
  })
  /** As it is drawn: what is hidden is not read. */
  const drawn = (element: string): Promise<string> => page.evaluate(`${element}.innerText`)
  const known = new Set<string>()
  /** Each line that was not on an earlier screen. */
  const read = async () => {
    const lines = (await drawn('document.body')).split('\n').map((line) => line.trim())
    const fresh = lines.filter((line) => line !== '' && !known.has(line))
    for (const line of fresh) known.add(line)
    person += (fresh.join(' ').split(/\s+/).length / READ_WORDS_PER_MINUTE) * 60
  }
  const type = async (label: string | RegExp, text: string) => {
    await page.getByLabel(label).fill(text)
    person += NEXT_FIELD_SECONDS + (text.length / 5 / TYPED_WORDS_PER_MINUTE) * 60
  }
  const press = async (name: string, shown: string) => {
    person += PRESS_SECONDS
    await wait(async () => {
      await page.getByRole('button', { name, exact: true }).first().click()
      await page.getByText(shown, { exact: false }).first().waitFor()
    })
  }

  await read()
  await press('Begin', 'Your name')
  await read()
  await type('Your name', called)
  await type('A passphrase', PASSPHRASE)
  await type('The same again', PASSPHRASE)
  const before = machine
  await press('Make my account', 'Your 24 words')
  const name = machine - before
  // Of the list itself the first and the last are looked at: it is to be copied, not read.
  for (const line of (await drawn(`document.querySelector('.phrase')`)).split('\n')) known.add(line.trim())
  await read()
  await press('Later', 'Feed')
  await read()
  await press('Contacts', 'Meet somebody')
  await read()
  await press('Meet somebody', 'Their name')
  await read()
  await type('Their name', 'bob')
  await type(/greeting/i, GREETING)
  await press('Ask to meet', 'bob has been asked')
  return { machine, person, name }
}

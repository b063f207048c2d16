/** Leads to an open account: a name, a passphrase, the work, the 24 words. What was begun before is gone on with. */
import { type Comrad, type ComradError, type Words, wordsOfError } from '@comrad/client'
import { type Bytes, type Name, parseName, type Result } from '@comrad/protocol'
import { speakAccountProgress } from './cast.ts'
import { drawWords } from './draw-words.ts'
import { confirmPhrase } from './guide-phrase.ts'
import { wrap } from './layout.ts'
import type { Terminal } from './terminal.ts'

export type AccountGuide = {
  readonly terminal: Terminal
  readonly hasStore: boolean
  readonly random: (length: number) => Bytes
  /** Waits until the network can be reached; why not, if it cannot. */
  reach(): Promise<Words | undefined>
  unlock(passphrase: string): Promise<Result<Comrad, ComradError>>
  create(passphrase: string): Promise<Result<Comrad, ComradError>>
}

/** undefined: the person left, or it cannot be done; why has been said. */
export async function guideAccount(guide: AccountGuide): Promise<Comrad | undefined> {
  if (guide.hasStore) {
    const comrad = await unlock(guide)
    return comrad && finishRegistration(guide, comrad)
  }
  const { terminal } = guide
  terminal.print([...wrap(WELCOME, terminal.pen), ''])
  const name = await askName(terminal)
  if (name === undefined) return undefined
  const passphrase = await askNewPassphrase(terminal)
  if (passphrase === undefined) return undefined
  const created = await guide.create(passphrase)
  if (!created.ok) return give(terminal, created.error)
  return name === RECOVER ? recover(guide, created.value) : register(guide, created.value, name)
}

const WELCOME =
  'Welcome, comrad. Two things are asked of you: a name, by which others find you, and a passphrase, which locks what is kept on this device. If you have an account already, type /recover.'
const RECOVER = '/recover'
const ATTEMPTS = 5

async function unlock({ terminal, unlock }: AccountGuide): Promise<Comrad | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const passphrase = await terminal.askHidden('Passphrase: ')
    if (passphrase === undefined) return undefined
    terminal.status('@Keymaker: unlocking …')
    const unlocked = await unlock(passphrase)
    terminal.status()
    if (unlocked.ok) return unlocked.value
    give(terminal, unlocked.error)
    if (unlocked.error.type !== 'wrong-passphrase') return undefined
  }
  return undefined
}

async function finishRegistration(guide: AccountGuide, comrad: Comrad): Promise<Comrad | undefined> {
  const account = comrad.account()
  switch (account.phase) {
    case 'registered':
      return comrad
    case 'claiming':
      guide.terminal.print([`Going on with the registration of ${account.name}.`])
      return register(guide, comrad, account.name)
    case 'unnamed':
    case 'none': {
      guide.terminal.print(['Your keys are there; a name is missing.'])
      const name = await askName(guide.terminal)
      if (name === undefined) return undefined
      return name === RECOVER ? recover(guide, comrad) : register(guide, comrad, name)
    }
  }
}

async function register(guide: AccountGuide, comrad: Comrad, first: Name): Promise<Comrad | undefined> {
  const { terminal } = guide
  let name = first
  for (;;) {
    if (!(await isReached(guide))) return undefined
    const registered = await comrad.register(name, (step) => terminal.status(speakAccountProgress(step)))
    terminal.status()
    if (registered.ok) {
      terminal.print([`@Operator: ${registered.value.name} stands in the register, for ever. Welcome.`, ''])
      const phrase = comrad.recoveryPhrase()
      return phrase === undefined || (await confirmPhrase(guide, phrase)) ? comrad : undefined
    }
    give(terminal, registered.error)
    const isAboutName = registered.error.type === 'name-taken' || registered.error.type === 'name-invalid'
    if (isAboutName) {
      const another = await askName(terminal)
      if (another === undefined || another === RECOVER) return undefined
      name = another
    } else if (!(await isToTryAgain(terminal))) return undefined
  }
}

async function recover(guide: AccountGuide, comrad: Comrad): Promise<Comrad | undefined> {
  const { terminal } = guide
  for (;;) {
    const phrase = await terminal.ask('Your 24 words: ')
    if (phrase === undefined || !(await isReached(guide))) return undefined
    const recovered = await comrad.recover(phrase, (step) => terminal.status(speakAccountProgress(step)))
    terminal.status()
    if (recovered.ok) {
      terminal.print([`@Operator: welcome back, ${recovered.value.name}.`, ''])
      return comrad
    }
    give(terminal, recovered.error)
    if (recovered.error.type === 'account-exists') return undefined
    if (recovered.error.type === 'no-such-account') return finishRegistration(guide, comrad)
  }
}

/** Tries until it works or the person leaves. */
async function isReached({ terminal, reach }: AccountGuide): Promise<boolean> {
  for (;;) {
    const trouble = await reach()
    if (trouble === undefined) return true
    terminal.print(drawWords(trouble, terminal.pen))
    if (!(await isToTryAgain(terminal))) return false
  }
}

async function askName(terminal: Terminal): Promise<Name | typeof RECOVER | undefined> {
  for (;;) {
    const answer = (await terminal.ask('Your name: '))?.trim()
    if (answer === undefined || answer === '/quit') return undefined
    if (answer === RECOVER) return RECOVER
    const name = parseName(answer)
    if (name.ok) return name.value
    give(terminal, { type: 'name-invalid', reason: name.error })
  }
}

async function isToTryAgain(terminal: Terminal): Promise<boolean> {
  const answer = await terminal.ask('Enter tries again, /quit leaves: ')
  return answer !== undefined && answer.trim() !== '/quit'
}

export const PASSPHRASE_LENGTH = 8
export const PASSPHRASE_TOO_SHORT = `A passphrase has at least ${PASSPHRASE_LENGTH} characters; four or more words are better.`

/** Twice, because nobody sees it. */
export async function askNewPassphrase(terminal: Terminal): Promise<string | undefined> {
  for (;;) {
    const passphrase = await terminal.askHidden('A new passphrase (nothing is shown): ')
    if (passphrase === undefined) return undefined
    if ([...passphrase].length < PASSPHRASE_LENGTH) {
      terminal.print([PASSPHRASE_TOO_SHORT])
      continue
    }
    const again = await terminal.askHidden('The same again: ')
    if (again === undefined) return undefined
    if (again === passphrase) return passphrase
    terminal.print(['They were not the same. Once more.'])
  }
}

function give(terminal: Terminal, error: ComradError): undefined {
  terminal.print(drawWords(wordsOfError(error), terminal.pen))
  return undefined
}

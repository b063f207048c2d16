/** The guided start as a person sees it, in a terminal that `script` makes. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { exitOf, json, PASSPHRASE, run, SMALL_OPERATOR, temporaryDirectory } from './command.ts'
import { processesNaming } from './processes.ts'

const SCRIPT = '/usr/bin/script'
const COMRAD = join(import.meta.dirname, '..', '..', 'packages', 'app', 'bin', 'comrad.js')
const skip = existsSync(SCRIPT) ? false : 'script(1) is not installed'

test('a person is led to an account, meets somebody, and writes', { skip }, async (context) => {
  const directory = await temporaryDirectory(context)
  const person = startInTerminal(context, directory)
  const guest = (...args: string[]) =>
    run(['--home', join(directory, 'guest'), '--json', ...args], { passphrase: PASSPHRASE })

  const address = (await person.sees(/comrad:\/\/127\.0\.0\.1:\d+\/[a-z2-7]{52}/))[0]
  await person.sees(/NOT ANONYMOUS/)
  await person.answers(/Your name: /, 'operator')
  await person.sees(/belongs to Comrad's own cast/)
  await person.answers(/Your name: $/, 'alice')
  await person.answers(/A new passphrase/, PASSPHRASE)
  await person.answers(/The same again/, PASSPHRASE)
  await person.sees(/alice stands in the register/)
  for (let asked = 0; asked < 2; asked++) {
    const [, number] = await person.sees(/Word (\d+), from the paper/)
    person.forget()
    person.types(wordOf(person.everything(), Number(number)))
  }
  await person.sees(/Right\. Nothing more is needed/)
  await person.sees(/· Connected/)

  assert.equal(json(await guest('--operator', address, 'register', 'bob'))['name'], 'bob')
  await guest('meet', 'alice', '--greeting', 'From the print shop')
  await person.sees(/bob asks to meet you/)
  person.types('/meet bob')
  await person.sees(/You and bob have met/)
  person.types('bob')
  await person.sees(/to bob> /)
  person.types('See you tomorrow.')
  await guest('contacts')
  const { letters } = json(await guest('inbox')) as { letters: { text: string }[] }
  assert.deepEqual(
    letters.map(({ text }) => text),
    ['See you tomorrow.'],
  )
  await person.sees(/\(delivered\)/)
  await guest('send', 'alice', 'With banners.')
  await person.sees(/bob: With banners\./)
  person.types('/quit')
  assert.equal(await person.ended, 0)
  assert.doesNotMatch(person.everything(), new RegExp(PASSPHRASE), 'a passphrase is never shown')
  assert.deepEqual(processesNaming(directory), [], 'its Operator has ended with it')
})

function startInTerminal(context: TestContext, directory: string) {
  const command = [
    process.execPath,
    COMRAD,
    'start',
    '--terminal',
    '--local',
    '--home',
    join(directory, 'home'),
  ]
  const child: ChildProcess = spawn(SCRIPT, ['-qec', command.join(' '), '/dev/null'], {
    env: { ...process.env, ...SMALL_OPERATOR, NO_COLOR: '1', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let everything = ''
  let from = 0
  const looks = new Set<() => void>()
  child.stdout?.on('data', (chunk) => {
    everything += chunk
    for (const look of [...looks]) look()
  })
  const ended = exitOf(child)
  context.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys is not what a person sees
  const screen = () => everything.slice(from).replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')

  return {
    screen,
    ended,
    everything: () => everything,
    /** What was seen up to now does not count any more. */
    forget: () => {
      from = everything.length
    },
    types: (line: string) => void child.stdin?.write(`${line}\r`),
    sees,
    async answers(question: RegExp, line: string) {
      await sees(question)
      this.forget()
      this.types(line)
    },
  }

  function sees(what: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not seen: ${what}\n${screen()}`)), 60_000)
      const look = () => {
        const found = what.exec(screen())
        if (!found) return
        clearTimeout(late)
        looks.delete(look)
        resolve(found)
      }
      looks.add(look)
      look()
    })
  }
}

/** From the list, which is the last to put a number before a word: "about 2 are needed" and "these 24 words" come earlier. */
function wordOf(screen: string, number: number): string {
  const [, word] = [...screen.matchAll(new RegExp(`\\b${number} ([a-z]+)`, 'g'))].at(-1) ?? []
  assert.ok(word, `word ${number} is on the screen`)
  return word
}

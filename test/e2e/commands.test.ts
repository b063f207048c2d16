/** The commands as they are typed: real processes, a real Operator on loopback, homes on disk. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import {
  events,
  exitOf,
  json,
  PASSPHRASE,
  run,
  SMALL_OPERATOR,
  spawnComrad,
  startLocalOperator,
  temporaryDirectory,
  useStandInProofs,
} from './command.ts'
import { processesNaming } from './processes.ts'

useStandInProofs()

const COMMANDS = [
  'start',
  'register',
  'recover',
  'status',
  'meet',
  'contacts',
  'verify',
  'send',
  'inbox',
  'operator',
]

test('two comrads register, meet, compare, write to each other, and come back from 24 words', async (context) => {
  const directory = await temporaryDirectory(context)
  const { address } = await startLocalOperator(context, join(directory, 'operator'))
  const comrad = (name: string, ...args: string[]) =>
    run(['--home', join(directory, name), '--json', ...args], { passphrase: PASSPHRASE })
  const alice = (...args: string[]) => comrad('alice', ...args)
  const bob = (...args: string[]) => comrad('bob', ...args)
  let phrase = ''

  await context.test('an Operator is named once and used from then on', async () => {
    for (const person of [alice, bob])
      assert.deepEqual(json(await person('--operator', address)), { operator: address })
  })

  await context.test('a name is entered, and the phrase is shown', async () => {
    const registered = json(await alice('register', 'Alice'))
    assert.equal(registered['name'], 'alice')
    assert.equal(registered['operator'], address)
    phrase = String(registered['phrase'])
    assert.equal(phrase.split(' ').length, 24)
  })

  await context.test('a name that is taken is refused, the keys are kept, and another is free', async () => {
    const taken = await bob('register', 'alice')
    assert.equal(taken.code, 1)
    assert.deepEqual((json(taken)['error'] as { type: string }).type, 'name-taken')
    assert.equal((await bob('register', 'bob')).code, 0)
  })

  await context.test('one asks, the other is shown the greeting and accepts', async () => {
    const asked = json(await alice('meet', 'bob', '--greeting', 'It is me'))
    assert.deepEqual(asked, { name: 'bob', state: 'asked' })
    const { requests } = json(await bob('inbox')) as { requests: { from: string; greeting: string }[] }
    assert.deepEqual(
      requests.map(({ from, greeting }) => ({ from, greeting })),
      [{ from: 'alice', greeting: 'It is me' }],
    )
    assert.deepEqual(json(await bob('meet', 'alice')), { name: 'alice', state: 'met' })
    const { met } = json(await alice('contacts')) as { met: { name: string }[] }
    assert.deepEqual(
      met.map(({ name }) => name),
      ['bob'],
    )
  })

  await context.test('both see the same sixty digits, and confirm them', async () => {
    const [one, other] = [json(await alice('verify', 'bob')), json(await bob('verify', 'alice', '--confirm'))]
    assert.match(String(one['digits']), /^\d{60}$/)
    assert.equal(one['digits'], other['digits'])
    assert.equal(one['verified'], false)
    assert.equal(other['verified'], true)
  })

  await context.test('a letter is deposited, collected once, and shown once', async () => {
    const sent = json(await alice('send', 'bob', 'Tomorrow at eight.'))
    assert.equal(sent['to'], 'bob')
    assert.equal(sent['state'], 'deposited')
    const { letters } = json(await bob('inbox')) as { letters: { from: string; text: string }[] }
    assert.deepEqual(
      letters.map(({ from, text }) => ({ from, text })),
      [{ from: 'alice', text: 'Tomorrow at eight.' }],
    )
    assert.deepEqual((json(await bob('inbox')) as { letters: unknown[] }).letters, [])
  })

  await context.test('inbox --follow shows a letter as it arrives, and ends when told', async () => {
    const child = spawnComrad(['--home', join(directory, 'alice'), '--json', 'inbox', '--follow'], {
      passphrase: PASSPHRASE,
    })
    child.stderr?.resume()
    const said = events(child)
    const ended = exitOf(child)
    const letter = said.next('letter')
    assert.equal(json(await bob('send', 'alice', 'I shall be there.'))['state'], 'deposited')
    assert.equal((await letter)['text'], 'I shall be there.')
    child.kill('SIGTERM')
    assert.equal(await ended, 0)
  })

  await context.test('a second process on the same home is refused, and says why', async () => {
    const child = spawnComrad(['--home', join(directory, 'alice'), '--json', 'inbox', '--follow'], {
      passphrase: PASSPHRASE,
    })
    child.stderr?.resume()
    const ended = exitOf(child)
    const letter = events(child).next('letter')
    assert.equal((await bob('send', 'alice', 'Are you open?')).code, 0)
    await letter
    const second = await alice('status')
    assert.equal(second.code, 1)
    assert.equal((json(second)['error'] as { type: string }).type, 'store-in-use')
    child.kill('SIGTERM')
    await ended
    assert.equal((await alice('status')).code, 0)
  })

  await context.test('a wrong passphrase is refused, and nothing is lost', async () => {
    const home = ['--home', join(directory, 'alice'), '--json', '--offline']
    const wrong = await run(['status', ...home], { passphrase: 'another passphrase' })
    assert.equal(wrong.code, 1)
    assert.equal((json(wrong)['error'] as { type: string }).type, 'wrong-passphrase')
    const right = json(await run(['status', ...home], { passphrase: PASSPHRASE }))
    assert.deepEqual((right['account'] as { phase: string }).phase, 'registered')
  })

  await context.test('the 24 words bring name and keys back on another device', async () => {
    const home = ['--home', join(directory, 'again'), '--operator', address, '--json']
    const recovered = await run(['recover', ...home, '--phrase-fd', '0'], {
      passphrase: PASSPHRASE,
      input: phrase,
    })
    assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr)
    assert.equal(json(recovered)['name'], 'alice')
  })

  await context.test(
    'another Operator is refused for a home with an account: it would look like one that lost its register',
    async () => {
      const other = address.replace(/[a-z2-7]{51}[aq]$/, `${'a'.repeat(52)}`)
      const refused = await alice('--operator', other)
      assert.equal(refused.code, 1)
      assert.equal((json(refused)['error'] as { type: string }).type, 'another-operator')
    },
  )

  await context.test('nobody else can read what is kept', async () => {
    for (const path of [join(directory, 'alice'), join(directory, 'operator')]) {
      assert.equal((await stat(path)).mode & 0o077, 0, path)
    }
  })
})

test('without a connection a letter is kept and says so; it goes with the next one', async (context) => {
  const directory = await temporaryDirectory(context)
  const operator = await startLocalOperator(context, join(directory, 'operator'))
  const comrad = (name: string, ...args: string[]) =>
    run(['--home', join(directory, name), '--operator', operator.address, '--json', ...args], {
      passphrase: PASSPHRASE,
    })
  await comrad('alice', 'register', 'alice')
  await comrad('bob', 'register', 'bob')
  await comrad('alice', 'meet', 'bob')
  assert.equal(json(await comrad('bob', 'meet', 'alice'))['state'], 'met')
  assert.equal((json(await comrad('alice', 'contacts')) as { met: unknown[] }).met.length, 1)

  const gone = exitOf(operator.child)
  operator.child.kill('SIGTERM')
  assert.equal(await gone, 0)
  const kept = await comrad('alice', 'send', 'bob', 'Later, then.', '--timeout', '5')
  assert.equal(kept.code, 0)
  assert.equal(json(kept)['state'], 'queued')

  const again = await startLocalOperator(context, join(directory, 'operator'))
  assert.equal(again.address, operator.address, 'the same files: the same key, the same port')
  assert.equal((json(await comrad('alice', 'status')) as { mail: { queued: number } }).mail.queued, 0)
  const { letters } = json(await comrad('bob', 'inbox')) as { letters: { text: string }[] }
  assert.deepEqual(
    letters.map(({ text }) => text),
    ['Later, then.'],
  )
})

describe('what is said without a terminal', () => {
  for (const command of COMMANDS) {
    test(`comrad ${command} --help`, async () => {
      const { code, stdout, stderr } = await run([command, '--help'])
      assert.equal(code, 0)
      assert.match(stdout, new RegExp(`^Usage: comrad ${command}`))
      assert.equal(stderr, '')
    })
  }

  test('help and version', async () => {
    assert.match((await run([])).stdout, /comrad register NAME/)
    assert.match((await run(['--version'])).stdout, /^comrad \d+\.\d+\.\d+\n$/)
  })

  test('a command line that is not understood ends with 2, on the error output', async () => {
    const { code, stdout, stderr } = await run(['regsiter', 'alice'])
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /no command “regsiter”/)
  })

  test('no Operator is known: what to do is said', async (context) => {
    const directory = await temporaryDirectory(context)
    const { code, stderr } = await run(['--home', directory, 'register', 'alice'], { passphrase: PASSPHRASE })
    assert.equal(code, 1)
    assert.match(stderr, /No Operator is known yet[\s\S]*comrad --operator ADDRESS/)
  })

  test('nobody to ask for a passphrase: refused before anything is made', async (context) => {
    const directory = await temporaryDirectory(context)
    const address = `comrad://127.0.0.1:9/${'a'.repeat(52)}`
    const { code, stderr } = await run(['--home', directory, '--operator', address, 'register', 'alice'])
    assert.equal(code, 1)
    assert.match(stderr, /--passphrase-fd/)
    assert.deepEqual(await readdir(directory), ['operator'])
  })

  test('an address that is none, and one that is not an onion service or this machine', async (context) => {
    const directory = await temporaryDirectory(context)
    for (const address of ['http://example.org', `comrad://192.168.0.7:80/${'a'.repeat(52)}`]) {
      const { code, stderr } = await run(['--home', directory, '--operator', address])
      assert.equal(code, 1)
      assert.match(stderr, /not an Operator's address/)
    }
  })

  test('an Operator that is to be reached through Tor, and no tor: nothing is connected in another way', async (context) => {
    const directory = await temporaryDirectory(context)
    const address = `comrad://${'a'.repeat(56)}.onion/${'a'.repeat(52)}`
    const ran = await run(['--home', directory, '--operator', address, 'register', 'alice'], {
      passphrase: PASSPHRASE,
      env: { COMRAD_TOR: join(directory, 'no-tor-here') },
    })
    assert.equal(ran.code, 1)
    assert.match(ran.stderr, /“tor” was not found/)
  })

  test('whoever answers with another key than the address names is refused', async (context) => {
    const directory = await temporaryDirectory(context)
    const { address } = await startLocalOperator(context, join(directory, 'operator'))
    const forged = address.replace(/[a-z2-7]{51}[aq]$/, 'a'.repeat(52))
    const home = ['--home', join(directory, 'home'), '--operator', forged, '--json', '--timeout', '10']
    const refused = await run(['register', 'alice', ...home], { passphrase: PASSPHRASE })
    assert.equal(refused.code, 1)
    assert.equal((json(refused)['error'] as { type: string }).type, 'wrong-operator')
  })

  test('an Operator: its counters on loopback, and no second one on the same files', async (context) => {
    const directory = await temporaryDirectory(context)
    const data = ['--data', join(directory, 'operator')]
    const child = spawnComrad(['operator', '--local', '--json', '--metrics', ...data])
    child.stderr?.resume()
    const ended = exitOf(child)
    const said = await events(child).next('running')
    const counters = await fetch(`http://127.0.0.1:${said['metrics']}/metrics`)
    assert.match(await counters.text(), /^connections 0$/m)

    const second = await run(['operator', '--local', '--json', ...data])
    assert.equal(second.code, 1)
    assert.equal((json(second)['error'] as { type: string }).type, 'operator-store-in-use')
    child.kill('SIGTERM')
    assert.equal(await ended, 0)
  })

  test('an Operator that is told nonsense names the setting', async () => {
    const { code, stderr } = await run(['operator', '--local', '--port', 'many'])
    assert.equal(code, 1)
    assert.match(stderr, /--port takes a whole number from 0 to 65535/)
  })

  test('start without tor says so and runs for this machine only, never silently', async (context) => {
    const directory = await temporaryDirectory(context)
    const child = spawnComrad(['start', '--home', directory], {
      env: { COMRAD_TOR: join(directory, 'none') },
    })
    const ended = exitOf(child)
    let stderr = ''
    child.stderr?.on('data', (chunk) => {
      stderr += chunk
    })
    const [first] = await linesOf(child, 2)
    assert.match(first ?? '', /this machine only: NOT ANONYMOUS/)
    assert.match(stderr, /“tor” was not found/)
    assert.match(stderr, /this machine only: NOT ANONYMOUS/)
    child.kill('SIGINT')
    assert.equal(await ended, 0)
  })

  test('start that is killed takes its Operator with it', async (context) => {
    const directory = await temporaryDirectory(context)
    const child = spawnComrad(['start', '--local', '--home', directory])
    child.stderr?.resume()
    await linesOf(child, 2)
    assert.equal(processesNaming(directory).length, 2)
    child.kill('SIGKILL')
    for (let waited = 0; processesNaming(directory).length > 0; waited += 50) {
      assert.ok(waited < 20_000, 'it is still there')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })

  test('start without a terminal says in two lines what runs and how to reach it, and runs until it is told to stop', async (context) => {
    const directory = await temporaryDirectory(context)
    const child = spawnComrad(['start', '--local', '--home', directory], { env: SMALL_OPERATOR })
    const ended = exitOf(child)
    child.stderr?.resume()
    const lines = await linesOf(child, 2)
    const stdout = lines.join('\n')
    const address = /comrad:\/\/127\.0\.0\.1:\d+\/[a-z2-7]{52}/.exec(stdout)?.[0] ?? ''
    assert.match(stdout, /NOT ANONYMOUS/)
    const status = await run(
      ['--home', join(directory, 'guest'), '--operator', address, 'register', 'guest'],
      {
        passphrase: PASSPHRASE,
      },
    )
    assert.equal(status.code, 0, status.stderr)
    child.kill('SIGTERM')
    assert.equal(await ended, 0)
    assert.equal(lines.length, 2, lines.join('\n'))
    const after = await run(['--home', join(directory, 'guest'), 'status', '--json', '--timeout', '2'], {
      passphrase: PASSPHRASE,
    })
    assert.notEqual(
      (json(after)['connection'] as { phase: string }).phase,
      'connected',
      'its Operator is gone',
    )
  })
})

/** The lines of a program's output: answers when there are so many; later ones are added as they come. */
function linesOf(child: ChildProcess, count: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const lines: string[] = []
    assert.ok(child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (lines.length === count) resolve(lines)
    })
  })
}

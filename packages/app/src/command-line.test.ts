import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { COMMANDS, parseCommandLine, runsUntilStopped } from './command-line.ts'
import { helpOn } from './help.ts'

function actionOf(...args: string[]) {
  const parsed = parseCommandLine(args)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value.action
}

function reasonOf(...args: string[]) {
  const parsed = parseCommandLine(args)
  assert.ok(!parsed.ok, 'it was understood')
  assert.equal(parsed.error.type, 'usage')
  return parsed.error.reason
}

describe('what is understood', () => {
  test('a command with its argument', () => {
    assert.deepEqual(actionOf('register', 'alice'), { type: 'register', name: 'alice' })
  })

  test('options may stand before the command', () => {
    const parsed = parseCommandLine([
      '--home',
      '/h',
      '--json',
      'send',
      'bob',
      'a b',
      '--passphrase-fd',
      '3',
      '--timeout',
      '5',
    ])
    assert.ok(parsed.ok)
    assert.deepEqual(parsed.value, {
      action: { type: 'send', name: 'bob', text: 'a b', image: undefined },
      settings: {
        json: true,
        home: '/h',
        operator: undefined,
        bridges: undefined,
        passphraseFd: 3,
        timeoutMs: 5000,
      },
    })
  })

  test('a text that begins with a dash, after two of them', () => {
    assert.deepEqual(actionOf('send', 'bob', '--', '-1'), {
      type: 'send',
      name: 'bob',
      text: '-1',
      image: undefined,
    })
  })

  test('an Operator alone is taken from then on', () => {
    assert.deepEqual(actionOf('--operator', 'comrad://x'), { type: 'use-operator', address: 'comrad://x' })
  })

  test('flags of an Operator go to its own settings', () => {
    assert.deepEqual(actionOf('operator', '--local', '--data', 'd', '--metrics'), {
      type: 'operator',
      local: true,
      flags: { data: 'd', port: undefined, 'minimum-members': undefined, metrics: '0' },
    })
  })

  test('a post, and a reply, which goes where its post went', () => {
    const said = { type: 'post', text: 'To all', image: undefined }
    assert.deepEqual(actionOf('post', 'To all', '--to', 'trusted', '--expires', '1d'), {
      ...said,
      to: 'trusted',
      expiresDays: 1,
      replyTo: undefined,
    })
    assert.deepEqual(actionOf('reply', '7aa14e6e', 'To all', '--expires', '30'), {
      ...said,
      to: 'world',
      expiresDays: 30,
      replyTo: '7aa14e6e',
    })
  })

  test('a time, in its unit or off', () => {
    for (const [said, seconds] of Object.entries({
      '1m': 60,
      '2h': 7_200,
      '1d': 86_400,
      '4w': 2_419_200,
      off: 0,
    })) {
      assert.deepEqual(actionOf('timer', 'bob', said), { type: 'timer', name: 'bob', seconds })
    }
  })

  test('a face of others, one’s own, and its words', () => {
    assert.deepEqual(actionOf('profile', 'bob'), { type: 'profile', name: 'bob', offline: false })
    assert.deepEqual(actionOf('profile', '--offline'), { type: 'profile', name: undefined, offline: true })
    assert.deepEqual(actionOf('profile', 'edit', '--world', '', '--trusted-photo', 'none'), {
      type: 'edit-profile',
      world: '',
      trusted: undefined,
      worldPhoto: undefined,
      trustedPhoto: 'none',
    })
  })

  test('posts are hidden below a number, or none', () => {
    assert.deepEqual(actionOf('settings', '--hide-below=-3'), {
      type: 'settings',
      hideBelow: -3,
      prefetch: undefined,
    })
    assert.deepEqual(actionOf('settings', '--hide-below', 'off', '--prefetch', 'on'), {
      type: 'settings',
      hideBelow: 'off',
      prefetch: true,
    })
  })

  test('the feed of one comrad, whose name is read as names are', () => {
    assert.deepEqual(actionOf('feed', '--from', 'Bob', '--by', 'votes'), {
      ...{ type: 'feed', offline: false, follow: false, order: 'votes', audience: undefined },
      author: 'bob',
    })
  })

  test('what stays until it is told to stop', () => {
    const staying = [['inbox', '--follow'], ['feed', '--follow'], ['operator'], ['start']]
    for (const args of staying) assert.equal(runsUntilStopped(actionOf(...args)), true, args.join(' '))
    for (const args of [['inbox'], ['feed'], ['status'], ['send', 'bob', 'hello']]) {
      assert.equal(runsUntilStopped(actionOf(...args)), false, args.join(' '))
    }
  })

  test('nothing, help, and help on a command', () => {
    assert.deepEqual(actionOf(), { type: 'help', command: undefined })
    assert.deepEqual(actionOf('-h'), { type: 'help', command: undefined })
    assert.deepEqual(actionOf('help', 'send'), { type: 'help', command: 'send' })
    for (const command of COMMANDS) assert.deepEqual(actionOf(command, '--help'), { type: 'help', command })
  })
})

describe('what is not understood, and why', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['regsiter', 'alice'], /no command “regsiter”/],
    ['an unknown option', ['status', '--fast'], /Unknown option '--fast'/],
    ['an option of another command', ['status', '--follow'], /“comrad status” does not take --follow/],
    ['a missing name', ['register'], /needs NAME/],
    ['a missing text', ['send', 'bob'], /needs NAME and TEXT/],
    ['a text without quotes', ['send', 'bob', 'two', 'words'], /put the text in quotes/],
    ['an argument too many', ['status', 'now'], /takes no argument/],
    ['a file descriptor that is none', ['status', '--passphrase-fd', '-1'], /passphrase-fd/],
    ['a timeout of nothing', ['status', '--timeout', '0'], /--timeout takes a whole number from 1/],
    ['both ways to be reached', ['operator', '--onion', '--local'], /exclude each other/],
    ['both ways to be seen', ['start', '--window', '--terminal'], /exclude each other/],
    ['a vote that is none of the three', ['vote', '7aa14e6e', 'maybe'], /up, down or none/],
    ['an audience that is none', ['post', 'x', '--to', 'friends'], /--to takes world or trusted/],
    ['a reply to another audience', ['reply', 'p', 'x', '--to', 'world'], /does not take --to/],
    ['an expiry in words', ['post', 'x', '--expires', 'soon'], /--expires takes a number of days/],
    ['an author who can be nobody', ['feed', '--from', 'b'], /--from: A name has 3 to 30 characters/],
    ['an author by the Kelvin sign', ['feed', '--from', '\u212Aate'], /--from: A name is made of a to z/],
    ['an author of no letters', ['feed', '--from', ''], /--from: A name has 3 to 30/],
    ['a time without a unit', ['timer', 'bob', '5'], /a number with m, h, d or w/],
    ['a face that is edited without saying so', ['profile', '--world', 'x'], /profile edit/],
    ['an edit of nothing', ['profile', 'edit'], /needs one of --world/],
    ['a threshold in words', ['settings', '--hide-below', 'zero'], /a whole number, or off/],
    ['an option without its value', ['status', '--home'], /home/],
    ['a passphrase as an argument', ['status', '--passphrase', 'secret'], /Unknown option '--passphrase'/],
  ]
  for (const [name, args, reason] of cases) test(name, () => assert.match(reasonOf(...args), reason))
})

test('the help that is offered is that of the command, also where an option could not be read', () => {
  const parsed = parseCommandLine(['profile', 'edit', '--face', 'world'])
  assert.ok(!parsed.ok)
  assert.equal(parsed.error.command, 'profile')
})

test('help names every command, and no line of it is wider than 130 columns', () => {
  const overview = helpOn(undefined).join('\n')
  for (const command of COMMANDS) {
    assert.match(overview, new RegExp(`comrad ${command}\\b`))
    assert.match(helpOn(command).join('\n'), new RegExp(`^Usage: comrad ${command}`))
  }
  for (const line of [undefined, ...COMMANDS].flatMap(helpOn)) assert.ok(line.length <= 130, line)
})

test('the guide has a section for every command, and names every option', () => {
  const guide = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'commands.md'), 'utf8')
  for (const command of COMMANDS) {
    assert.match(guide, new RegExp(`^## \`comrad ${command}\\b`, 'm'))
    for (const [option] of helpOn(command)
      .join('\n')
      .matchAll(/--[a-z-]+/g))
      assert.ok(guide.includes(option), option)
  }
})

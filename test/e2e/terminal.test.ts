/** Two comrads at two terminals: from nothing to a message, as they see it. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parsePhrase } from '@comrad/keymaker'
import { halves, png } from '../../packages/images/src/picture-fixture.ts'
import { SMALL_OPERATOR, temporaryDirectory, useStandInProofs } from './command.ts'
import { processesNaming } from './processes.ts'
import { type Screen, skipWithoutTmux, startTmux } from './tmux.ts'

useStandInProofs()

const COMRAD = join(import.meta.dirname, '..', '..', 'packages', 'app', 'bin', 'comrad.js')
const PASSPHRASE = 'lantern quiet orbit herring'
const NEW_PASSPHRASE = 'tulip violet quartz sixty'
const WIPING_PASSPHRASE = 'thunder pocket saffron crow'
/** Words of each that are never among the 24 on the screen: BIP39 does not have them. */
const SECRET = /lantern|herring|tulip|sixty|saffron/
const ENV = {
  ...SMALL_OPERATOR,
  ...{ TERM: 'tmux-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', COMRAD_LANG: 'en' },
}

test('no word by which a passphrase would be known can be one of the 24', () => {
  for (const word of SECRET.source.split('|')) {
    const parsed = parsePhrase(`${'abandon '.repeat(23)}${word}`)
    assert.ok(!parsed.ok && parsed.error.type === 'unknown-word', word)
  }
})

test('two people come to names, meet, write and read, at 80 by 24', {
  skip: skipWithoutTmux,
}, async (context) => {
  const directory = await temporaryDirectory(context)
  const tmux = startTmux(context)
  const start = (name: string, args: readonly string[], env = {}) =>
    tmux.open(name, [process.execPath, COMRAD, '--home', join(directory, name), ...args, '--terminal'], {
      ...ENV,
      ...env,
    })

  const alice = await start('alice', ['start', '--local'])
  await alice.sees(/@Keymaker[\s\S]*@Telephone[\s\S]*@Operator[\s\S]*▌ Make an account/)
  await alice.press('Enter')
  await fill(alice, /▸ Your name/, 'operator')
  await passphrases(alice)
  await alice.sees(/belongs to Comrad's own cast/)
  // The key is cut and kept; only the name is asked for again.
  await alice.press('C-u')
  await fill(alice, /▸ Your name/, 'alice')
  await checkPhrase(alice)
  await alice.sees(/1 Feed[\s\S]*This machine only: not anonymous/)
  await alice.press('n')
  await alice.sees(/What do you want to say/)
  await alice.type('Meet at the harbour at six.')
  await alice.sees(/harbour at six\./)
  await alice.press('C-s')
  await alice.sees(/alice .. \(you\)[\s\S]*Meet at the harbour at six\./)

  const operator = (await readFile(join(directory, 'alice', 'operator'), 'utf8')).trim()
  const bob = await start('bob', ['--operator', operator, 'start'])
  await bob.sees(/▌ Make an account/)
  await bob.press('Enter')
  await fill(bob, /▸ Your name/, 'bob')
  await passphrases(bob)
  await bob.sees(/Your 24 words/)
  await bob.press('Escape')
  await bob.sees(/alice .*\n.*Meet at the harbour at six\./)
  await bob.press('3')
  await bob.sees(/Nobody yet/)
  await bob.press('n')
  await fill(bob, /▸ Their name/, 'alice')
  await fill(bob, /▸ A greeting/, 'From the print shop')
  await bob.sees(/Your request to alice/)
  await bob.press('Escape')
  await bob.sees(/You have asked/)

  await alice.press('3')
  await alice.sees(/bob .. {2}asks: “From the print shop”/)
  await alice.press('y')
  await alice.sees(/Met\s*\n\s*▌ bob/)
  await alice.press('w')
  await fill(alice, /▸ To bob/, 'See you tomorrow.')
  await alice.sees(/you .* delivered\n.*See you tomorrow\./)

  await bob.sees(/2 Messages•1/)
  await bob.press('2')
  await bob.sees(/▌ alice/)
  await bob.press('Enter')
  await bob.sees(/alice.*\n.*See you tomorrow\./)
  await fill(bob, /▸ To alice/, 'With banners.')
  await alice.sees(/bob.*\n.*With banners\./)

  await voteAndRecount(bob)
  await sendPicture(alice, bob, directory)
  await blockAndUnblock(bob)
  await changeLocks(bob, join(directory, 'bob.backup'))
  await listen(await start('carol', ['--operator', operator, 'start'], { TERM: 'dumb' }))

  await alice.resize(60, 16)
  await alice.sees(/^ 1(•\d)? {2}2 Messages[\s\S]*\[image 640×360\][\s\S]*▸ To bob/)
  await bob.press('C-x')
  await bob.sees(/Wipe this device[\s\S]*Ctrl-X again: wipe now/)
  await bob.press('C-x')
  await bob.sees(/▌ Make an account/)
  await bob.press('C-c')
  assert.equal(await bob.ended(), 0)
  await alice.press('Escape')
  await alice.sees(/^ {2}To bob/m)
  await alice.press('q')
  await alice.sees(/■ Leave Comrad/)
  await alice.press('Enter')
  assert.equal(await alice.ended(), 0)
  for (const { seen } of [alice, bob]) {
    assert.doesNotMatch(seen.join('\n'), SECRET)
  }
  // The terminals themselves are still there, to show what was answered.
  const left = processesNaming(directory).filter((command) => !/^(\S*tmux|sh) /.test(command))
  assert.deepEqual(left, [], 'its Operator has ended with it')
})

async function voteAndRecount(bob: Screen): Promise<void> {
  await bob.press('Escape')
  await bob.sees(/^ {2}To alice/m)
  await bob.press('1')
  await bob.sees(/▌ .*alice.*\+0 −0/)
  await bob.press('+')
  await bob.sees(/you: \+ \+1 −0/)
  await bob.press('a')
  await bob.sees(/Counted here: \+1 −0[\s\S]*The tally is right[\s\S]*Your own ballot is among them/)
  await bob.press('Escape')
  await bob.sees(/▌ .*alice/)
}

/** Left red, right blue: so the writer sees it before it goes, and so the reader sees it, through both of their decoders. */
async function sendPicture(alice: Screen, bob: Screen, directory: string): Promise<void> {
  const file = join(directory, 'halves.png')
  await writeFile(file, png(halves(640, 360)))
  await alice.press('C-o')
  await fill(alice, /▸ An image/, file)
  await alice.sees(/▸ Words with it/)
  await alice.press('C-s')
  await alice.sees(/■ As it will be sent\s+▀+/)
  await hasHalves(alice)
  await alice.press('Enter')
  await alice.sees(/delivered\n.*\[image 640×360\]/)
  await bob.press('2')
  await bob.sees(/▌ alice/)
  await bob.press('Enter')
  await bob.sees(/\[image 640×360\][\s\S]*▸ To alice/)
  await bob.press('Escape')
  await bob.sees(/▌ .*\[image 640×360\]/)
  await bob.press('v')
  await bob.sees(/■ Image by alice\s+▀+/)
  await hasHalves(bob)
  await bob.press('Escape')
  await bob.sees(/▌ .*\[image/)
}

async function hasHalves(screen: Screen): Promise<void> {
  const row = (await screen.coloured()).split('\n').find((line) => line.includes('▀')) ?? ''
  const colours = [...row.matchAll(/38[;:]2[;:]+(\d+)[;:](\d+)[;:](\d+)/g)].map(([, ...of]) => of.map(Number))
  const [red = 0, , noBlue = 255] = colours.at(0) ?? []
  const [noRed = 255, , blue = 0] = colours.at(-1) ?? []
  assert.ok(red > 200 && noBlue < 60 && noRed < 60 && blue > 200, row)
}

async function blockAndUnblock(bob: Screen): Promise<void> {
  await bob.press('3')
  await bob.sees(/▌ alice/)
  await bob.press('Enter')
  await bob.sees(/w write[\s\S]*b block/)
  await bob.press('b')
  await bob.sees(/■ Block: alice/)
  await bob.press('Enter')
  await bob.sees(/^alice .*blocked/m)
  await bob.press('b')
  await bob.sees(/^alice(?!.*blocked)/m)
}

/** Another passphrase, one that wipes, a backup; then the lock, the wipe, and everything back again. */
async function changeLocks(bob: Screen, backup: string): Promise<void> {
  await bob.press('6')
  await bob.sees(/▌ Language/)
  for (let place = 0; place < 5; place++) await bob.press('j')
  await bob.sees(/▌ Change the passphrase/)
  await bob.press('Enter')
  await fill(bob, /▸ The passphrase of now/, PASSPHRASE)
  await fill(bob, /▸ The new one/, NEW_PASSPHRASE)
  await fill(bob, /▸ The same again/, NEW_PASSPHRASE)
  await bob.sees(/» The passphrase is changed\./)
  await bob.press('j')
  await bob.sees(/▌ A second passphrase/)
  await bob.press('Enter')
  await bob.sees(/\[Set it\]/)
  await bob.press('Enter')
  await fill(bob, /▸ A passphrase/, WIPING_PASSPHRASE)
  await fill(bob, /▸ The same again/, WIPING_PASSPHRASE)
  await bob.sees(/» Done\./)
  await bob.press('j')
  await bob.sees(/▌ Save a backup/)
  await bob.press('Enter')
  await bob.sees(/▸ Where to/)
  await bob.press('C-u')
  await fill(bob, /▸ Where to/, backup)
  await bob.sees(/» The backup is in/)

  await bob.press('C-l')
  await fill(bob, /locked[\s\S]*▸ Passphrase/, PASSPHRASE)
  await bob.sees(/! That is not the passphrase\./)
  await fill(bob, /▸ Passphrase\n\s*\n! That/, WIPING_PASSPHRASE)
  await bob.sees(/▌ Make an account/)
  await bob.press('j')
  await bob.press('j')
  await bob.sees(/▌ I have a backup/)
  await bob.press('Enter')
  await fill(bob, /▸ The backup/, backup)
  await fill(bob, /locked[\s\S]*▸ Passphrase/, NEW_PASSPHRASE)
  await bob.sees(/1 Feed/)
  await bob.press('2')
  await bob.sees(/▌ alice/)
  await bob.press('Enter')
  await bob.sees(/With banners\.[\s\S]*▸ To alice/)
}

/** For a screen reader, which a terminal that can do no more than write is given too: lines, each of them once. */
async function listen(carol: Screen): Promise<void> {
  await carol.sees(/> Make an account\n[\s\S]*1 of 4\./)
  await carol.press('Enter')
  await fill(carol, /Your name:\s*$/, 'carol')
  await fill(carol, /A passphrase:\s*$/, PASSPHRASE)
  await fill(carol, /The same again:\s*$/, PASSPHRASE)
  await carol.sees(/Enter: I have written them down/)
  await carol.press('Escape')
  await carol.sees(/> \| Meet at the harbour at six\.\n1 of 1\. The \? key lists the keys\.\s*$/)
  await carol.press('Enter')
  await carol.sees(/1 of 1\.[\s\S]*> \| Meet at the harbour at six\.\n1 of 1\./)
  await carol.press('n')
  await carol.sees(/What do you want to say\?:\s*$/)
  await carol.type('Heard')
  await carol.sees(/What do you want to say\?: Heard\s*$/)
  await carol.press('C-s')
  await carol.sees(/» Kept; it is published[\s\S]*/)
  await carol.press('C-c')
  assert.equal(await carol.ended(), 0)
  const written = await carol.written()
  assert.doesNotMatch(written, /[─│▌█■▀]|lantern/)
}

async function fill(screen: Screen, field: RegExp, text: string): Promise<void> {
  await screen.sees(field)
  await screen.type(text)
  await screen.press('Enter')
}

async function passphrases(screen: Screen): Promise<void> {
  await fill(screen, /▸ A passphrase/, PASSPHRASE)
  await fill(screen, /▸ The same again/, PASSPHRASE)
}

/** From the list, as a person would from paper. */
async function checkPhrase(screen: Screen): Promise<void> {
  const [list] = await screen.sees(/Your 24 words[\s\S]*24 [a-z]+/)
  const wordOf = (number: number) =>
    new RegExp(`\\b${number} ([a-z]+)`).exec(list.replace('24 words', ''))?.[1]
  await screen.press('Enter')
  let asked = 0
  for (let word = 0; word < 2; word++) {
    const [, number] = await screen.sees(new RegExp(`▸ Word (?!${asked},)(\\d+), from the paper`))
    asked = Number(number)
    await screen.type(wordOf(asked) ?? '')
    await screen.press('Enter')
  }
}

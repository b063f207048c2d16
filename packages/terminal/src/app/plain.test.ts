/** What a screen reader is given: lines below each other, each said once, and what one types behind its prompt. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTime } from '../layout.ts'
import { contactOf, createFakeComrad, NOW, postOf, receivedOf } from './testing/fake-comrad.ts'
import { createFakeHouse, KEYS, openApp } from './testing/open-app.ts'

function open(t: Parameters<typeof openApp>[0], facts: Parameters<typeof createFakeComrad>[0]) {
  const comrad = createFakeComrad(facts)
  const app = openApp(t, createFakeHouse(comrad), { isPlain: true })
  let heard = 0
  /** What was said since this was asked the last time. */
  const news = () => {
    const said = app.said().slice(heard)
    heard = app.said().length
    return said
  }
  return { comrad, app, news }
}

/** Of a post of five minutes ago: when it was, which stays true. */
const BYLINE = `${formatTime(NOW - 300_000, NOW)} · until ${formatTime(NOW + 7 * 86_400_000, NOW)}`

const POSTS = [postOf('bob', 'First'), postOf('carol', 'Second\nin two lines')]

test('nothing is moved, coloured or drawn again: it is text and ends of lines', async (t) => {
  const { app } = open(t, { posts: POSTS, people: [contactOf('bob')] })
  await app.sees(/> \| First/)
  await app.press('j', '2', KEYS.enter, 'Hello', KEYS.backspace, KEYS.escape, '6', 'j', '?', KEYS.escape)
  const said = app.said().replaceAll('\b \b', '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  assert.doesNotMatch(said, /[\x00-\x09\x0b-\x1f\x7f]/)
  assert.doesNotMatch(said, /[─│▌█■]/, 'no boxes')
})

test('going to the next item says that item, and nothing else again', async (t) => {
  const { app, news } = open(t, { posts: POSTS })
  await app.sees(/1 of 2\./)
  news()
  await app.press('j')
  assert.equal(
    news(),
    [
      '',
      `> carol  ${BYLINE}  +3 −1`,
      '> | Second',
      '> | in two lines',
      '2 of 2. The ? key lists the keys.',
    ].join('\n'),
  )
})

test('what one types follows its prompt, and is taken back with the last character', async (t) => {
  const { app, news } = open(t, { people: [contactOf('bob')] })
  await app.press('2', KEYS.enter)
  await app.sees(/\nTo bob:$/)
  news()
  await app.press('Hi', ' you')
  assert.equal(news(), ' Hi you')
  await app.press(KEYS.backspace)
  assert.equal(news(), '\b \b')
})

test('a message that comes while one types is said, and then the prompt with what was typed', async (t) => {
  const { app, comrad, news } = open(t, { people: [contactOf('bob')] })
  await app.press('2', KEYS.enter, 'Half')
  await app.sees(/To bob: Half/)
  news()
  comrad.facts.entries = [receivedOf('Are you there?', NOW)]
  comrad.emit('change', undefined)
  await app.sees(/\| Are you there\?\n[\s\S]*To bob: Half$/)
  assert.equal(news().match(/Are you there/g)?.length, 1)
})

test('a number that grows is not said again and again', async (t) => {
  const comrad = createFakeComrad({ status: { connection: { phase: 'stopped' } } })
  const house = createFakeHouse(comrad)
  const app = openApp(t, house, { isPlain: true })
  const words = { happened: 'Reading the list of relays.' }
  await app.sees(/Nothing here yet/)
  for (const percent of [10, 20, 30]) house.setLine({ phase: 'starting', percent, words })
  await app.sees(/Reading the list/)
  house.setLine({ phase: 'starting', percent: 90, words })
  await app.clock.advance(50)
  await app.press('3')
  await app.sees(/Nobody yet/)
  assert.equal(app.said().match(/Reading the list/g)?.length, 1)
})

test('going on to another field says what was written, and begins with what is in the next', async (t) => {
  const { app, news } = open(t, {})
  await app.press('n', 'Hello')
  await app.sees(/What do you want to say\?: Hello$/)
  news()
  await app.press(KEYS.tab)
  assert.match(news(), /^\nWhat do you want to say\?: Hello\n[\s\S]*\nTo: the whole world$/)
  await app.press(KEYS.tab, KEYS.tab, '/none')
  await app.sees(/\nAn image \(path of a file\): \/none$/)
})

test('time that passes says nothing', async (t) => {
  const { app, comrad, news } = open(t, { posts: POSTS })
  await app.sees(/1 of 2\./)
  news()
  for (let minute = 0; minute < 10; minute++) await app.clock.advance(60_000)
  comrad.emit('change', undefined)
  await app.clock.advance(60_000)
  await app.press('')
  assert.equal(news(), '')
})

test('a post that is opened is said again, and so is the list that one comes back to', async (t) => {
  const { app, news } = open(t, { posts: [postOf('bob', 'First')] })
  await app.sees(/1 of 1\./)
  news()
  await app.press(KEYS.enter)
  const opened = news()
  assert.match(opened, /> bob .*\n> \| First\n1 of 1\./)
  assert.doesNotMatch(opened, /1 Feed|Connected/, 'not what stands around it')
  await app.press(KEYS.escape)
  assert.match(news(), /> \| First/)
})

test('a second message that says the same is said too', async (t) => {
  const { app, comrad, news } = open(t, {
    people: [contactOf('bob')],
    entries: [receivedOf('Yes.', NOW)],
  })
  await app.press('2', KEYS.enter)
  await app.sees(/\| Yes\./)
  news()
  comrad.facts.entries = [...comrad.facts.entries, receivedOf('Yes.', NOW)]
  comrad.emit('change', undefined)
  await app.clock.advance(50)
  await app.press('')
  assert.equal(news().match(/\| Yes\./g)?.length, 1)
})

test('nobody hears how long a passphrase is', async (t) => {
  const { app, news } = open(t, {})
  await app.press('6', 'j', 'j', 'j', 'j', 'j', KEYS.enter)
  await app.sees(/The passphrase of now:$/)
  await app.press('lantern quiet')
  news()
  await app.press(KEYS.enter)
  assert.match(news(), /\nThe passphrase of now: given\n/)
  await app.press('x')
  assert.match(news(), /\nThis passphrase is /)
  assert.doesNotMatch(app.said(), /[•■□]|lantern/)
})

test('before the lock no key is named that does nothing there', async (t) => {
  const house = createFakeHouse(undefined)
  const app = openApp(t, house, { isPlain: true })
  await app.sees(/> Make an account\n[\s\S]*1 of 4\.$/)
  assert.match(app.said(), /Ctrl-X wipe/)
})

test('a choice says what is chosen, and says it again when it is another', async (t) => {
  const { app } = open(t, {})
  await app.press('n', KEYS.tab)
  await app.sees(/To: the whole world$/)
  await app.press(KEYS.right)
  await app.sees(/To: those I trust$/)
})

test('a passphrase is not said', async (t) => {
  const house = createFakeHouse(undefined)
  house.become({ phase: 'locked' })
  const app = openApp(t, house, { isPlain: true })
  await app.sees(/Passphrase:$/)
  await app.press('secret words', KEYS.enter)
  await app.sees(/That is not the passphrase/)
  assert.doesNotMatch(app.said(), /secret|•/)
})

test('a picture and a code are told, not drawn', async (t) => {
  const image = { width: 640, height: 480, placeholder: new Uint8Array(), isHere: true }
  const { app } = open(t, { posts: [postOf('bob', 'Look', { image })], people: [contactOf('bob')] })
  await app.sees(/Look/)
  await app.press('v')
  await app.sees(/An image of 640 by 480 points/)
  await app.press(KEYS.escape, '3', KEYS.enter, 's')
  await app.sees(/10000 {2}10001/)
  assert.doesNotMatch(app.said(), /▀|▄/)
})

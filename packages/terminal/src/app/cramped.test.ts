/** Where room is short: nothing that one needs is off the screen, and what does not fit can be scrolled to. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { err, ok } from '@comrad/protocol'
import { contactOf, createFakeComrad, NOW, postOf } from './testing/fake-comrad.ts'
import { createFakeHouse, KEYS, openApp, PASSPHRASE } from './testing/open-app.ts'

const TROUBLE = {
  happened: 'Tor cannot connect: its network does not answer, perhaps because somebody blocks it here.',
  kept: 'everything that is on this device, and all that waits to be sent; it goes with the next connection.',
  todo: 'try bridges, which are another way in, or another network. '.repeat(3),
}
const FAILED = { phase: 'failed', words: TROUBLE } as const
const PHRASE_END = /24 word24/

function houseWithBridges(comrad = createFakeComrad()) {
  const house = createFakeHouse(comrad, {
    bridges: () => ({ text: '', count: 0, kinds: [] }),
    changeBridges: async () => err({ type: 'bridge-line', line: 1 }),
  })
  house.setLine(FAILED)
  return house
}

test('bridges: the field, what is wrong with a line and the keys stay, and the advice is scrolled', async (t) => {
  const house = houseWithBridges()
  house.become({ phase: 'locked' })
  const app = openApp(t, house)
  await app.press('\x02', 'nonsense', KEYS.enter)
  const frame = await app.sees(/▸ Your bridges[\s\S]*nonsense[\s\S]*! .*1[\s\S]*Esc cancel/)
  assert.doesNotMatch(frame, /who takes this device/)
  await app.press(KEYS.pageDown, KEYS.pageDown, KEYS.pageDown)
  await app.sees(/see that you use them\.[\s\S]*▸ Your bridges[\s\S]*nonsense/)
})

test('a profile with two long faces is scrolled, and no key acts on a post that is not seen', async (t) => {
  const long = Array.from({ length: 30 }, (_, place) => `Line ${place} of a face.`).join('\n')
  const face = { text: long, at: NOW }
  const post = postOf('dave', 'His post')
  const comrad = createFakeComrad({
    people: [contactOf('dave', { meeting: { phase: 'incoming', at: NOW, greeting: 'Hello' } })],
    ...{ faces: { dave: { world: face, trusted: face } }, posts: [post] },
  })
  const app = openApp(t, createFakeHouse(comrad))
  await app.press('3', KEYS.enter)
  const frame = await app.sees(/dave[\s\S]*y accept[\s\S]*Line 0 of a face/)
  assert.doesNotMatch(frame, /His post/)
  await app.press('+', KEYS.enter)
  assert.ok(!comrad.asked.some((one) => one.startsWith('vote')))
  for (let page = 0; page < 6; page++) await app.press('j')
  await app.sees(/▌ │ His post/)
  await app.press('+')
  assert.ok(comrad.asked.includes(`vote ${post.post} up`))
})

test('both photos of somebody are shown, with the same key', async (t) => {
  const photo = { width: 2, height: 2, placeholder: new Uint8Array(), isHere: true }
  const face = { text: '', at: NOW, photo }
  const comrad = createFakeComrad({
    people: [contactOf('bob')],
    faces: { bob: { world: face, trusted: face } },
  })
  const asked: string[] = []
  Object.assign(comrad, {
    async photo(_name: string, audience: string) {
      asked.push(audience)
      return ok(new Uint8Array([1]))
    },
  })
  const app = openApp(t, createFakeHouse(comrad))
  await app.press('3', KEYS.enter, 'v')
  await app.sees(/■ Image by bob: For those they trust\s+▀▀[\s\S]*v For the world/)
  await app.press('v')
  await app.sees(/■ Image by bob: For the world\s+▀▀/)
  assert.deepEqual(asked, ['trusted', 'world'])
})

for (const [columns, rows] of [
  [60, 16],
  [40, 12],
] as const) {
  describe(`at ${columns} by ${rows}`, () => {
    test('the menu of the beginning is not overdrawn by what is wrong with Tor', async (t) => {
      const house = houseWithBridges()
      house.become({ phase: 'empty' })
      const app = openApp(t, house, { columns, rows })
      await app.sees(/▌ Make an account\n.*24 words\n.*backup\n.*Language[\s\S]*! Tor cannot connect/)
      await app.press(KEYS.enter, 'alice', KEYS.enter, 'lantern quiet orbit')
      await app.sees(/▸ A passphrase[ ↑]*\n\s+•{19}/)
    })

    test('the 24 words are all there', async (t) => {
      const app = openApp(t, houseWithBridges(), { columns, rows })
      await app.press('6', ...'jjjjj', KEYS.enter)
      await app.sees(/■ Your 24 words/)
      await app.press(PASSPHRASE, KEYS.enter)
      await app.sees(/word1/)
      await app.press(KEYS.end, ...Array(5).fill(KEYS.pageDown))
      await app.sees(PHRASE_END)
    })
  })
}

test('every dialog has its keys on the smallest screen', async (t) => {
  const comrad = createFakeComrad({ people: [contactOf('bob')], posts: [postOf('bob', 'Hello')] })
  comrad.facts.answers = { post: err({ type: 'storage-full' }), meet: err({ type: 'unknown-name' }) }
  const app = openApp(t, houseWithBridges(comrad), { columns: 40, rows: 12 })
  const leave = async () => {
    await app.sees(/Esc/)
    await app.press(KEYS.escape)
  }
  await app.sees(/Hello/)
  await app.press('n', 'A post\r'.repeat(3), KEYS.save)
  await app.sees(/! /)
  await leave()
  await app.press('3', 'n', 'nobody', KEYS.save)
  await app.sees(/▸ Their name\s+nobody[\s\S]*! /)
  await leave()
  await app.press(KEYS.enter, 's')
  await leave()
  await app.press('f')
  await leave()
  await app.press('w', 'Hello\nto you', KEYS.escape, 't')
  await leave()
  await app.press('d')
  await leave()
  await app.press('6')
  // Each of the settings that has a dialog.
  for (let place = 4; place < 9; place++) {
    await app.press(KEYS.home, ...'j'.repeat(place), KEYS.enter)
    await app.sees(/■ /)
    await leave()
  }
  await app.press('?')
  await leave()
  await app.press('7', KEYS.pageDown, '4', 'e')
  await leave()
})

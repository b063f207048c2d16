import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { actOf, actsIn, keyNameOf, keyNamesOf, type Place, SHORTCUTS } from './shortcuts.ts'
import { EN } from './words/en.ts'
import { WORDS } from './words/words.ts'

const PLACES = Object.keys(SHORTCUTS) as readonly Place[]

test('in one place no key does two things', () => {
  for (const place of PLACES) {
    const keys = Object.values(SHORTCUTS[place]).flatMap((all: string) => all.split(' '))
    assert.equal(new Set(keys).size, keys.length, place)
  }
})

test('no key of a screen hides one of the rooms', () => {
  const rooms = Object.values(SHORTCUTS.rooms).flatMap((all) => all.split(' '))
  for (const place of ['list', 'posts', 'talks', 'talk', 'people', 'person', 'settings'] as const) {
    for (const keys of Object.values(SHORTCUTS[place])) {
      for (const key of keys.split(' ')) assert.ok(!rooms.includes(key), `${key} in ${place}`)
    }
  }
})

test('each key has its act, and each act its words in every language', () => {
  assert.equal(actOf('posts', '='), 'up')
  assert.equal(actOf('posts', 'z'), undefined)
  for (const place of PLACES) {
    for (const act of actsIn(place)) {
      for (const { acts } of Object.values(WORDS)) {
        assert.ok((acts[place] as Record<string, string>)[act], `${place} ${act}`)
      }
    }
  }
})

test('keys are told as people know them', () => {
  assert.equal(keyNameOf('anywhere', 'panic'), 'Ctrl-X')
  assert.equal(keyNameOf('form', 'previous'), 'Shift-Tab')
  assert.equal(keyNameOf('list', 'pageDown'), 'PgDn')
})

test('docs/terminal.md lists every key, place by place', () => {
  const file = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'terminal.md')
  const text = readFileSync(file, 'utf8')
  for (const place of PLACES) {
    const rows = actsIn(place).map((act) => {
      const keys = keyNamesOf(place, act).map((key) => `\`${key}\``)
      return `| ${keys.join(' ')} | ${(EN.acts[place] as Record<string, string>)[act]} |`
    })
    const table = [`### ${EN.places[place]}`, '', '| key | does |', '|---|---|', ...rows, ''].join('\n')
    assert.ok(text.includes(table), table)
  }
})

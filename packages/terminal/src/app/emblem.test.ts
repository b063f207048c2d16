import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawEmblem } from './emblem.ts'
import { textOf, widthOfLine } from './line.ts'
import { personLine } from './people-lines.ts'
import { drawPost } from './post-lines.ts'
import { contactOf, NOW, postOf } from './testing/fake-comrad.ts'
import { EN } from './words/en.ts'

const [SEED, OTHER] = ['0001020304050607', '0801020304050607'] as const
const DRAWING = { say: EN, now: NOW, columns: 60, isPlain: false }

test('the same key has the same mark, of two cells; another key another one', () => {
  const drawn = drawEmblem(SEED, false)
  assert.deepEqual(drawn, drawEmblem(SEED, false))
  assert.notDeepEqual(drawn, drawEmblem(OTHER, false))
  assert.equal(widthOfLine(drawn), 3)
  for (let byte = 0; byte < 256; byte++) {
    const seed = byte.toString(16).padStart(2, '0').repeat(8)
    assert.equal(widthOfLine(drawEmblem(seed, false)), 3, seed)
  }
})

test('where no key is known, and where a voice reads, there is none', () => {
  assert.deepEqual(drawEmblem(undefined, false), [])
  assert.deepEqual(drawEmblem(SEED, true), [])
})

test('it stands behind the name of a person, and of whoever has written a post', () => {
  const mark = textOf(drawEmblem(SEED, false))
  const person = contactOf('bob', { emblem: SEED })
  assert.ok(textOf(personLine(person, DRAWING)).startsWith(`bob${mark}  `))
  assert.ok(textOf(personLine(person, { ...DRAWING, isPlain: true })).startsWith('bob  '))
  const [byline = []] = drawPost(postOf('bob', 'hello', { emblem: SEED }), DRAWING)
  assert.ok(textOf(byline).startsWith(`bob${mark}  `))
})

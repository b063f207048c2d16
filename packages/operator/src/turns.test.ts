import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

function createHouse(limits: { running: number; waiting: number; waitingPerAsker: number }) {
  const turns = createTurns(limits)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const answers = new Map<string, unknown>()
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    ...{ turns, begun, answers },
    async ask(from: string, what: string, kind?: string) {
      const run = () => {
        begun.push(what)
        return new Promise<string>((resolve) => ends.push(() => resolve('done')))
      }
      void turns.take(from, run, kind).then((answer) => answers.set(what, answer))
      await turn()
    },
    async end() {
      ends.shift()?.()
      await turn()
    },
  }
}

test('askers are served one after the other, however much one of them asks', async () => {
  const house = createHouse({ running: 1, waiting: 10, waitingPerAsker: 4 })
  for (const what of ['a1', 'a2', 'a3', 'a4']) await house.ask('a', what)
  await house.ask('b', 'b1')
  for (let count = 0; count < 5; count++) await house.end()
  assert.deepEqual(house.begun, ['a1', 'a2', 'b1', 'a3', 'a4'])
  assert.equal(house.turns.waiting(), 0)
})

test('one asker has so many waiting and no more', async () => {
  const house = createHouse({ running: 1, waiting: 10, waitingPerAsker: 2 })
  for (const what of ['a1', 'a2', 'a3', 'a4']) await house.ask('a', what)
  assert.deepEqual([...house.answers], [['a4', 'busy']])
})

test('in a full house whoever waits for most gives way to whoever waits for less', async () => {
  const house = createHouse({ running: 1, waiting: 4, waitingPerAsker: 4 })
  await house.ask('x', 'x1')
  for (const what of ['a1', 'a2', 'a3', 'b1']) await house.ask(what[0] ?? '', what)
  await house.ask('c', 'c1')
  assert.deepEqual([...house.answers], [['a3', 'busy']], 'the last of whoever has three')
  assert.equal(house.turns.waiting(), 4)
  for (let count = 0; count < 5; count++) await house.end()
  assert.deepEqual(house.begun, ['x1', 'a1', 'b1', 'c1', 'a2'])
})

test('in a house that is full of people with one wish each, who comes last is told so', async () => {
  const house = createHouse({ running: 1, waiting: 2, waitingPerAsker: 4 })
  for (const what of ['x1', 'a1', 'b1', 'c1']) await house.ask(what[0] ?? '', what)
  assert.deepEqual([...house.answers], [['c1', 'busy']])
})

test('who has wasted a turn is served when nobody else waits, and gives way to everybody else', async () => {
  const house = createHouse({ running: 1, waiting: 4, waitingPerAsker: 4 })
  for (const what of ['a0', 'a1', 'a2']) await house.ask('a', what)
  house.turns.wasted('a')
  for (const what of ['b1', 'b2', 'c1']) await house.ask(what[0] ?? '', what)
  assert.deepEqual([...house.answers], [['a2', 'busy']], 'the house was full')
  await house.ask('a', 'a3')
  assert.equal(house.answers.get('a3'), 'busy')
  for (let count = 0; count < 5; count++) await house.end()
  assert.deepEqual(house.begun, ['a0', 'b1', 'c1', 'b2', 'a1'])
  assert.equal(house.turns.waiting(), 0)
})

test('every fourth turn is that of whoever came last: nobody waits for all of a flood', async () => {
  const house = createHouse({ running: 1, waiting: 20, waitingPerAsker: 4 })
  const asked = ['x1', 'a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1', 'i1', 'h1', 'h2']
  for (const what of asked) await house.ask(what[0] ?? '', what)
  for (let count = 0; count < 4; count++) await house.end()
  assert.deepEqual(house.begun, ['x1', 'a1', 'b1', 'c1', 'h1'])
  // Who was served is not new any more, however much it has waiting.
  for (let count = 0; count < 6; count++) await house.end()
  assert.deepEqual(house.begun.slice(5), ['d1', 'e1', 'f1', 'i1', 'g1', 'h2'])
})

test('wishes of different kinds wait apart, and a flood of one kind takes neither place nor turn of another', async () => {
  const house = createHouse({ running: 1, waiting: 3, waitingPerAsker: 4 })
  await house.ask('x', 'x1', 'image')
  for (const what of ['a1', 'b1', 'c1', 'd1']) await house.ask(what[0] ?? '', what, 'image')
  assert.deepEqual([...house.answers], [['d1', 'busy']], 'there is no room for more images')
  await house.ask('v', 'v1', 'vote')
  await house.ask('w', 'w1', 'vote')
  assert.equal(house.turns.waiting(), 5)
  for (let count = 0; count < 5; count++) await house.end()
  assert.deepEqual(house.begun, ['x1', 'a1', 'v1', 'b1', 'w1', 'c1'])
})

test('who has wasted a turn in one kind is behind everybody in each', async () => {
  const house = createHouse({ running: 1, waiting: 9, waitingPerAsker: 4 })
  await house.ask('x', 'x1', 'image')
  await house.ask('a', 'a1', 'image')
  await house.ask('a', 'a2', 'vote')
  house.turns.wasted('a')
  await house.ask('b', 'b1', 'vote')
  for (let count = 0; count < 3; count++) await house.end()
  assert.deepEqual(house.begun, ['x1', 'b1', 'a1', 'a2'])
})

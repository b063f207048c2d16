import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Comrad, createHouse, type House, SPEECHES, systemClock } from '@comrad/client'
import { CHEAP_LOCK } from '@comrad/client/testing'
import { err, ok } from '@comrad/protocol'
import fc from 'fast-check'
import { createDesk } from './desk.ts'
import { createDrawer, type Drawer } from './drawer.ts'
import { decodeJson, encodeJson } from './json.ts'
import type { Answer } from './messages.ts'
import { PART_BYTES } from './parts-of-files.ts'
import { type Shape, ShapeError } from './shape.ts'
import { WISHES, type WishName } from './wishes.ts'

const NAMES = Object.keys(WISHES) as WishName[]
const PASSPHRASE = 'lantern quiet orbit herring'

/** Does whatever it is told, and remembers it. */
function createPuppet() {
  const told: { readonly act: string; readonly given: readonly unknown[] }[] = []
  const listeners = new Map<string, Set<(event: object) => void>>()
  const comrad = new Proxy({} as Comrad, {
    get:
      (_target, act: string) =>
      (...given: readonly unknown[]) => {
        if (act === 'on') return listen(given[0] as string, given[1] as () => void)
        told.push({ act, given })
        return act === 'image' || act === 'photo' || act === 'letterImage' ? ok(Uint8Array.of(1)) : ok(null)
      },
  })
  function listen(event: string, listener: () => void) {
    const all = listeners.get(event) ?? new Set()
    listeners.set(event, all.add(listener))
    return () => all.delete(listener)
  }
  const emit = (event: string, what: object) => {
    for (const listener of listeners.get(event) ?? []) listener(what)
  }
  return { comrad, told, emit, listeners }
}

/** Has whatever is asked for. */
const ANY_DRAWER: Drawer = {
  begin: async () => ok(1),
  add: async () => ok(undefined),
  read: async () => ok(Uint8Array.of(1)),
  place: async () => ({ file: 1, path: '/none' }),
  pathOf: () => '/none',
  remove: async () => {},
  close: async () => {},
}

function deskFor(t: TestContext, comrad?: Comrad, mayBeShown = () => true) {
  const asked: string[] = []
  let inside = comrad
  let change = () => {}
  const house = new Proxy({} as House, {
    get: (_target, act: string) => {
      if (act === 'comrad') return () => inside
      if (act === 'speech') return () => SPEECHES.en
      if (act === 'on') {
        return (_event: string, listener: () => void) => {
          change = listener
          return () => {}
        }
      }
      return () => {
        asked.push(act)
        return ok(null)
      }
    },
  })
  const due: (() => void)[] = []
  const after = (_ms: number, run: () => void) => {
    due.push(run)
    return () => {}
  }
  const desk = createDesk({ house, timers: { after }, drawer: ANY_DRAWER, mayBeShown })
  t.after(() => desk.close())
  const notices: string[] = []
  desk.onNotice((notice) => notices.push(notice))
  const move = (next: Comrad | undefined) => {
    inside = next
    change()
  }
  const rest = () => {
    for (const run of due.splice(0)) run()
  }
  return { desk, asked, notices, move, rest }
}

const parsed = async (answer: Promise<string>) => decodeJson(await answer) as Answer
const refusalOf = (answer: Answer) => (answer.ok ? undefined : answer.error.type)

/** One of these every wish takes. A wish that takes none of them wants one more here. */
const SAMPLES: readonly object[] = [
  {},
  { name: 'bob' },
  { text: 'x' },
  { passphrase: PASSPHRASE },
  { from: PASSPHRASE, to: PASSPHRASE },
  { file: 1 },
  { file: 1, part: Uint8Array.of(1) },
  { file: 1, at: 0 },
  { place: 'post' },
  { place: 'post', text: 'x' },
  { phrase: 'word' },
  { group: 'met' },
  { name: 'bob', text: 'x' },
  { name: 'bob', scanned: Uint8Array.of(1) },
  { letter: 'x' },
  { post: 'x' },
  { to: 'world', text: 'x' },
  { post: 'x', choice: 'up' },
  { posts: ['x'] },
  { words: 'x' },
  { prefetchImages: true },
  { name: 'bob', seconds: 60 },
]

function sampleFor(wish: WishName): object {
  const isTaken = (sample: object) => {
    try {
      return Boolean((WISHES[wish] as Shape<unknown>)(sample))
    } catch {
      return false
    }
  }
  const found = SAMPLES.find(isTaken)
  assert.ok(found, `no sample for ${wish}`)
  return found
}

const IN_THE_DRAWER = ['begin-file', 'add-to-file', 'read-file', 'close-file'] as const

/** What may be asked of a house that is not open: about the house itself, and to open it. */
const ON_THE_THRESHOLD: readonly string[] = [
  'house',
  'line',
  'bridges',
  'change-bridges',
  'strength',
  'create',
  'unlock',
  'lock',
  'wipe',
  'change-passphrase',
  'set-wiping-passphrase',
  'export-backup',
  'import-backup',
  ...IN_THE_DRAWER,
  'preferences',
  'change-preferences',
  'draft',
  'keep-draft',
]

test('behind the lock nothing is told of what is inside', async (t) => {
  const { desk, asked } = deskFor(t)
  for (const wish of NAMES) {
    const answer = await parsed(desk.answer(encodeJson({ id: 1, wish, arguments: sampleFor(wish) })))
    const expected = ON_THE_THRESHOLD.includes(wish) ? undefined : 'house-closed'
    assert.equal(refusalOf(answer), expected, wish)
    if (!answer.ok) assert.equal(answer.words.happened, 'Comrad is locked.')
  }
  assert.equal(asked.length, ON_THE_THRESHOLD.length - IN_THE_DRAWER.length)
  assert.equal(await desk.picture('post/known'), undefined)
})

test('an open house is asked for every wish, with what was sent and no more', async (t) => {
  const { comrad, told } = createPuppet()
  const { desk } = deskFor(t, comrad)
  for (const wish of NAMES) {
    assert.ok((await parsed(desk.answer(encodeJson({ id: 7, wish, arguments: sampleFor(wish) })))).ok, wish)
  }
  assert.deepEqual(told.find(({ act }) => act === 'setTimer')?.given, ['bob', 60])
  assert.deepEqual(told.find(({ act }) => act === 'sendAgain')?.given, ['x'])
})

const MALFORMED: readonly (readonly [string, string])[] = [
  ['no JSON', 'wipe'],
  ['nothing', ''],
  ['a list', '[]'],
  ['null', 'null'],
  ['no id', '{"wish":"wipe","arguments":{}}'],
  ['an id that is no number', '{"id":"1","wish":"wipe","arguments":{}}'],
  ['an id that is no whole number', '{"id":1.5,"wish":"wipe","arguments":{}}'],
  ['no wish', '{"id":1,"arguments":{}}'],
  ['an unknown wish', '{"id":1,"wish":"keys","arguments":{}}'],
  ['a wish of every object', '{"id":1,"wish":"toString","arguments":{}}'],
  ['a wish of every prototype', '{"id":1,"wish":"__proto__","arguments":{}}'],
  ['a list of wishes', '{"id":1,"wish":["wipe"],"arguments":{}}'],
  ['a field too many', '{"id":1,"wish":"wipe","arguments":{"really":true}}'],
  ['a prototype', '{"id":1,"wish":"wipe","arguments":{"__proto__":{"x":1}}}'],
  ['a constructor', '{"id":1,"wish":"wipe","arguments":{"constructor":{"prototype":{"x":1}}}}'],
  ['no arguments where some are needed', '{"id":1,"wish":"unlock"}'],
  ['a number for a text', '{"id":1,"wish":"unlock","arguments":{"passphrase":5}}'],
  ['bytes for a text', '{"id":1,"wish":"unlock","arguments":{"passphrase":{"$bytes":"AA=="}}}'],
  ['a text for bytes', '{"id":1,"wish":"add-to-file","arguments":{"file":1,"part":"AA=="}}'],
  ['bytes that are none', '{"id":1,"wish":"add-to-file","arguments":{"file":1,"part":{"$bytes":"?"}}}'],
  [
    'a part that is too long',
    encodeJson({ id: 1, wish: 'add-to-file', arguments: { file: 1, part: new Uint8Array(PART_BYTES + 1) } }),
  ],
  ['a path for a file', '{"id":1,"wish":"import-backup","arguments":{"file":"/etc/passwd"}}'],
  [
    'a passphrase that is too long',
    `{"id":1,"wish":"unlock","arguments":{"passphrase":"${'x'.repeat(1_025)}"}}`,
  ],
  [
    'a draft that is too long',
    `{"id":1,"wish":"keep-draft","arguments":{"place":"p","text":"${'x'.repeat(20_001)}"}}`,
  ],
  [
    'too many posts',
    encodeJson({ id: 1, wish: 'mark-posts-read', arguments: { posts: Array(501).fill('x') } }),
  ],
  [
    'bridges that are too long',
    `{"id":1,"wish":"change-bridges","arguments":{"text":"${'x'.repeat(20_001)}"}}`,
  ],
  ['bridges that are no text', '{"id":1,"wish":"change-bridges","arguments":{"text":["192.0.2.1:443"]}}'],
  [
    'a code that no camera sees',
    encodeJson({
      ...{ id: 1, wish: 'compare-scanned' },
      arguments: { name: 'bob', scanned: new Uint8Array(1_025) },
    }),
  ],
  [
    'a language that nobody speaks here',
    '{"id":1,"wish":"change-preferences","arguments":{"language":"xx"}}',
  ],
  ['a post for nobody', '{"id":1,"wish":"post","arguments":{"to":"operator","text":"x"}}'],
  ['a number beyond all numbers', '{"id":1,"wish":"set-timer","arguments":{"name":"bob","seconds":1e999}}'],
]

for (const [what, call] of MALFORMED) {
  test(`a call with ${what} is refused before anybody is asked`, async (t) => {
    const { comrad, told } = createPuppet()
    const { desk, asked } = deskFor(t, comrad)
    const answer = await parsed(desk.answer(call))
    assert.equal(refusalOf(answer), 'malformed-call')
    assert.deepEqual([told, asked], [[], []])
    assert.equal(({} as { x?: number }).x, undefined)
  })
}

test('an abyss of brackets is refused, and the desk goes on', async (t) => {
  const { desk } = deskFor(t)
  const deep = `{"id":1,"wish":"wipe","arguments":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  assert.match(String(refusalOf(await parsed(desk.answer(deep)))), /^(fault|malformed-call)$/)
  assert.ok((await parsed(desk.answer('{"id":2,"wish":"house","arguments":{}}'))).ok)
})

test('a letter that cannot be sent again says why', async (t) => {
  const { desk } = deskFor(t, {
    on: () => () => {},
    sendAgain: async () => err({ type: 'own-image-gone' }),
  } as unknown as Comrad)
  const answer = await parsed(desk.answer('{"id":1,"wish":"send-again","arguments":{"letter":"ab"}}'))
  assert.ok(!answer.ok)
  assert.equal(answer.error.type, 'own-image-gone')
  assert.match(answer.words.kept ?? '', /nothing was sent/)
})

test('a fault inside is an answer without a word of what it was', async (t) => {
  const comrad = new Proxy({} as Comrad, {
    get: (_target, act) => {
      if (act === 'on') return () => () => {}
      return () => {
        throw new Error(`secret of ${String(act)}`)
      }
    },
  })
  const { desk } = deskFor(t, comrad)
  const text = await desk.answer('{"id":3,"wish":"status","arguments":{}}')
  assert.doesNotMatch(text, /secret/)
  const answer = decodeJson(text) as Answer
  assert.equal(answer.id, 3)
  assert.equal(refusalOf(answer), 'fault')
})

test('whatever is called, there is one answer under its id, and nobody is asked for what has no shape', async (t) => {
  const { comrad, told } = createPuppet()
  const { desk } = deskFor(t, comrad)
  const argument = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(fc.string(), { maxLength: 2 }),
  )
  const keys = fc.constantFrom(
    'name',
    'text',
    'post',
    'to',
    'limit',
    'before',
    'choice',
    'image',
    '__proto__',
    'constructor',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.oneof(fc.constantFrom(...NAMES), fc.string()),
      fc.oneof(fc.jsonValue(), fc.dictionary(keys, argument, { maxKeys: 4 })),
      async (id, wish, given) => {
        const before = told.length
        const call = encodeJson({ id, wish, arguments: given })
        const answer = await parsed(desk.answer(call))
        assert.equal(answer.type, 'answer')
        const isRefused = refusalOf(answer) === 'malformed-call'
        const isTaken = isOfShape(wish, (decodeJson(call) as { arguments: unknown }).arguments ?? {})
        assert.equal(isRefused, !isTaken)
        if (isRefused) assert.equal(told.length, before)
        if (isTaken) assert.equal(answer.id, id)
      },
    ),
    { numRuns: 1_000 },
  )
})

function isOfShape(wish: string, given: unknown): boolean {
  if (!Object.hasOwn(WISHES, wish)) return false
  try {
    WISHES[wish as WishName](given)
    return true
  } catch (error) {
    assert.ok(error instanceof ShapeError)
    return false
  }
}

test('a picture has a kind and an owner; whatever else is asked for is not there', async (t) => {
  const { comrad, told } = createPuppet()
  const { desk } = deskFor(t, comrad)
  for (const path of [
    '',
    'post',
    '/',
    'face/bob',
    'face/bob/evil',
    'face/../trusted',
    'face/BOB!/world',
    '__proto__/x',
    'file/etc/passwd',
  ]) {
    if (path !== 'post') assert.equal(await desk.picture(path), undefined, path)
  }
  assert.deepEqual(told, [])
  for (const path of ['post/key', 'letter/key', 'face/bob/world']) assert.ok(await desk.picture(path), path)
  assert.deepEqual(
    told.map(({ act }) => act),
    ['image', 'letterImage', 'photo'],
  )
})

test('a picture that promises too much is not there', async (t) => {
  const { comrad } = createPuppet()
  const { desk } = deskFor(t, comrad, () => false)
  for (const path of ['post/key', 'letter/key', 'face/bob/world']) {
    assert.equal(await desk.picture(path), undefined, path)
  }
})

test('a flood of changes is told once; what happened is told as it happens', (t) => {
  const { comrad, emit } = createPuppet()
  const { notices, rest } = deskFor(t, comrad)
  for (let times = 0; times < 1_000; times++) emit('change', {})
  assert.deepEqual(notices, [])
  rest()
  assert.deepEqual(notices.splice(0), ['{"type":"change"}'])
  emit('letter', { from: 'bob', text: 'nobody outside of the core hears this' })
  assert.deepEqual(notices.splice(0), ['{"type":"event","event":"letter","name":"bob"}'])
  emit('fault', { error: new Error('nobody outside of the core hears this either') })
  assert.deepEqual(notices.splice(0), ['{"type":"event","event":"fault"}'])
})

test('nothing is told any more of a house that was locked', (t) => {
  const { comrad, emit, listeners } = createPuppet()
  const { notices, move, rest } = deskFor(t, comrad)
  move(undefined)
  rest()
  notices.length = 0
  for (const event of ['letter', 'request', 'met', 'post', 'fault', 'change'])
    emit(event, { from: 'bob', with: 'bob' })
  rest()
  assert.deepEqual(notices, [])
  assert.deepEqual([...listeners.values()].map((all) => all.size).filter(Boolean), [])
})

test('no answer of a real house repeats a passphrase, right or wrong', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-desk-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const { comrad } = createPuppet()
  const house = await createHouse({
    directory,
    lock: CHEAP_LOCK,
    line: { state: () => ({ phase: 'local' }), onChange: () => () => {} },
    clock: systemClock,
    join: () =>
      new Proxy(comrad, {
        get: (target, act, receiver) =>
          act === 'account'
            ? () => ({ phase: 'none' })
            : // What can be waited for is no comrad.
              act === 'then'
              ? undefined
              : Reflect.get(target, act, receiver),
      }),
  })
  t.after(() => house.close())
  const drawer = createDrawer(join(directory, 'files'))
  const desk = createDesk({ house, drawer, timers: { after: () => () => {} }, mayBeShown: () => true })
  t.after(() => desk.close())
  const other = 'meadow copper violin seven'
  const calls: readonly (readonly [WishName, object, boolean])[] = [
    ['strength', { passphrase: PASSPHRASE }, true],
    ['create', { passphrase: 'short' }, false],
    ['create', { passphrase: PASSPHRASE }, true],
    ['change-passphrase', { from: other, to: other }, false],
    ['set-wiping-passphrase', { passphrase: other }, true],
    ['set-wiping-passphrase', { passphrase: PASSPHRASE }, false],
    ['export-backup', {}, true],
    ['keep-draft', { place: 'post', text: 'x' }, true],
    ['lock', {}, true],
    ['unlock', { passphrase: `${other}!` }, false],
    ['unlock', { passphrase: PASSPHRASE }, true],
    ['house', {}, true],
    ['line', {}, true],
    ['preferences', {}, true],
  ]
  for (const [wish, given, isDone] of calls) {
    const answer = await desk.answer(encodeJson({ id: 1, wish, arguments: given }))
    assert.equal((decodeJson(answer) as Answer).ok, isDone, `${wish}: ${answer.slice(0, 200)}`)
    for (const secret of [PASSPHRASE, other]) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ])
        assert.ok(!answer.includes(form), wish)
    }
  }
})

test('what is told on the way goes to whoever asked, and to no other window', async (t) => {
  const comrad = {
    on: () => () => {},
    async register(_name: string, tell: (progress: unknown) => void) {
      tell({ step: 'working' })
      return ok({ name: 'alice', index: 0 })
    },
    recoveryPhrase: () => 'the words',
  } as unknown as Comrad
  const { desk, notices } = deskFor(t, comrad)
  const told: string[] = []
  const call = encodeJson({ id: 9, wish: 'register', arguments: { name: 'alice' } })
  const answer = await parsed(desk.answer(call, (notice) => told.push(notice)))
  assert.deepEqual(answer.ok && answer.value, { name: 'alice', index: 0, phrase: 'the words' })
  assert.deepEqual(told.map(decodeJson), [{ type: 'progress', id: 9, progress: { step: 'working' } }])
  assert.deepEqual(notices, [])
})

test('a call that is too long is answered to whoever sent it', async (t) => {
  const { desk } = deskFor(t)
  const answer = decodeJson(desk.answerTooLong('{"id":41,"wish":"post","argum')) as Answer
  assert.deepEqual([answer.id, refusalOf(answer)], [41, 'call-too-long'])
  const nobodys = decodeJson(desk.answerTooLong('x'.repeat(64))) as Answer
  assert.deepEqual([nobodys.id, refusalOf(nobodys)], [0, 'call-too-long'])
})

test('a file that is not in the drawer is brought to nobody', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-desk-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const house = { speech: () => SPEECHES.en, on: () => () => {}, comrad: () => undefined } as unknown as House
  const desk = createDesk({
    ...{ house, drawer: createDrawer(directory), mayBeShown: () => true },
    timers: { after: () => () => {} },
  })
  for (const wish of ['import-backup', 'read-file', 'add-to-file']) {
    const given = {
      file: 1,
      ...(wish === 'read-file' && { at: 0 }),
      ...(wish === 'add-to-file' && { part: Uint8Array.of(1) }),
    }
    const answer = await parsed(desk.answer(encodeJson({ id: 1, wish, arguments: given })))
    assert.equal(refusalOf(answer), 'file-gone', wish)
    assert.match(answer.ok ? '' : answer.words.happened, /not here any more/)
  }
})

/** The house is what its plan says: the arrows between rooms, read from their imports. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { describe, test } from 'node:test'
import { ARROWS, importsOf, type Rule, type SourceFile, violationsOf } from './rules.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const dependencies = Object.fromEntries(
  Object.keys(ARROWS).map((room) => [room, Object.keys(readPackage(`packages/${room}`).dependencies ?? {})]),
)

test('every room is on the plan', () => {
  const rooms = globSync('packages/*/package.json', { cwd: ROOT }).map((path) => path.split(sep)[1] ?? '')
  assert.deepEqual(rooms.sort(), Object.keys(ARROWS).sort())
})

test('no file breaks a rule', () => {
  const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: ROOT }).map(readSource)
  for (const ending of ['.ts', '.tsx']) assert.ok(files.some(({ path }) => path.endsWith(ending)))
  assert.deepEqual(
    files.flatMap((file) => violationsOf(file, dependencies)),
    [],
  )
})

test("a room's package.json names the rooms that it may import and no other", () => {
  for (const [room, targets] of Object.entries(ARROWS)) {
    const named = (dependencies[room] ?? []).filter((name) => name.startsWith('@comrad/'))
    assert.deepEqual(named.sort(), targets.map((target) => `@comrad/${target}`).sort(), room)
  }
})

describe('each rule refuses its sample', () => {
  const samples: readonly (readonly [string, string, string, Rule])[] = [
    ['the keymaker looks at the network', 'keymaker', `import { x } from '@comrad/telephone'`, 'arrow'],
    ['the protocol imports a room', 'protocol', `import type { X } from '@comrad/keymaker'`, 'arrow'],
    ['the telephone imports the keymaker', 'telephone', `export { y } from '@comrad/keymaker'`, 'arrow'],
    ['the client imports an arrow backwards', 'client', `await import('@comrad/terminal')`, 'arrow'],
    ['the client opens a picture itself', 'client', `import { z } from '@comrad/images'`, 'arrow'],
    ['a program imports what is for tests', 'app', `import { a } from '@comrad/client/testing'`, 'arrow'],
    [
      'a relative path leaves the room',
      'client',
      `import { z } from '../../keymaker/src/z.ts'`,
      'private-file',
    ],
    ['a package that is not declared', 'client', `import ws from 'left-pad'`, 'undeclared-package'],
    [
      'cryptography outside the keymaker',
      'operator',
      `import { createHash } from 'node:crypto'`,
      'cryptography',
    ],
    ['its global twin', 'telephone', 'crypto.getRandomValues(bytes)', 'cryptography'],
    ['a socket in the client', 'client', `import net from 'node:net'`, 'network'],
    ['a socket beside the pictures', 'images', `import net from 'node:net'`, 'network'],
    ['a process in the keymaker', 'keymaker', `import { spawn } from 'node:child_process'`, 'network'],
    ['fetch in the client', 'client', `await fetch('https://example.org')`, 'network'],
    ['a built-in in the protocol', 'protocol', `import { join } from 'node:path'`, 'built-in-in-protocol'],
    ['a console anywhere', 'terminal', `console.log('hello')`, 'console'],
    ['a clock that was not handed in', 'operator', 'const now = Date.now()', 'hidden-clock'],
    ['a date that reads the clock', 'client', 'const now = new Date()', 'hidden-clock'],
    ['randomness that was not handed in', 'telephone', 'const r = Math.random()', 'hidden-randomness'],
  ]
  for (const [name, room, text, rule] of samples) {
    test(name, () => {
      const found = violationsOf({ path: `packages/${room}/src/sample.ts`, text }, dependencies)
      assert.deepEqual(
        found.map((violation) => violation.rule),
        [rule],
      )
    })
  }
})

test('comments, dates made from numbers and declared imports break nothing', () => {
  const text = `
    // never Date.now() here
    /* nor console.log */
    import { ok } from '@comrad/protocol'
    import { sha256 } from '@comrad/keymaker'
    import { local } from './local.ts'
    const day = new Date(0)
  `
  assert.deepEqual(violationsOf({ path: 'packages/client/src/sample.ts', text }, dependencies), [])
})

test('an import is found in every form', () => {
  const code = `import a from 'a'\nimport 'b'\nimport {\n  c,\n} from "c"\nexport * from 'd'\nawait import('e')`
  assert.deepEqual([...importsOf(code)].sort(), ['a', 'b', 'c', 'd', 'e'])
})

function readSource(path: string): SourceFile {
  return { path: path.split(sep).join('/'), text: readFileSync(join(ROOT, path), 'utf8') }
}

function readPackage(directory: string): { dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(ROOT, directory, 'package.json'), 'utf8'))
}

/** What is signed, sealed and derived is told apart by a text of its own: each stands in a specification, and in the code. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..', '..')
const CONTEXT = /comrad [a-z ]+ v\d+/g

const contextsOf = (pattern: string): readonly string[] => {
  const files = globSync(pattern, { cwd: ROOT }).filter((path) => !/\.test\.ts$|\/testing/.test(path))
  const texts = files.map((path) => readFileSync(join(ROOT, path), 'utf8'))
  return [...new Set(texts.flatMap((text) => text.match(CONTEXT) ?? []))].sort()
}

const specified = contextsOf('docs/spec/*.md')
const used = contextsOf('packages/*/src/**/*.ts')

test('the code uses no context that no specification has, and the other way round', () => {
  assert.ok(used.length > 15)
  assert.deepEqual(specified, used)
})

/** What the Operator can store is what docs/spec/operator-storage.md says, table by table and field by field. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { recordOf, TODAY } from '../storage-fixture.ts'
import { openDatabase } from './sqlite/database.ts'
import { createSpentTable, spentTable } from './sqlite/spent-rows.ts'
import { createTestDirectory, openTestStore } from './sqlite-fixture.ts'

const SPEC = new URL('../../../../docs/spec/operator-storage.md', import.meta.url)

type Tables = Readonly<Record<string, readonly string[]>>

/** Each `### table` and the first column of the table below it. */
function tablesOfSpec(text: string): Tables {
  const [, ...sections] = text.split(/^### /m)
  return Object.fromEntries(
    sections.map((section) => {
      const [name = ''] = /(?<=^`)[a-z_]+(?=`$)/m.exec(section) ?? []
      const [own = ''] = section.split(/^## /m)
      return [name, [...own.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, field = '']) => field)]
    }),
  )
}

function tablesOfStore(): Tables {
  const opened = openDatabase({ directory: createTestDirectory() })
  assert.ok(opened.ok)
  const db = opened.value
  db.exec(createSpentTable(TODAY))
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  const tables = names.map(({ name }) => {
    const fields = db.prepare('SELECT name FROM pragma_table_xinfo(?)').all(name ?? '')
    // One for each day: the spec has them once.
    const table = name === spentTable(TODAY) ? 'spent_day' : name
    return [table, fields.map((field) => field['name'])]
  })
  db.close()
  return Object.fromEntries(tables)
}

test('every table and field is in the spec, and nothing else is', () => {
  const specified = tablesOfSpec(readFileSync(SPEC, 'utf8'))
  assert.ok(Object.keys(specified).length > 5, 'the spec was read')
  assert.deepEqual(tablesOfStore(), specified)
})

test('every index is in the spec, and there is nothing else: no view, no trigger', () => {
  const opened = openDatabase({ directory: createTestDirectory() })
  assert.ok(opened.ok)
  const others = opened.value
    .prepare("SELECT type, name, tbl_name FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL")
    .all()
  opened.value.close()
  const [, indexes = ''] = /^## Indexes$([\s\S]*?)^## /m.exec(readFileSync(SPEC, 'utf8')) ?? []
  const specified = [...indexes.matchAll(/^\| `([a-z_]+)` \| `([a-z_]+)` \|/gm)].map(([, name, table]) => ({
    ...{ type: 'index', name, tbl_name: table },
  }))
  assert.ok(specified.length > 5, 'the spec was read')
  const byName = (a: { name?: unknown }, b: { name?: unknown }) => `${a.name}`.localeCompare(`${b.name}`)
  assert.deepEqual(others.map((other) => ({ ...other })).sort(byName), specified.sort(byName))
})

test('no file but those of the spec', async () => {
  const { directory, store } = openTestStore()
  await store.claim(recordOf('alice'))
  const files = [...readFileSync(SPEC, 'utf8').matchAll(/^\| `(operator\.[a-z-]*)` \|/gm)].map(
    ([, name]) => name,
  )
  assert.deepEqual(readdirSync(directory).sort(), files.sort())
  await store.close()
  assert.deepEqual(readdirSync(directory).sort(), ['operator.letters', 'operator.sqlite'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BlobId, Hash, ImageReference, PostId } from '@comrad/protocol'
import { nameOf } from '../testing/bare-device.ts'
import { openStoreBefore } from '../testing/store-before.ts'
import { createTemporaryStore } from '../testing/temporary-store.ts'
import { imageColumnOf } from './image-column.ts'
import { migrate } from './migrations.ts'
import { createRows } from './rows.ts'
import type { Sql } from './sql.ts'

const imageOf = (byte: number): ImageReference => ({
  ...{ blob: new Uint8Array(16).fill(byte) as BlobId, chunks: 1, width: 1, height: 1 },
  ...{ key: new Uint8Array(32), hash: new Uint8Array(32) as Hash, placeholder: new Uint8Array(0) },
})

test('what names an image is found without looking at every post and every letter', async (t) => {
  const { sql } = await open(t)
  const asked: string[] = []
  createRows({ ...sql, run: (query) => asked.push(query) }).images.forgetUnnamed()
  const [query = ''] = asked
  const plan = sql.all<{ detail: string }>(`explain query plan ${query}`).map(({ detail }) => detail)
  for (const table of ['posts', 'entries', 'faces']) {
    assert.ok(
      plan.some((step) => step.includes(`SEARCH ${table} USING`) && step.includes(`${table}_by_image`)),
      plan.join('\n'),
    )
  }
})

test('a store of the version before keeps the images that something names, and loses the others', async (t) => {
  const sql = openStoreBefore(t, 'images_named')
  const [named, stray] = [imageOf(1), imageOf(2)]
  sql.run(
    `insert into posts (id, audience, author, text, image, written_at, expires_at) values (?, 'world', 'bob', '', ?, 0, 9)`,
    new Uint8Array(16) as PostId,
    imageColumnOf(named),
  )
  sql.run(
    `insert into faces (name, audience, text, image, at) values (?, 'world', '', ?, 0)`,
    nameOf('alice'),
    imageColumnOf(named),
  )
  for (const { blob } of [named, stray]) {
    sql.run('insert into images (blob, bytes, expires_at) values (?, ?, 0)', blob, blob)
  }
  migrate(sql)
  const { images } = createRows(sql)
  assert.deepEqual(images.bytes(named), named.blob)
  assert.equal(images.isHere(stray), false)
  assert.equal(sql.get<{ n: number }>('select count(*) as n from images')?.n, 1)
})

async function open(t: { after(act: () => void): void }): Promise<{ readonly sql: Sql }> {
  const files = createTemporaryStore()
  const store = await files.open()
  t.after(() => {
    store.close()
    files.remove()
  })
  return store
}

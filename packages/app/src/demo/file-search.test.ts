import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { piecesOf, searchFiles, spellingsOf } from './file-search.ts'

test('a text is found in whatever spelling and however deep, and only if it is there', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-search-'))
  context.after(() => rm(directory, { recursive: true }))
  await mkdir(join(directory, 'a', 'b'), { recursive: true })
  const text = 'Tomorrow at eight.'
  const wanted = [...spellingsOf('the letter', text), ...spellingsOf('another', 'Never written.')]
  await writeFile(join(directory, 'a', 'b', 'file'), 'nothing')
  assert.deepEqual(await searchFiles(directory, wanted), { files: 1, bytes: 7, found: [] })
  for (const encoding of ['utf8', 'utf16le'] as const) {
    await writeFile(join(directory, 'a', 'b', 'file'), Buffer.from(`…${text}…`, encoding))
    assert.deepEqual((await searchFiles(directory, wanted)).found, ['the letter'])
  }
  await writeFile(join(directory, 'a', 'b', 'file'), Buffer.from(text).toString('base64'))
  assert.deepEqual((await searchFiles(directory, wanted)).found, ['the letter'])
})

test('any kilobyte of an envelope is enough to find it', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-search-'))
  context.after(() => rm(directory, { recursive: true }))
  const envelope = Uint8Array.from({ length: 8064 }, (_, index) => (index * index * 31 + (index >> 3)) % 251)
  for (const at of [0, 3000, 7000]) {
    await writeFile(join(directory, 'page'), envelope.subarray(at, at + 1024))
    assert.deepEqual(
      (await searchFiles(directory, piecesOf('envelope', envelope))).found,
      ['envelope'],
      `at ${at}`,
    )
  }
})

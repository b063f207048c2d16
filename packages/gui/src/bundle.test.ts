import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildWindow } from './bundle.ts'

const COMPRESSED_MAX = 400_000

test('the window is small enough to be built and read at every start', async () => {
  const assets = await buildWindow()
  const sent = [...assets].filter(([path]) => !path.endsWith('.woff2'))
  const bytes = sent.reduce((sum, [, asset]) => sum + gzipSync(asset.bytes).length, 0)
  assert.ok(bytes < COMPRESSED_MAX, `${bytes} bytes, compressed, without fonts`)
})

test('the window fetches nothing: whatever it shows is in it', async () => {
  const assets = await buildWindow()
  const decoder = new TextDecoder()
  const style = decoder.decode(assets.get('/style.css')?.bytes)
  const urls = [...style.matchAll(/url\(["']?([^"')]+)/g)].map(([, url]) => url ?? '')
  assert.ok(urls.length >= 3, 'the fonts')
  for (const url of urls) assert.ok(assets.has(new URL(url, 'http://window/').pathname), url)
  assert.doesNotMatch(style, /@import/, 'the styles are one file')
  const page = decoder.decode(assets.get('/')?.bytes)
  const linked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
  for (const path of linked.filter((one) => !one.startsWith('data:'))) {
    assert.ok(assets.has(new URL(path, 'http://window/').pathname), path)
  }
})

test('what is built for people is minified, and says nothing of the machine that built it', async () => {
  const script = new TextDecoder().decode((await buildWindow()).get('/app.js')?.bytes)
  assert.ok(script.split('\n').length < 200)
  assert.doesNotMatch(script, /node_modules|file:\/\//)
  assert.ok(!script.includes(import.meta.dirname))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, formatMetrics, serveMetrics } from './metrics.ts'

test('every line is a fixed word and a count', () => {
  const metrics = createMetrics()
  metrics.gauge('connections', () => 3)
  metrics.count('tick')
  metrics.count('tick')
  metrics.count('refused-busy')
  assert.equal(formatMetrics(metrics), 'connections 3\nrefused-busy 1\ntick 2\n')
})

test('the counters are served as plain text', async (t) => {
  const metrics = createMetrics()
  metrics.count('tick')
  const server = await serveMetrics({ metrics, port: 0 })
  t.after(server.close)
  const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`)
  assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(await answer.text(), 'tick 1\n')
})

test('a web page, and any other path, is answered with nothing', async (t) => {
  const server = await serveMetrics({ metrics: createMetrics(), port: 0 })
  t.after(server.close)
  const url = `http://127.0.0.1:${server.port}`
  for (const [path, init] of [
    ['/', {}],
    ['/metrics', { method: 'POST' }],
    ['/metrics', { headers: { origin: 'https://example.org' } }],
  ] as const) {
    const answer = await fetch(url + path, init)
    assert.equal(answer.status, 404)
    assert.equal(await answer.text(), '')
  }
})

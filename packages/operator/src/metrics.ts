/**
 * What an Operator tells the person who runs it: fixed event words and counts. Nothing here can hold a name, a key,
 * an address or the time of anyone's act, since the words are a closed list and the values are numbers.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RefusalCode, Request } from '@comrad/protocol'

export type MetricEvent =
  | 'connection-opened'
  | 'connection-closed'
  | 'connection-refused-full'
  | 'connection-refused-proxy-line'
  | 'connection-refused-http'
  | 'connection-refused-circuit'
  | 'connection-dropped-silent'
  | 'connection-dropped-crowding'
  | 'connection-dropped-idle'
  | 'connection-dropped-slow'
  | 'connection-dropped-violation'
  | 'connection-paused'
  | 'lane-replaced'
  | 'tick'
  | 'failed'
  | 'housekeeping-failed'
  | `request-${Request['type']}`
  | `refused-${RefusalCode}`

export type MetricGauge =
  | 'connections'
  | 'connections-silent'
  | 'circuits'
  | 'in-flight'
  | 'claims-waiting'
  | 'acts-waiting'

export type Metrics = {
  count(event: MetricEvent): void
  gauge(name: MetricGauge, read: () => number): void
  snapshot(): Readonly<Record<string, number>>
}

export function createMetrics(): Metrics {
  const counts = new Map<MetricEvent, number>()
  const gauges = new Map<MetricGauge, () => number>()

  return {
    count: (event) => void counts.set(event, (counts.get(event) ?? 0) + 1),
    gauge: (name, read) => void gauges.set(name, read),
    snapshot: () => ({
      ...Object.fromEntries([...gauges].map(([name, read]) => [name, read()])),
      ...Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  }
}

export function formatMetrics(metrics: Metrics): string {
  return Object.entries(metrics.snapshot())
    .map(([word, value]) => `${word} ${value}\n`)
    .join('')
}

export type MetricsServer = { readonly port: number; close(): Promise<void> }

/** Plain text on loopback, for the person at this machine. A web page that guesses the port is refused. */
export async function serveMetrics(options: { metrics: Metrics; port: number }): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const { host, origin } = request.headers
    const foreign = origin !== undefined || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '')
    if (foreign || request.method !== 'GET' || request.url !== '/metrics') response.writeHead(404).end()
    else
      response
        .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        .end(formatMetrics(options.metrics))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

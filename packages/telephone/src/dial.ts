/**
 * The only place where a connection is made: to an onion service through Tor's SOCKS port, or to a loopback port. There is
 * no third branch, no name is ever looked up, and a type that could say something else does not exist.
 */
import { createConnection, type Socket } from 'node:net'
import type { OperatorAddress } from '@comrad/protocol'
import { SocksClient } from 'socks'

/** Streams with different names never share a circuit: Tor's `IsolateSOCKSAuth`. */
export type Isolation = { readonly userId: string; readonly password: string }

/** How an address can be reached: an onion service only with Tor, which tells its SOCKS port once it is ready. */
export type Route =
  | { readonly kind: 'onion'; readonly host: string; readonly port: number; socksPort(): number | undefined }
  | { readonly kind: 'local'; readonly port: number }

const LOOPBACK = '127.0.0.1'

export function routeTo(address: OperatorAddress, socksPort: (() => number | undefined) | undefined): Route {
  if (address.kind === 'local') return { kind: 'local', port: address.port }
  if (!socksPort) throw new TypeError('an onion address without Tor')
  return { kind: 'onion', host: address.host, port: address.port, socksPort }
}

/** `undefined` while Tor is not ready. Rejects when the connection fails, or is not there within `patienceMs`. */
export async function dial(
  route: Route,
  isolation: Isolation,
  patienceMs: number,
): Promise<Socket | undefined> {
  if (route.kind === 'local') return connectLocal(route.port)
  const port = route.socksPort()
  if (port === undefined) return undefined
  if (!/^[a-z2-7]{56}\.onion$/.test(route.host)) throw new TypeError('not an onion address')
  const { socket } = await SocksClient.createConnection({
    proxy: { host: LOOPBACK, port, type: 5, ...isolation },
    command: 'connect',
    destination: { host: route.host, port: route.port },
    timeout: patienceMs,
    set_tcp_nodelay: true,
  })
  return socket
}

function connectLocal(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: LOOPBACK, port, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

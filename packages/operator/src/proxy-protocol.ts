/**
 * The HAProxy PROXY line, version 1, that Tor writes before the first byte of a connection when an onion service
 * exports its circuit ids. The source address in it stands for a circuit, not for a place in the world.
 * https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt §2.1
 */
import { isIPv6, type Socket } from 'node:net'
import { err, ok, type Result } from '@comrad/protocol'

/** §2.1: the longest line, with its CRLF. */
export const MAX_PROXY_LINE_BYTES = 107

export type ProxyLine = { readonly circuit: string }

export type ProxyLineError = {
  readonly type: 'proxy-line'
  readonly reason: 'too-long' | 'not-a-proxy-line' | 'address' | 'port'
}

/** One line without its CRLF. Only TCP6 is accepted: Tor writes nothing else. */
export function parseProxyLine(line: string): Result<ProxyLine, ProxyLineError> {
  if (line.length > MAX_PROXY_LINE_BYTES - 2) return refuse('too-long')
  const [proxy, family, source, destination, sourcePort, destinationPort, ...more] = line.split(' ')
  if (proxy !== 'PROXY' || family !== 'TCP6' || more.length > 0) return refuse('not-a-proxy-line')
  if (!isAddress(source) || !isAddress(destination)) return refuse('address')
  if (!isPort(sourcePort) || !isPort(destinationPort)) return refuse('port')
  return ok({ circuit: source })
}

/**
 * Takes the line off a fresh connection, and gives the rest of the stream back to it unread. The caller owns the
 * deadline: a socket that is closed before its line is complete answers nothing.
 */
export function readProxyLine(socket: Socket, onLine: (line: Result<ProxyLine, ProxyLineError>) => void) {
  let read = Buffer.alloc(0)
  socket.on('data', onData)

  function onData(chunk: Buffer) {
    read = Buffer.concat([read, chunk])
    const end = read.subarray(0, MAX_PROXY_LINE_BYTES).indexOf('\r\n')
    if (end < 0 && read.length < MAX_PROXY_LINE_BYTES) return
    socket.off('data', onData)
    socket.pause()
    if (end < 0) return onLine(refuse('too-long'))
    if (read.length > end + 2) socket.unshift(read.subarray(end + 2))
    onLine(parseProxyLine(read.toString('latin1', 0, end)))
  }
}

function isAddress(text: string | undefined): text is string {
  // No zone: isIPv6 lets `::1%anything` pass, which would give one circuit any number of names.
  return text !== undefined && isIPv6(text) && !text.includes('%')
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65535
}

function refuse(reason: ProxyLineError['reason']): Result<never, ProxyLineError> {
  return err({ type: 'proxy-line', reason })
}

/** A way to an Operator of this machine that can be cut, as Tor is when it drops. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Ending } from './command.ts'

export type Gate = {
  /** The Operator's, by this way. */
  readonly address: string
  /** Whoever goes through is cut off, and nobody else gets through. */
  cut(): void
  mend(): void
  /** How often somebody came while it was cut. */
  turnedAway(): number
}

export async function openGate(ending: Ending, operator: string): Promise<Gate> {
  const [, port = ''] = /127\.0\.0\.1:(\d+)/.exec(operator) ?? []
  const inside = new Set<Socket>()
  let isCut = false
  let turnedAway = 0
  const hold = (socket: Socket) => {
    inside.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => inside.delete(socket))
  }
  const cut = () => {
    isCut = true
    for (const socket of inside) socket.destroy()
  }
  const server = createServer((from) => {
    if (isCut) {
      turnedAway++
      from.destroy()
      return
    }
    const to = connect({ host: '127.0.0.1', port: Number(port) })
    for (const socket of [from, to]) hold(socket)
    from.pipe(to).pipe(from)
    from.once('close', () => to.destroy())
    to.once('close', () => from.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.after(() => {
    cut()
    server.close()
  })
  const { port: own } = server.address() as AddressInfo
  return {
    address: operator.replace(`127.0.0.1:${port}`, `127.0.0.1:${own}`),
    cut,
    mend: () => {
      isCut = false
    },
    turnedAway: () => turnedAway,
  }
}

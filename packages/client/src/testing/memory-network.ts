/** Devices and an Operator in one process. A test can take anybody off the network, lose what it likes, and read the wire. */
import type { Bytes } from '@comrad/protocol'
import type { Clock } from '../clock.ts'
import type { LanePurpose, Transport } from '../transport.ts'
import { createMemoryLane, type Interceptor, type MemoryLane, type OperatorPort } from './memory-lane.ts'

export type RecordedFrame = {
  readonly device: string
  readonly purpose: LanePurpose
  readonly direction: 'request' | 'reply'
  readonly frame: Bytes
}

export type MemoryTransport = Transport & {
  setOnline(online: boolean): void
  /** Kills every connection; they come back by themselves. */
  cut(): void
  /** Somebody else answers these lanes: an Operator with two faces. Undefined: the network's own again. */
  route(choose: ((purpose: LanePurpose) => OperatorPort | undefined) | undefined): void
  /** Undefined lets everything pass again. */
  intercept(interceptor: Interceptor | undefined): void
}

export type MemoryNetwork = {
  /** The Operator that answers from now on; connections to another one die. Undefined: nobody answers. */
  serve(operator: OperatorPort | undefined): void
  transport(device: string): MemoryTransport
  readonly recorded: readonly RecordedFrame[]
}

export function createMemoryNetwork(clock: Clock, first?: OperatorPort): MemoryNetwork {
  const recorded: RecordedFrame[] = []
  const transports = new Set<{ cut(): void; retry(): void }>()
  let operator = first

  return {
    serve(next) {
      if (next === operator) return
      operator = next
      for (const transport of transports) transport.cut()
      for (const transport of transports) transport.retry()
    },
    transport(device) {
      const transport = createMemoryTransport({
        clock,
        operator: () => operator,
        record: (purpose, direction, frame) => recorded.push({ device, purpose, direction, frame }),
      })
      transports.add(transport)
      return transport
    },
    recorded,
  }
}

/** One device, one Operator: for tests that need no more. */
export function connectInMemory(operator: OperatorPort, clock: Clock): MemoryTransport {
  return createMemoryNetwork(clock, operator).transport('device')
}

type Deps = {
  readonly clock: Clock
  operator(): OperatorPort | undefined
  record(purpose: LanePurpose, direction: 'request' | 'reply', frame: Bytes): void
}

function createMemoryTransport({ clock, operator, record }: Deps): MemoryTransport & { retry(): void } {
  const lanes = new Set<MemoryLane>()
  let interceptor: Interceptor = {}
  let choose: ((purpose: LanePurpose) => OperatorPort | undefined) | undefined
  let online = true
  const wire = {
    clock,
    operator: (purpose: LanePurpose) => (online ? (choose?.(purpose) ?? operator()) : undefined),
    interceptor: () => interceptor,
    record,
  }
  const cut = () => {
    for (const lane of lanes) lane.cut()
  }
  const retry = () => {
    for (const lane of lanes) lane.retry()
  }

  return {
    anonymity: 'none',
    lane(purpose, onOpen) {
      const lane = createMemoryLane(wire, purpose, onOpen)
      lanes.add(lane)
      lane.onState(({ phase }) => {
        if (phase === 'closed') lanes.delete(lane)
      })
      return lane
    },
    async close() {
      for (const lane of [...lanes]) lane.close()
    },
    setOnline(next) {
      online = next
      if (online) retry()
      else cut()
    },
    cut,
    retry,
    route(next) {
      choose = next
      cut()
    },
    intercept(next) {
      interceptor = next ?? {}
    },
  }
}

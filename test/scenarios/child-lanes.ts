/** Lanes between two processes, as messages of theirs: a device and its Operator, either of which may be killed at any of them. */
import type { OperatorPort } from '@comrad/client/testing'
import { type Bytes, decodeFrame, decodeRequest, type Request } from '@comrad/protocol'

export type LaneMessage =
  | { readonly type: 'connect' | 'closed'; readonly lane: number }
  | { readonly type: 'frame'; readonly lane: number; readonly frame: Bytes }

type Tell = (message: LaneMessage) => void

export type Way = 'there' | 'back'
/** Asked of each request on its way there, and of its answer on the way back. 'stop': it does not get any further. */
export type Tap = (request: Request, way: Way) => 'pass' | 'stop'

/** The asking end. */
export function createLanePort(tell: Tell) {
  const peers = new Map<number, Parameters<OperatorPort['connect']>[0]>()
  let last = 0
  const port: OperatorPort = {
    connect(peer) {
      const lane = ++last
      peers.set(lane, peer)
      tell({ type: 'connect', lane })
      return {
        receive: (frame) => tell({ type: 'frame', lane, frame }),
        closed() {
          peers.delete(lane)
          tell({ type: 'closed', lane })
        },
      }
    },
  }
  return {
    port,
    take(message: LaneMessage) {
      const peer = peers.get(message.lane)
      if (message.type === 'frame') peer?.send(new Uint8Array(message.frame))
      else if (message.type === 'closed') peer?.close()
    },
  }
}

/** The answering end. */
export function serveLanes(operator: OperatorPort, tell: Tell, tap: Tap = () => 'pass') {
  const lanes = new Map<number, ReturnType<OperatorPort['connect']>>()
  return {
    take(message: LaneMessage) {
      const { lane } = message
      if (message.type === 'connect') lanes.set(lane, connect(lane))
      else if (message.type === 'frame') lanes.get(lane)?.receive(new Uint8Array(message.frame))
      else {
        lanes.get(lane)?.closed()
        lanes.delete(lane)
      }
    },
    closeAll() {
      for (const lane of lanes.values()) lane.closed()
      lanes.clear()
    },
  }

  function connect(lane: number): ReturnType<OperatorPort['connect']> {
    const asked = new Map<number, Request>()
    const connection = operator.connect({
      send(frame) {
        const reply = decodeFrame(frame.slice())
        const request = reply.ok && reply.value.type === 'reply' ? asked.get(reply.value.id) : undefined
        if (!request || tap(request, 'back') === 'pass') tell({ type: 'frame', lane, frame })
      },
      close: () => tell({ type: 'closed', lane }),
    })
    return {
      receive(frame) {
        if (note(asked, frame)) connection.receive(frame)
      },
      closed: connection.closed,
    }
  }

  function note(asked: Map<number, Request>, bytes: Bytes): boolean {
    const frame = decodeFrame(bytes)
    if (!frame.ok || frame.value.type !== 'request') return true
    const request = decodeRequest(frame.value.body)
    if (!request.ok) return true
    asked.set(frame.value.id, request.value)
    return tap(request.value, 'there') === 'pass'
  }
}

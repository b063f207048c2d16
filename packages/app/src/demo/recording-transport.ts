/** A transport that keeps a copy of every envelope that it is handed, so that the Operator's files can be searched for them. */
import type { SendRequest, Transport } from '@comrad/client'
import type { Bytes } from '@comrad/protocol'

export function recordDeposits(transport: Transport, onEnvelope: (ciphertext: Bytes) => void): Transport {
  const recording =
    (send: SendRequest): SendRequest =>
    (request, options) => {
      if (request.type === 'deposit') onEnvelope(request.envelope.ciphertext)
      return send(request, options)
    }
  return {
    ...transport,
    lane(purpose, onOpen) {
      const lane = transport.lane(purpose, onOpen)
      return { ...lane, request: recording(lane.request) }
    },
  }
}

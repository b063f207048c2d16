/** A transport that keeps a copy of what passes, so that the Operator's files can be searched for it. */
import type { SendRequest, Transport } from '@comrad/client'
import { type Bytes, ok } from '@comrad/protocol'

/** Filled as the demo goes on. */
export type Recorded = {
  readonly envelopes: Bytes[]
  /** Sealed entries of the feed, by their place in it. */
  readonly entries: Map<number, Bytes>
}

export function recordTraffic(transport: Transport, { envelopes, entries }: Recorded): Transport {
  const recording =
    (send: SendRequest): SendRequest =>
    async (request, options) => {
      if (request.type === 'deposit') envelopes.push(request.envelope.ciphertext)
      const answer = await send(request, options)
      if (!answer.ok || answer.value.type !== 'page') return answer
      const { firstSequence, items } = answer.value.page
      for (const [place, item] of items.entries())
        if (item.type === 'entry') entries.set(firstSequence + place, item.sealed)
      return ok(answer.value)
    }
  return {
    ...transport,
    lane(purpose, onOpen) {
      const lane = transport.lane(purpose, onOpen)
      return { ...lane, request: recording(lane.request) }
    },
  }
}

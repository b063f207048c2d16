/**
 * All that reaches the Operator in a scenario, as it sees it: what is asked on which lane, and whose a lane is where the lane itself
 * says so. Lanes come in no order: when something was asked is another matter, which docs/threat-model.md owns up to.
 */
import assert from 'node:assert/strict'
import { noteId, type OperatorSecrets, openAsComrades, randomBytes } from '@comrad/keymaker'
import {
  type Bytes,
  decodeFrame,
  decodeReply,
  decodeRequest,
  decodeSignedNote,
  PAGE_ENTRIES,
  type Reply,
  type Request,
} from '@comrad/protocol'
import type { World } from './world.ts'

/** One request on a lane that does not say whose it is. */
export type Seen = {
  readonly lane: number
  /** Of the frame. */
  readonly id: number
  /** Of the frame, as it was on the wire. */
  readonly length: number
  readonly request: Request
  readonly body: Buffer
}

export type View = {
  readonly seen: readonly Seen[]
  /** By name: what its lanes said, what it signed for the world, and the certificate that it alone was given. */
  readonly known: ReadonlyMap<string, readonly Buffer[]>
  /** By id, in hexadecimal: on which page of the feed a post stands. */
  readonly pages: ReadonlyMap<string, number>
  /** By id, in hexadecimal: who showed an image to the world. */
  readonly shown: ReadonlyMap<string, string>
}

/** Whose a lane is, and which was before which: what the Operator does not know, and what it is not asked about. */
export type Truth = ReadonlyMap<number, { readonly device: string; readonly order: number }>

type Lane = {
  readonly device: string
  readonly order: number
  readonly requests: Omit<Seen, 'lane'>[]
  readonly replies: Reply[]
}

export function viewOf(
  world: World,
  secrets: OperatorSecrets,
): { readonly view: View; readonly truth: Truth } {
  const seen: Seen[] = []
  const known = new Map<string, Buffer[]>()
  const pages = new Map<string, number>()
  const shown = new Map<string, string>()
  const truth = new Map<number, { device: string; order: number }>()
  for (const [number, lane] of shuffled(lanesOf(world)).entries()) {
    truth.set(number, { device: lane.device, order: lane.order })
    if (!namesItself(lane)) {
      seen.push(...lane.requests.map((request) => ({ lane: number, ...request })))
      continue
    }
    const own = known.get(lane.device) ?? []
    known.set(lane.device, own)
    for (const { request, body } of lane.requests) {
      own.push(body)
      if (request.type === 'publish') read(request.sealed, lane)
    }
    for (const reply of lane.replies) {
      if (reply.type === 'certificate') own.push(Buffer.from(reply.certificate))
    }
  }
  return { view: { seen, known, pages, shown }, truth }

  /** As @Comrades does. */
  function read(sealed: Bytes, { device, replies }: Lane) {
    const opened = openAsComrades(secrets, sealed)
    const signed = opened && decodeSignedNote(opened)
    const published = replies.find((reply) => reply.type === 'published')
    assert.ok(opened && signed?.ok && published)
    const { note } = signed.value
    known.get(device)?.push(Buffer.from(opened))
    pages.set(hexOf(noteId(note)), Math.floor((published.sequence - 1) / PAGE_ENTRIES))
    const blob = note.body.kind === 'post' ? note.body.content.image?.blob : undefined
    if (blob) shown.set(hexOf(blob), note.author)
  }
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** By proof, by claiming a name, or by saying something to the world with one's name under it. */
const namesItself = ({ requests }: Lane): boolean =>
  requests.some(({ request }) => ['authenticate', 'claim', 'publish'].includes(request.type))

function lanesOf({ network }: World): readonly Lane[] {
  const lanes = new Map<object, Lane>()
  for (const { device, purpose, direction, frame } of network.recorded) {
    // A purpose is made for its lane.
    const lane = lanes.get(purpose) ?? { device, order: lanes.size, requests: [], replies: [] }
    lanes.set(purpose, lane)
    const decoded = decodeFrame(frame)
    assert.ok(decoded.ok)
    const { id, body } = decoded.value
    if (direction === 'reply') {
      const reply = decodeReply(body)
      assert.ok(reply.ok)
      lane.replies.push(reply.value)
    } else {
      const request = decodeRequest(body)
      assert.ok(request.ok)
      lane.requests.push({ id, length: frame.length, request: request.value, body: Buffer.from(body) })
    }
  }
  return [...lanes.values()]
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, by: Buffer.from(randomBytes(8)).readBigUInt64BE() }))
    .sort((a, b) => (a.by < b.by ? -1 : 1))
    .map(({ item }) => item)
}

/**
 * The one gate through which every frame leaves. Time is a leak: a lane that wakes and a letter that leaves a moment later
 * belong together for whoever watches both. `immediate` adds a little jitter between lanes; `cover` sends in slots at
 * random times, a real frame if one waits and a tick if not, so that the times say nothing. docs/threat-model.md.
 */
import { type Bytes, TICK_FRAME } from '@comrad/protocol'
import { fraction, type Random, type Timers } from './timers.ts'

export type Gate = {
  /** In order. A frame that was not sent when the gate closes is dropped; its request answers 'closed'. */
  send(frame: Bytes): void
  close(): void
}

/** One gate for each lane: `write` puts a frame on its wire. */
export type Scheduler = { open(write: (frame: Bytes) => void): Gate }

type Deps = { readonly timers: Timers; readonly random: Random }

/** At once on a lane that rests; otherwise in order. `jitterMs` at most is added to each. */
export function createImmediateScheduler(deps: Deps, options: { readonly jitterMs: number }): Scheduler {
  const delay = () => options.jitterMs * fraction(deps.random)
  return {
    open: (write) =>
      createGate({ write, whenIdle: () => undefined, delay, timers: deps.timers, always: false }),
  }
}

/** Slots with exponentially distributed gaps around `meanGapMs`: what leaves does not depend on what there is to say. */
export function createCoverScheduler(deps: Deps, options: { readonly meanGapMs: number }): Scheduler {
  const delay = () => -Math.log(1 - fraction(deps.random)) * options.meanGapMs
  return {
    open: (write) =>
      createGate({ write, whenIdle: () => TICK_FRAME, delay, timers: deps.timers, always: true }),
  }
}

function createGate(options: {
  readonly write: (frame: Bytes) => void
  readonly whenIdle: () => Bytes | undefined
  readonly delay: () => number
  readonly timers: Timers
  /** A slot comes also when nothing waits. */
  readonly always: boolean
}): Gate {
  const waiting: Bytes[] = []
  let cancel: (() => void) | undefined
  let closed = false
  if (options.always) schedule()
  return {
    send: (frame) => {
      if (closed) return
      waiting.push(frame)
      if (!cancel) schedule()
    },
    close: () => {
      closed = true
      cancel?.()
      waiting.length = 0
    },
  }

  function schedule() {
    const delay = options.delay()
    if (delay < 1 && !options.always) return slot()
    cancel = options.timers.after(delay, slot)
  }

  function slot() {
    cancel = undefined
    const frame = waiting.shift() ?? options.whenIdle()
    if (frame) options.write(frame)
    if (!closed && (options.always || waiting.length > 0)) schedule()
  }
}

/** Requests that wait for their answers, by frame id. */
import { err } from '@comrad/protocol'
import type { Answer, LaneError } from './lane-types.ts'
import type { Timers } from './timers.ts'

export type Calls = {
  /** Gives the request an id; the promise settles with the answer, at the time-out, or at `failAll`. */
  add(timeoutMs: number): { readonly id: number; readonly answer: Promise<Answer> }
  /** False if nobody waits for that id: a late answer, or an invented one. */
  settle(id: number, answer: Answer): boolean
  failAll(error: LaneError): void
  readonly size: number
}

const ID_MAX = 0xffff_ffff

export function createCalls(timers: Timers): Calls {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  return {
    add: (timeoutMs) => {
      const id = nextId()
      const answer = new Promise<Answer>((resolve) => {
        const cancel = timers.after(timeoutMs, () => settle(id, err({ type: 'timeout' })))
        waiting.set(id, (value) => {
          cancel()
          resolve(value)
        })
      })
      return { id, answer }
    },
    settle,
    failAll: (error) => {
      for (const id of [...waiting.keys()]) settle(id, err(error))
    },
    get size() {
      return waiting.size
    },
  }

  function settle(id: number, answer: Answer): boolean {
    const resolve = waiting.get(id)
    waiting.delete(id)
    resolve?.(answer)
    return resolve !== undefined
  }

  function nextId(): number {
    do lastId = lastId === ID_MAX ? 1 : lastId + 1
    while (waiting.has(lastId))
    return lastId
  }
}

/** Waiting for a lane. */
import type { Clock } from './clock.ts'
import type { Lane } from './transport.ts'

/** Whether it is open before so much time has passed. */
export function whenOpen(lane: Lane, clock: Clock, timeoutMs: number): Promise<boolean> {
  if (lane.state().phase === 'open') return Promise.resolve(true)
  return new Promise((resolve) => {
    const settle = (open: boolean) => {
      stopListening()
      callOff()
      resolve(open)
    }
    const stopListening = lane.onState(({ phase }) => {
      if (phase === 'open' || phase === 'closed') settle(phase === 'open')
    })
    const callOff = clock.after(timeoutMs, () => settle(false))
  })
}

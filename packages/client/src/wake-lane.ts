/** Waiting for a lane before something is done that would be wasted without it. */
import { ask } from './ask.ts'
import type { Lane } from './transport.ts'

/** Whether it is open before so much time has passed. A lane may rest until it is asked something, so it is asked. */
export async function wakeLane(lane: Lane, timeoutMs: number): Promise<boolean> {
  if (lane.state().phase === 'open') return true
  return (await ask(lane.request, { type: 'hello' }, { timeoutMs })).ok
}

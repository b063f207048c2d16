/** For commands that connect to nothing: every lane is closed, every request answers that there is no connection. */
import type { Lane, Transport } from '@comrad/client'
import { err, type OperatorAddress } from '@comrad/protocol'

const CLOSED: Lane = {
  state: () => ({ phase: 'closed' }),
  request: async () => err({ type: 'offline' }),
  onState: () => () => {},
  close: () => {},
}

const none = (anonymity: Transport['anonymity']): Transport => ({
  lane: () => CLOSED,
  anonymity,
  close: async () => {},
})

export const NO_TRANSPORT: Readonly<Record<OperatorAddress['kind'], Transport>> = {
  onion: none('tor'),
  local: none('none'),
}

export { type BackoffOptions, backoff } from './backoff.ts'
export { type BridgeLine, parseBridges } from './bridges.ts'
export { type ChangingTor, type ClientTor, createChangingTor } from './changing-tor.ts'
export type { Heartbeat } from './connection.ts'
export type {
  Lane,
  LaneError,
  LanePurpose,
  LaneState,
  OnOpen,
  SendRequest,
  Transport,
} from './lane-types.ts'
export { ONION_VIRTUAL_PORT, type OnionService } from './onion-service.ts'
export { createCoverScheduler, createImmediateScheduler, type Scheduler } from './scheduler.ts'
export { type Random, SYSTEM_TIMERS, type Timers } from './timers.ts'
export { createTor, type Tor, TorEndedError, type TorOptions } from './tor.ts'
export { findTor } from './tor-process.ts'
export type { TorFailure, TorStatus } from './tor-status.ts'
export { type Bridges, type BridgesError, bridgeLines } from './torrc.ts'
export { createTransport, type TransportDeps, type TransportOptions } from './transport.ts'

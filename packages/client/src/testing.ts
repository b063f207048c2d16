/** For tests, of this room and of others: nothing here is used in production. */

export { AT_ONCE, PLAIN_IMAGES, realProofs, testProofs } from './testing/bare-device.ts'
export { createFakeClock, type FakeClock, turn } from './testing/fake-clock.ts'
export type { Exchange, Forged, Interceptor, OperatorPort, Verdict } from './testing/memory-lane.ts'
export {
  connectInMemory,
  createMemoryNetwork,
  type MemoryNetwork,
  type MemoryTransport,
  type RecordedFrame,
} from './testing/memory-network.ts'
export {
  CHEAP_LOCK,
  createTemporaryStore,
  TEST_PASSPHRASE,
  type TemporaryStore,
} from './testing/temporary-store.ts'
export { actsOf } from './views/contacts-view.ts'

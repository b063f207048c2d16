export {
  type ConfigError,
  DEFAULT_CLAIM_POW,
  DEFAULT_SQUARE,
  type OperatorConfig,
  parseConfig,
} from './config.ts'
export { DEFAULT_SERVER_LIMITS, type ServerLimits } from './guests.ts'
export { type Allowance, DEFAULT_LIMITS, type OperatorLimits } from './limits.ts'
export {
  formatMetrics,
  type MetricEvent,
  type MetricGauge,
  type Metrics,
  type MetricsServer,
  serveMetrics,
} from './metrics.ts'
export { createOperator, type Operator, type OperatorDeps, type OperatorOptions } from './operator.ts'
export type { Connection, Peer } from './peer.ts'
export { listen, type Server, type ServerOptions } from './server.ts'
export { type OpenStoreError, openSqliteStore, type SqliteStoreOptions } from './store/sqlite-store.ts'
export { type OperatorStore, StorageUnavailableError } from './store/store.ts'

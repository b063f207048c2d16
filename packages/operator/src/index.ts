export { type ConfigError, type OperatorConfig, parseConfig } from './config.ts'
export { type Allowance, DEFAULT_LIMITS, type OperatorLimits, type ServerLimits } from './limits.ts'
export {
  type MetricEvent,
  type MetricGauge,
  type Metrics,
  type MetricsServer,
  serveMetrics,
} from './metrics.ts'
export { createOperator, type Operator, type OperatorDeps, type OperatorOptions } from './operator.ts'
export type { Connection, Peer, Standing } from './peer.ts'
export { listen, type Server, type ServerOptions } from './server.ts'
export { type OpenStoreError, openSqliteStore, type SqliteStoreOptions } from './store/sqlite-store.ts'
export type { OperatorStore } from './store/store.ts'

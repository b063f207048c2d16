/** What Tor is doing, in states that cannot contradict themselves. */
export type TorFailure =
  | 'binary-missing'
  | 'configuration-refused'
  | 'clock-skew'
  | 'network-down'
  /** The process ended by itself. */
  | 'exited'

export type TorStatus =
  | { readonly phase: 'stopped' }
  | {
      readonly phase: 'bootstrapping'
      readonly percent: number
      /** Tor's own word for the step: control-spec §4.1.10. */
      readonly step: string
      /** No progress for a while, and why if Tor said so. It goes on trying. */
      readonly stalled?: 'no-progress' | 'network-down' | 'clock-skew'
    }
  | { readonly phase: 'ready'; readonly socksPort: number; readonly version?: string }
  | { readonly phase: 'failed'; readonly reason: TorFailure }

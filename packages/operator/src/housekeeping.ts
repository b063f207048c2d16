/** What the Operator does unasked: forgets what is too old, and scrubs what was deleted from its files. */
export type Housekeeping = { stop(): Promise<void> }

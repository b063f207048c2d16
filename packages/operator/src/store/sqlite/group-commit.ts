/**
 * Many writes, one fsync: what is asked for within one turn of the event loop is committed as one transaction, and each
 * caller hears of its own write only after that commit.
 */
import type { DatabaseSync } from 'node:sqlite'
import { storageErrorOf } from './sqlite-errors.ts'

export type GroupCommit = {
  /** `run` is synchronous, and may run again if a neighbour in its transaction throws. */
  write<T>(run: () => T): Promise<T>
  /** Commits what is waiting. */
  flush(): void
}

type Job = { readonly run: () => unknown; readonly done: PromiseWithResolvers<unknown>; value?: unknown }

/** One transaction takes no new writes after this long, so that a flood cannot make the first caller wait for the last. */
const TRANSACTION_MS = 8

export function createGroupCommit(deps: {
  readonly db: DatabaseSync
  /** What is kept elsewhere, and what is known in memory, must follow the transaction. */
  beforeCommit(): void
  afterCommit(): void
  afterRollback(): void
}): GroupCommit {
  const { db } = deps
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  let waiting: Job[] = []
  let isScheduled = false

  return {
    write<T>(run: () => T) {
      const done = Promise.withResolvers<unknown>()
      waiting.push({ run, done })
      schedule()
      return done.promise as Promise<T>
    },
    flush() {
      while (waiting.length > 0) commitTurn()
    },
  }

  function schedule() {
    if (isScheduled || waiting.length === 0) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      commitTurn()
      schedule()
    })
  }

  function commitTurn() {
    if (waiting.length === 0) return
    const jobs: Job[] = []
    const from = performance.now()
    try {
      transact(() => {
        for (const job of waiting) {
          if (jobs.length > 0 && performance.now() - from > TRANSACTION_MS) break
          jobs.push(job)
          job.value = job.run()
        }
      })
      for (const { done, value } of jobs) done.resolve(value)
    } catch (error) {
      settleFailure(jobs, error)
    } finally {
      waiting = waiting.slice(jobs.length)
    }
  }

  /** A broken disk fails all of them. A write that throws fails alone: its neighbours are asked again, one by one. */
  function settleFailure(jobs: readonly Job[], error: unknown) {
    const [only] = jobs
    const unavailable = storageErrorOf(error)
    if (unavailable || !only || jobs.length === 1) {
      for (const { done } of jobs) done.reject(unavailable ?? error)
      return
    }
    for (const job of jobs) {
      try {
        job.done.resolve(transact(job.run))
      } catch (own) {
        job.done.reject(storageErrorOf(own) ?? own)
      }
    }
  }

  function transact<T>(run: () => T): T {
    try {
      begin.run()
      const value = run()
      deps.beforeCommit()
      commit.run()
      deps.afterCommit()
      return value
    } catch (error) {
      // After some errors SQLite has rolled back by itself.
      if (db.isTransaction) db.exec('ROLLBACK')
      deps.afterRollback()
      throw error
    }
  }
}

/** SQLCipher behind three verbs. A row's shape is the query's: what is in the file was authenticated page by page. */

import type { Bytes } from '@comrad/protocol'
import { Database } from '@signalapp/sqlcipher'
import { codeOf, isDiskFault, isFull, StoreFailure } from './store-error.ts'

export type SqlValue = string | number | null | Bytes
export type SqlRow = Readonly<Record<string, SqlValue>>

export type Sql = {
  /** Answers how many rows changed. */
  run(query: string, ...values: readonly SqlValue[]): number
  get<Row extends SqlRow>(query: string, ...values: readonly SqlValue[]): Row | undefined
  all<Row extends SqlRow>(query: string, ...values: readonly SqlValue[]): Row[]
  exec(script: string): void
  /** All of it or nothing; durable when it returns. A full or failing disk throws `StoreFailure`. */
  transaction<T>(work: () => T): T
  close(): void
}

/** With `key` as SQLCipher's raw key: it is already the work of Argon2id. */
export function openSql(path: string, key: Bytes): Sql {
  const database = new Database(path, { cacheStatements: true })
  // Without this SQLCipher writes to the terminal when a page does not open.
  database.exec('pragma cipher_log_level = NONE')
  database.exec(`pragma key = "x'${Buffer.from(key).toString('hex')}'"`)

  return {
    run: (query, ...values) => guarded(() => database.prepare(query).run(values).changes),
    get: <Row extends SqlRow>(query: string, ...values: readonly SqlValue[]) =>
      guarded(() => {
        const row = database.prepare(query).get(values)
        return row && (withBytes(row) as Row)
      }),
    all: <Row extends SqlRow>(query: string, ...values: readonly SqlValue[]) =>
      guarded(() =>
        database
          .prepare(query)
          .all(values)
          .map((row) => withBytes(row) as Row),
      ),
    exec: (script) => guarded(() => database.exec(script)),
    transaction: (work) => guarded(() => database.transaction(work)()),
    close: () => database.close(),
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof StoreFailure) throw error
    const code = codeOf(error)
    if (isFull(code)) throw new StoreFailure('storage-full', { cause: error })
    if (isDiskFault(code)) throw new StoreFailure('storage-failed', { cause: error })
    throw error
  }
}

/** The binding hands out Buffers, which compare and print unlike the plain bytes that went in. */
function withBytes(row: Record<string, unknown>): Record<string, unknown> {
  for (const key in row) {
    const value = row[key]
    if (value instanceof Uint8Array) row[key] = new Uint8Array(value)
  }
  return row
}

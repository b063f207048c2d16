/** One program at a time lives in a home. The system frees the hold when that program ends, however it ends. */
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { err, ok, type Result } from '@comrad/protocol'
import { createHome } from './home.ts'
import type { Program } from './program.ts'
import type { ProgramError } from './program-error.ts'

const FILE = 'in-use'

/** Until the program ends. A home that another one holds is refused before anything in it is touched. */
export async function holdHome({
  home,
  atEnd,
}: Pick<Program, 'home' | 'atEnd'>): Promise<Result<void, ProgramError>> {
  await createHome(home)
  const path = join(home.directory, FILE)
  closeSync(openSync(path, 'a', 0o600))
  const hold = new DatabaseSync(path)
  try {
    // Node has no lock on files. SQLite has, on every system, and nothing is ever written into this one.
    hold.exec('BEGIN EXCLUSIVE')
  } catch {
    hold.close()
    return err({ type: 'store-in-use' })
  }
  atEnd(() => hold.close())
  return ok(undefined)
}

/** A file that somebody wants to send. What is in it is for the process that opens pictures to find out. */
import { readFile } from 'node:fs/promises'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import type { ProgramError } from '../program-error.ts'

export async function readImage(path: string | undefined): Promise<Result<Bytes | undefined, ProgramError>> {
  if (path === undefined) return ok(undefined)
  const bytes = await readFile(path).catch(() => undefined)
  return bytes ? ok(new Uint8Array(bytes)) : err({ type: 'file-unreadable', what: `The image ${path}` })
}

/** Looks for byte strings in every file below a directory, as somebody who seized the machine would. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Wanted = { readonly what: string; readonly bytes: Uint8Array }

export type Searched = { readonly files: number; readonly bytes: number; readonly found: readonly string[] }

export async function searchFiles(directory: string, wanted: readonly Wanted[]): Promise<Searched> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const found = new Set<string>()
  let bytes = 0
  for (const path of paths) {
    // A file that went away between the two is in no file any more.
    const content = await readFile(path).catch(() => Buffer.alloc(0))
    bytes += content.length
    for (const one of wanted) if (content.includes(one.bytes)) found.add(one.what)
  }
  return { files: paths.length, bytes, found: [...found] }
}

/** Deleted bytes leave the files within seconds. */
const SCRUBBED_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 500

/** Answers what is still there when its time is over: nothing, as it should be. */
export async function searchUntilGone(
  directory: string,
  wanted: readonly Wanted[],
): Promise<readonly string[]> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const { found } = await searchFiles(directory, wanted)
    if (found.length === 0 || waited >= SCRUBBED_WITHIN_MS) return found
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

const PIECE_BYTES = 48
const STEP_BYTES = 504

/** Pieces from all over an envelope: a file may hold part of one. */
export function piecesOf(what: string, ciphertext: Uint8Array): readonly Wanted[] {
  const pieces: Wanted[] = []
  for (let at = 0; at + PIECE_BYTES <= ciphertext.length; at += STEP_BYTES) {
    pieces.push({ what, bytes: ciphertext.subarray(at, at + PIECE_BYTES) })
  }
  return pieces
}

/** A text as the bytes that a program might have kept it in. */
export function spellingsOf(what: string, text: string): readonly Wanted[] {
  return [
    { what, bytes: Buffer.from(text, 'utf8') },
    { what, bytes: Buffer.from(text, 'utf16le') },
    {
      what,
      bytes: Buffer.from(
        Buffer.from(text, 'utf8')
          .toString('base64')
          .replace(/.{0,2}=*$/, ''),
      ),
    },
    { what, bytes: Buffer.from(Buffer.from(text, 'utf8').toString('hex')) },
  ]
}

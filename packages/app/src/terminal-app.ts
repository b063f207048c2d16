/** The application in this terminal: a house, and what draws it here. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { randomBytes } from '@comrad/keymaker'
import { ok, PHOTO_SIDE } from '@comrad/protocol'
import { startHelpers } from './device.ts'
import type { Answer, Environment, Program } from './program.ts'
import type { ComingWay } from './way.ts'
import { openHouse } from './window.ts'

export type TerminalParts = {
  readonly way: ComingWay
  /** Asked for; a terminal that can do no more, and a screen reader, get it in any case. */
  readonly isPlain: boolean
  /** What others type to join this Operator. */
  readonly joinLine: string
}

export async function showTerminal(program: Program, parts: TerminalParts): Promise<Answer> {
  const { env, clock, stop } = program
  const { stdin, stdout } = process
  // What React would tell its programmers has no place on a screen that people look at.
  process.env['NODE_ENV'] ??= 'production'
  // Not for the commands: they are done before it would be loaded.
  const { runApp } = await import('@comrad/terminal/app')
  const helpers = startHelpers(program)
  const house = await openHouse(program, parts.way, helpers)
  await runApp(
    {
      ...{ house, clock, random: randomBytes, joinLine: parts.joinLine },
      files: filesOf(env),
      prepare: (file, { isPhoto }) => helpers.images.prepare(file, isPhoto ? { square: PHOTO_SIDE } : {}),
      decode: (image, maxSide) => helpers.images.decode(image, maxSide),
      colours: env['NO_COLOR'] === undefined && stdout.isTTY === true && stdout.getColorDepth() > 1,
    },
    { stdin, stdout },
    { isPlain: parts.isPlain || isPlainBy(env) || stdout.isTTY !== true, stop },
  )
  return ok(undefined)
}

export const isPlainBy = (env: Environment): boolean =>
  env['TERM'] === 'dumb' || env['INK_SCREEN_READER'] === 'true'

function filesOf(env: Environment) {
  const place = (path: string) => resolve(path.replace(/^~(?=\/)/, env['HOME'] ?? '~'))
  return {
    read: async (path: string) => {
      const bytes = await readFile(place(path)).catch(() => undefined)
      return bytes && new Uint8Array(bytes)
    },
    place,
  }
}

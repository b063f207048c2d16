/** All that the application touches, handed in by whoever composes it. */
import type { Clock, House, ImageError, PreparedImage } from '@comrad/client'
import type { Bytes, Result } from '@comrad/protocol'
import type { Pixels } from './half-blocks.ts'

export type AppDeps = {
  readonly house: House
  readonly clock: Clock
  readonly random: (length: number) => Bytes
  readonly files: {
    read(path: string): Promise<Bytes | undefined>
    /** The same place, for whoever reads or writes it as it comes. */
    place(path: string): string
  }
  /** Makes of a file what is sent of it, in a process that holds no key. */
  prepare(file: Bytes, options: { readonly isPhoto: boolean }): Promise<Result<PreparedImage, ImageError>>
  /** Opens a picture, in such a process too. */
  decode(image: Bytes, maxSide: number): Promise<Result<Pixels, { readonly type: string }>>
  /** How others join this Operator, where that is worth saying. */
  readonly joinLine?: string | undefined
  /** Whether the terminal has colours. */
  readonly colours: boolean
  /** Lines for a screen reader: nothing is drawn, moved or drawn again. */
  readonly plain?: PlainVoice | undefined
  /** Rings the terminal's bell. */
  ring(): void
}

export type PlainVoice = {
  /** What stands in the field that is being typed at. */
  echo(text: string): void
  /** Another screen comes: all of it is said, also what the last one said, but for these lines around it. */
  turn(around: readonly string[]): void
}

import type { ImageError } from './picture.ts'

/** Thrown where a picture is looked at; `worker.ts` turns it into the answer. */
export class Refusal extends Error {
  readonly type: ImageError['type']

  constructor(type: ImageError['type']) {
    super(type)
    this.type = type
  }
}

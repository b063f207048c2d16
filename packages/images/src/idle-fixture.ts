/** A program that has opened a picture, forgets to close, and has nothing else to do. */
import { createImages } from './images.ts'
import { halves, png } from './picture-fixture.ts'

const prepared = await createImages().prepare(png(halves(8, 8)))
process.exitCode = prepared.ok ? 0 : 1

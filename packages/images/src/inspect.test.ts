/** What is read from a file before any decoder sees it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bytes } from '@comrad/protocol'
import fc from 'fast-check'
import { type Format, type Inspected, inspect } from './inspect.ts'
import {
  concat,
  exif,
  extendedWebp,
  halves,
  jpeg,
  latin,
  png,
  pngHeader,
  pngOf,
  riff,
  riffChunk,
  webp,
  withSegment,
} from './picture-fixture.ts'
import { Refusal } from './refusal.ts'

const PICTURE = halves(48, 20)
const FILES: Readonly<Record<Format, Bytes>> = {
  jpeg: await jpeg(PICTURE, { progressive: false }),
  png: png(PICTURE),
  webp: await webp(PICTURE),
}
const FORMATS = Object.entries(FILES) as readonly [Format, Bytes][]
const EXIF = latin('Exif\0\0')

describe('the type of a file', () => {
  for (const [format, file] of FORMATS) {
    test(`${format} is known by its first bytes, and its size by its header`, () => {
      assert.deepEqual(look(file), { format, width: 48, height: 20, orientation: 1 })
    })
  }

  const others: readonly (readonly [string, Bytes])[] = [
    ['a GIF', latin('GIF89a\x01\0\x01\0\0\0\0')],
    ['a bitmap', latin('BM\x46\0\0\0\0\0\0\0')],
    ['a TIFF of either byte order', latin('II*\0\x08\0\0\0')],
    ['a HEIC', latin('\0\0\0\x18ftypheic\0\0\0\0')],
    ['an AVIF', latin('\0\0\0\x1cftypavif\0\0\0\0')],
    ['a JPEG XL', latin('\xff\x0a\x00\x00')],
    ['an icon', latin('\0\0\x01\0\x01\0')],
  ]
  for (const [name, file] of others) {
    test(`${name} is a picture, but none that we open`, () => assert.equal(look(file), 'unsupported'))
  }

  test('a text is no picture, and nor is nothing', () => {
    assert.equal(look(latin('GI')), 'not-an-image')
    assert.equal(look(latin('<svg onload="alert(1)"/>')), 'not-an-image')
    assert.equal(look(new Uint8Array()), 'not-an-image')
  })

  test('a format that is not asked for is not looked into', () => {
    assert.equal(look(FILES.png, { formats: ['webp'] }), 'unsupported')
  })
})

describe('the size of a picture', () => {
  const bombs: readonly (readonly [string, Bytes])[] = [
    ['a PNG', pngOf([['IHDR', pngHeader(60_000, 60_000)]])],
    ['a JPEG', withSegment(latin('\xff\xd8\xff'), 0xc0, frame(60_000, 60_000))],
    ['a progressive JPEG', withSegment(latin('\xff\xd8\xff'), 0xc2, frame(60_000, 60_000))],
    ['a lossy WebP', riff(riffChunk('VP8 ', latin('\0\0\0\x9d\x01\x2a\xff\x3f\xff\x3f')))],
    ['a lossless WebP', riff(riffChunk('VP8L', latin('\x2f\xff\xff\xff\x0f')))],
    ['a WebP with a canvas', riff(riffChunk('VP8X', latin('\0\0\0\0\xff\xff\xff\xff\xff\xff')))],
  ]
  for (const [name, bomb] of bombs) {
    test(`${name} of ${bomb.length} bytes that promises too much is refused for that, though it has no end`, () => {
      assert.equal(look(bomb), 'too-many-pixels')
    })
  }

  test('exactly as many as are allowed are', () => {
    const found = look(FILES.png, { pixelsMax: 48 * 20 })
    assert.equal(typeof found, 'object')
    assert.equal(look(FILES.png, { pixelsMax: 48 * 20 - 1 }), 'too-many-pixels')
  })

  test('none is refused', () => {
    assert.equal(look(pngOf([['IHDR', pngHeader(0, 20)]])), 'failed')
    assert.equal(look(withSegment(latin('\xff\xd8\xff'), 0xc0, frame(48, 0))), 'failed')
  })

  test('a second frame cannot promise more behind the first', () => {
    const second = concat(Uint8Array.of(0xff, 0xc0, 0, 17), frame(60_000, 60_000))
    const file = concat(FILES.jpeg.subarray(0, FILES.jpeg.length - 2), second, latin('\xff\xd9'))
    assert.equal(look(file), 'too-many-pixels')
  })

  test('a WebP whose canvas and picture differ is refused', () => {
    assert.equal(look(extendedWebp(FILES.webp, halves(47, 20), [])), 'failed')
    assert.deepEqual(look(extendedWebp(FILES.webp, PICTURE, [])), {
      format: 'webp',
      width: 48,
      height: 20,
      orientation: 1,
    })
  })
})

describe('what is not a still picture for a screen', () => {
  test('an animated PNG', () => {
    assert.equal(look(png(PICTURE, [['acTL', new Uint8Array(8)]])), 'unsupported')
  })

  test('an animated WebP', () => {
    assert.equal(look(extendedWebp(FILES.webp, PICTURE, [], 0b10)), 'unsupported')
  })

  test('a JPEG in four colours, in twelve bits, or in a coding of its own', () => {
    const begin = latin('\xff\xd8\xff')
    assert.equal(look(withSegment(begin, 0xc0, frame(48, 20, { components: 4 }))), 'unsupported')
    assert.equal(look(withSegment(begin, 0xc1, frame(48, 20, { precision: 12 }))), 'unsupported')
    assert.equal(look(withSegment(begin, 0xc3, frame(48, 20))), 'unsupported')
    assert.equal(look(withSegment(begin, 0xc9, frame(48, 20))), 'unsupported')
  })
})

describe('the end of a file', () => {
  for (const [format, file] of FORMATS) {
    test(`a ${format} that lacks any part of its end is truncated`, () => {
      // The first twelve bytes are what it is known by.
      for (let length = 12; length < file.length; length++) {
        assert.equal(look(file.slice(0, length)), 'truncated', `${length} of ${file.length}`)
      }
    })

    test(`what comes behind the end of a ${format} is not looked at`, () => {
      assert.equal(typeof look(concat(file, latin('behind'))), 'object')
    })

    test(`a ${format} with anything changed is refused or read, and nothing else`, () => {
      const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      fc.assert(
        fc.property(changes, (pairs) => {
          const changed = file.slice()
          for (const [at, byte] of pairs) changed[at] = byte
          look(changed)
        }),
      )
    })
  }
})

describe('which side is up', () => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    test(`${orientation} is read from all three formats`, () => {
      const camera = exif(orientation)
      const files = [
        withSegment(FILES.jpeg, 0xe1, concat(EXIF, camera)),
        png(PICTURE, [['eXIf', camera]]),
        extendedWebp(FILES.webp, PICTURE, [['EXIF', camera]]),
        extendedWebp(FILES.webp, PICTURE, [['EXIF', concat(EXIF, camera)]]),
      ]
      for (const file of files) assert.equal(orientationOf(file), orientation)
    })
  }

  test('a camera that writes the lowest byte first is understood', () => {
    const little = latin('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0')
    assert.equal(orientationOf(png(PICTURE, [['eXIf', little]])), 6)
  })

  test('what makes no sense leaves the picture as it is', () => {
    const senseless = [exif(0), exif(9), exif(6).subarray(0, 15), latin('MM\0*\xff\xff\xff\xff'), latin('')]
    for (const bytes of senseless) assert.equal(orientationOf(png(PICTURE, [['eXIf', bytes]])), 1)
  })
})

function look(
  file: Bytes,
  { formats = ['jpeg', 'png', 'webp'], pixelsMax = 50_000_000 }: Partial<Parameters<typeof inspect>[1]> = {},
): Inspected | Refusal['type'] {
  try {
    return inspect(file, { formats, pixelsMax })
  } catch (error) {
    if (error instanceof Refusal) return error.type
    throw error
  }
}

function orientationOf(file: Bytes): number {
  const found = look(file)
  return typeof found === 'object' ? found.orientation : assert.fail(found)
}

/** The header of a frame (T.81 §B.2.2), with room for its components. */
function frame(width: number, height: number, { precision = 8, components = 3 } = {}): Bytes {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff]
  return concat(Uint8Array.of(precision, ...size, components), new Uint8Array(9))
}

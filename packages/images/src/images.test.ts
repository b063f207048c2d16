/** Everything through a real child: what a comrad's device gets for a file. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  type Bytes,
  IMAGE_BYTES,
  IMAGE_SIDE,
  PHOTO_SIDE,
  PLACEHOLDER_BYTES,
  type Result,
} from '@comrad/protocol'
import { createImages, mayBeShown } from './images.ts'
import type { ImageError, Pixels, PreparedImage } from './picture.ts'
import {
  BLUE,
  concat,
  exif,
  extendedWebp,
  halves,
  jpeg,
  latin,
  noise,
  paint,
  png,
  pngHeader,
  pngOf,
  RED,
  timeBomb,
  webp,
  withSegment,
} from './picture-fixture.ts'

const images = createImages({ timeoutMs: 120_000 })
after(() => images.close())

const EXIF_SEGMENT = 0xe1

describe('what is prepared', () => {
  const small = halves(64, 32)
  const files: readonly (readonly [string, () => Promise<Bytes> | Bytes])[] = [
    ['a JPEG', () => jpeg(small)],
    ['a PNG', () => png(small)],
    ['a WebP', () => webp(small)],
  ]
  for (const [name, make] of files) {
    test(`${name} becomes a WebP that shows the same`, async () => {
      const prepared = value(await images.prepare(await make()))
      assert.equal(String.fromCharCode(...prepared.bytes.subarray(8, 12)), 'WEBP')
      const shown = value(await images.decode(prepared.bytes, IMAGE_SIDE))
      assert.deepEqual([shown.width, shown.height], [64, 32])
      assertColour(shown, 8, 16, RED)
      assertColour(shown, 56, 16, BLUE)
    })
  }

  test('a photo of twelve million pixels fits within the limits', async () => {
    const photo = paint(4_000, 3_000, (x, y) => [(x >> 4) & 255, (y >> 4) & 255, (x ^ y) & 255])
    const prepared = value(await images.prepare(await jpeg(photo, { progressive: false })))
    assert.deepEqual([prepared.width, prepared.height], [1_280, 960])
    assert.ok(prepared.bytes.length <= IMAGE_BYTES, `${prepared.bytes.length}`)
    assert.ok(prepared.placeholder.length > 0 && prepared.placeholder.length <= PLACEHOLDER_BYTES)
  })

  test('what no quality makes small enough is made smaller', async () => {
    const prepared = value(await images.prepare(png(noise(1_280, 1_280))))
    assert.ok(prepared.bytes.length <= IMAGE_BYTES, `${prepared.bytes.length}`)
    assert.ok(prepared.width < 1_280)
    assert.equal(prepared.width, prepared.height)
  })

  test('a small picture is not made larger', async () => {
    const { width, height } = value(await images.prepare(png(halves(3, 1))))
    assert.deepEqual([width, height], [3, 1])
  })

  test('a thread of a picture stays one pixel high', async () => {
    const { width, height } = value(await images.prepare(png(halves(20_000, 1))))
    assert.deepEqual([width, height], [1_280, 1])
  })

  test('the photo of a person is the square in the middle', async () => {
    const wide = paint(900, 300, (x) => (x < 300 ? RED : x < 600 ? [20, 230, 20] : BLUE))
    const prepared = value(await images.prepare(png(wide), { square: PHOTO_SIDE }))
    assert.deepEqual([prepared.width, prepared.height], [256, 256])
    const shown = value(await images.decode(prepared.bytes, 256))
    for (const x of [4, 128, 251]) assertColour(shown, x, 128, [20, 230, 20])
  })

  test('what is transparent stays so, and what was behind it is gone', async () => {
    const hidden = paint(64, 64, (x) => (x < 32 ? RED : [20, 230, 20, 0]))
    const shown = value(await images.decode(value(await images.prepare(png(hidden))).bytes, 64))
    assertColour(shown, 8, 32, RED)
    const at = (32 * 64 + 56) * 4
    assert.equal(shown.rgba[at + 3], 0)
    assert.ok((shown.rgba[at + 1] ?? 255) < 40, `green ${shown.rgba[at + 1]} is behind`)
  })

  test('a picture is scaled down to what is shown of it', async () => {
    const prepared = value(await images.prepare(png(halves(640, 320))))
    const shown = value(await images.decode(prepared.bytes, 100))
    assert.deepEqual([shown.width, shown.height, shown.rgba.length], [100, 50, 100 * 50 * 4])
  })
})

describe('what was beside the pixels', () => {
  const photo = halves(64, 32)
  const place = 'Comradgrad 52.52 13.40'
  const camera = exif(6, place)
  const words = latin(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${place}</x:xmpmeta>`)
  const files: readonly (readonly [string, () => Promise<Bytes> | Bytes])[] = [
    [
      'a JPEG',
      async () => {
        const withPlace = withSegment(await jpeg(photo), EXIF_SEGMENT, concat(latin('Exif\0\0'), camera))
        return withSegment(withSegment(withPlace, EXIF_SEGMENT, words), 0xfe, latin(place))
      },
    ],
    [
      'a PNG',
      () =>
        png(photo, [
          ['eXIf', camera],
          ['tEXt', latin(`Comment\0${place}`)],
        ]),
    ],
    [
      'a WebP',
      async () =>
        extendedWebp(await webp(photo), photo, [
          ['EXIF', camera],
          ['XMP ', words],
        ]),
    ],
  ]
  for (const [name, make] of files) {
    test(`where ${name} was taken leaves with it, and the side that was up is up`, async () => {
      const file = await make()
      assert.ok(Buffer.from(file).includes(place), 'the file does not say where')
      const prepared = value(await images.prepare(file))
      for (const word of [place, 'Exif', 'EXIF', 'XMP', 'VP8X', 'MM\0*', 'adobe']) {
        assert.ok(!Buffer.from(prepared.bytes).includes(word), `${JSON.stringify(word)} is still there`)
      }
      assert.deepEqual([prepared.width, prepared.height], [32, 64])
      const shown = value(await images.decode(prepared.bytes, 64))
      assertColour(shown, 16, 8, RED)
      assertColour(shown, 16, 56, BLUE)
    })
  }
})

describe('what is refused, and why', () => {
  test('a hundred bytes that promise 60,000 × 60,000 pixels', async () => {
    const bomb = pngOf([
      ['IHDR', pngHeader(60_000, 60_000)],
      ['IDAT', new Uint8Array(55)],
    ])
    assert.equal(bomb.length, 100)
    assert.equal(reason(await images.prepare(bomb)), 'too-many-pixels')
  })

  test('a text, whatever its name says', async () => {
    assert.equal(reason(await images.prepare(latin('photo.png: no picture at all'))), 'not-an-image')
    assert.equal(reason(await images.prepare(new Uint8Array())), 'not-an-image')
  })

  test('a JPEG of which half is missing', async () => {
    const file = await jpeg(halves(64, 32))
    assert.equal(reason(await images.prepare(file.slice(0, file.length / 2))), 'truncated')
  })

  test('a picture that is whole outside and broken inside', async () => {
    const broken = pngOf([
      ['IHDR', pngHeader(64, 32)],
      ['IDAT', latin('not deflated')],
      ['IEND', new Uint8Array()],
    ])
    assert.equal(reason(await images.prepare(broken)), 'failed')
  })

  test('a file that is too large, without a child that looks at it', async () => {
    assert.equal(reason(await images.prepare(new Uint8Array(30_000_001))), 'too-large')
    assert.equal(reason(await images.decode(new Uint8Array(IMAGE_BYTES + 1), 64)), 'too-large')
  })

  test('to show anything but the WebP that is sent', async () => {
    assert.equal(reason(await images.decode(png(halves(8, 8)), 64)), 'unsupported')
    const large = await webp(halves(1_281, 1_280))
    assert.equal(reason(await images.decode(large, 64)), 'too-many-pixels')
  })

  test('to call anything else fit to be shown', async () => {
    assert.ok(mayBeShown(await webp(halves(1_280, 1_280))))
    for (const [width, height] of [
      [1_281, 1],
      [1, 1_281],
      [1_281, 1_280],
    ] as const) {
      assert.ok(!mayBeShown(await webp(halves(width, height))), `${width} × ${height}`)
    }
    assert.ok(!mayBeShown(png(halves(8, 8))))
    assert.ok(!mayBeShown(new Uint8Array(IMAGE_BYTES + 1)))
    assert.ok(!mayBeShown(new Uint8Array(0)))
    assert.ok(!mayBeShown((await webp(halves(8, 8))).subarray(0, 20) as Bytes))
  })

  test('a picture that needs more memory than a decoder may have', async () => {
    const tight = createImages({ memoryMb: 24, timeoutMs: 120_000 })
    const photo = await jpeg(halves(3_000, 3_000))
    assert.equal(reason(await tight.prepare(photo)), 'failed')
    value(await images.prepare(photo))
  })

  test('a picture that keeps its decoder busy for ever, and the next one is opened', async () => {
    const impatient = createImages({ timeoutMs: 5_000 })
    const [bombed, next] = await Promise.all([
      impatient.prepare(await timeBomb()),
      impatient.decode(await webp(halves(8, 8)), 8),
    ])
    assert.equal(reason(bombed), 'timeout')
    value(next)
  })

  test('more than may wait', async () => {
    const few = createImages({ waitingMax: 2, timeoutMs: 120_000 })
    const file = png(halves(8, 8))
    const answers = await Promise.all(Array.from({ length: 5 }, () => few.prepare(file)))
    const reasons = answers.map((answer) => (answer.ok ? 'prepared' : answer.error.type))
    assert.deepEqual(reasons, ['prepared', 'prepared', 'prepared', 'busy', 'busy'])
    value(await few.prepare(file))
  })

  test('everything, once it is closed', async () => {
    const closing = createImages({ timeoutMs: 120_000 })
    const file = await timeBomb()
    const asked = [closing.prepare(file), closing.prepare(file)]
    await closing.close()
    for (const answer of await Promise.all(asked)) assert.equal(reason(answer), 'failed')
    assert.equal(reason(await closing.prepare(file)), 'failed')
  })
})

function value<T extends PreparedImage | Pixels>(result: Result<T, ImageError>): T {
  if (!result.ok) assert.fail(result.error.type)
  return result.value
}

function reason(result: Result<unknown, ImageError>): string {
  return result.ok ? 'it was taken' : result.error.type
}

/** Lossy, so about the same. */
function assertColour({ width, rgba }: Pixels, x: number, y: number, colour: readonly number[]) {
  const at = (y * width + x) * 4
  const found = [...rgba.subarray(at, at + 3)]
  const isNear = colour.slice(0, 3).every((wanted, index) => Math.abs(wanted - (found[index] ?? 999)) < 25)
  assert.ok(isNear, `${found} at ${x},${y} instead of ${colour}`)
}

/** The decoders and the encoder: WebAssembly, read from the files of their packages, each within its own limited memory. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Bytes } from '@comrad/protocol'
import createJpegDecoder from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js'
import * as pngCodec from '@jsquash/png/codec/pkg/squoosh_png.js'
import * as resizer from '@jsquash/resize/lib/resize/pkg/squoosh_resize.js'
import createWebpDecoder from '@jsquash/webp/codec/dec/webp_dec.js'
import createWebpEncoder from '@jsquash/webp/codec/enc/webp_enc_simd.js'
import { defaultOptions as WEBP_OPTIONS } from '@jsquash/webp/meta.js'
import type { Format } from './inspect.ts'
import type { Pixels } from './picture.ts'
import { Refusal } from './refusal.ts'
import { limitMemory, PAGES_PER_MB } from './wasm-memory.ts'

export type Codecs = {
  decode(format: Format, file: Bytes): Promise<Pixels>
  resize(pixels: Pixels, width: number, height: number): Pixels
  encodeWebp(pixels: Pixels, quality: number): Promise<Bytes>
}

const WASM = {
  jpegDecoder: '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  png: '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  resize: '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm',
  webpDecoder: '@jsquash/webp/codec/dec/webp_dec.wasm',
  webpEncoder: '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
}

const LANCZOS = 3

/** What the decoders' own types say, less the browser's. */
type ImageData = { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number }
type Decode = (file: Bytes) => ImageData | null
type WebpDecoder = { readonly decode: Decode }
type JpegDecoder = { decode(file: Bytes, turnByExif: boolean): ImageData | null }
type Encoder = {
  encode(rgba: Bytes, width: number, height: number, options: typeof WEBP_OPTIONS): Uint8Array | null
}
type CreateModule = (options: object) => Promise<unknown>

type WasmInstance = { readonly exports: object }
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => WasmInstance
}

export function createCodecs({ memoryMb }: { readonly memoryMb: number }): Codecs {
  provideImageData()

  function compile(name: keyof typeof WASM): object {
    const bytes = readFileSync(fileURLToPath(import.meta.resolve(WASM[name])))
    return new WebAssembly.Module(limitMemory(bytes, memoryMb * PAGES_PER_MB))
  }

  /** Emscripten's modules would fetch theirs, and write what they think of a file to the output that carries our answer. */
  async function instantiate(create: CreateModule, name: keyof typeof WASM): Promise<unknown> {
    const module = compile(name)
    return create({
      noInitialRun: true,
      print: () => undefined,
      printErr: () => undefined,
      instantiateWasm: (imports: object, done: (instance: WasmInstance) => void) => {
        const instance = new WebAssembly.Instance(module, imports)
        done(instance)
        return instance.exports
      },
    })
  }

  const decoders: Readonly<Record<Format, () => Promise<Decode>>> = {
    async jpeg() {
      const decoder = (await instantiate(createJpegDecoder, 'jpegDecoder')) as JpegDecoder
      // Turned once it is small, as the other formats are.
      return (file) => decoder.decode(file, false)
    },
    async webp() {
      return ((await instantiate(createWebpDecoder, 'webpDecoder')) as WebpDecoder).decode
    },
    async png() {
      pngCodec.initSync(compile('png'))
      return pngCodec.decode
    },
  }

  let isResizerReady = false
  let encoder: Promise<Encoder> | undefined

  return {
    async decode(format, file) {
      const decode = await decoders[format]()
      const image = decode(file)
      if (image === null) throw new Refusal('failed')
      return { width: image.width, height: image.height, rgba: plain(image.data) }
    },
    resize({ rgba, width: fromWidth, height: fromHeight }, width, height) {
      if (!isResizerReady) resizer.initSync(compile('resize'))
      isResizerReady = true
      // Premultiplied, so that what is behind transparency does not bleed into what is not; in linear light.
      return {
        width,
        height,
        rgba: plain(resizer.resize(rgba, fromWidth, fromHeight, width, height, LANCZOS, true, true)),
      }
    },
    async encodeWebp({ rgba, width, height }, quality) {
      encoder ??= instantiate(createWebpEncoder, 'webpEncoder') as Promise<Encoder>
      const encoded = (await encoder).encode(rgba, width, height, { ...WEBP_OPTIONS, quality })
      if (encoded === null) throw new Refusal('failed')
      // A view into the encoder's memory, which it will use again.
      return Uint8Array.from(encoded)
    },
  }
}

/** The decoders make one of these, as in a browser. */
function provideImageData() {
  const value = class {
    readonly data: Uint8ClampedArray
    readonly width: number
    readonly height: number

    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data
      this.width = width
      this.height = height
    }
  }
  Object.defineProperty(globalThis, 'ImageData', { value, configurable: true })
}

function plain(data: Uint8ClampedArray): Bytes {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
}

/** The one thing of EXIF that a picture needs once it has been re-encoded: which side is up. Nothing else is read. */
import type { Orientation } from './header.ts'

const ORIENTATION_TAG = 0x0112
const ENTRY_BYTES = 12
const UPRIGHT: Orientation = 1

/** Of a TIFF structure (CIPA DC-008 §4.5). What cannot be understood leaves the picture as it is. */
export function readExifOrientation(exif: Uint8Array): Orientation {
  try {
    return findOrientation(withoutSignature(exif))
  } catch (error) {
    if (error instanceof RangeError) return UPRIGHT
    throw error
  }
}

/** Some programs put a JPEG's signature before it in other formats too. */
function withoutSignature(exif: Uint8Array): Uint8Array {
  return String.fromCharCode(...exif.subarray(0, 6)) === 'Exif\0\0' ? exif.subarray(6) : exif
}

function findOrientation(tiff: Uint8Array): Orientation {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const isLittle = view.getUint16(0) === 0x4949
  const directory = view.getUint32(4, isLittle)
  const entries = view.getUint16(directory, isLittle)
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * ENTRY_BYTES
    if (view.getUint16(entry, isLittle) !== ORIENTATION_TAG) continue
    const value = view.getUint16(entry + 8, isLittle)
    return value >= 1 && value <= 8 ? value : UPRIGHT
  }
  return UPRIGHT
}

/** A name and a device. docs/spec/wire.md §Terms. */
import { MalformedError, type Reader, type Writer } from './bytes.ts'
import { DEVICE_MAX } from './limits.ts'
import { type Name, readName, writeName } from './name.ts'

export type Address = { readonly name: Name; readonly device: number }

export function readAddress(reader: Reader): Address {
  const name = readName(reader)
  const device = reader.uint8()
  if (device < 1 || device > DEVICE_MAX) throw new MalformedError('device out of range')
  return { name, device }
}

export function writeAddress(writer: Writer, address: Address): void {
  writeName(writer, address.name)
  writer.uint8(address.device)
}

export const formatAddress = ({ name, device }: Address): string => `${name}/${device}`

/** A QR code in half blocks: two modules a character, so that it is square. Its light parts are drawn, the dark left out. */
import encodeQR from 'qr'

const QUIET_ZONE = 2
const BLOCKS = { '00': '█', '01': '▀', '10': '▄', '11': ' ' } as const

/** `styled` adds white on black, so that a scanner reads it on a light terminal too. */
export function drawQr(content: string | Uint8Array, options: { styled: boolean }): readonly string[] {
  const modules = modulesOf(content)
  const lines: string[] = []
  for (let row = 0; row < modules.length; row += 2) {
    const upper = modules[row] ?? []
    const lower = modules[row + 1]
    // Below the last row is nothing: the same as dark.
    const line = upper.map((dark, column) => blockOf(dark, lower?.[column] ?? true)).join('')
    lines.push(options.styled ? `\x1b[97;40m${line}\x1b[0m` : line)
  }
  return lines
}

export function modulesOf(content: string | Uint8Array): readonly (readonly boolean[])[] {
  if (typeof content === 'string') return encodeQR(content, 'raw', { ecc: 'low', border: QUIET_ZONE })
  // The library takes text; its text is handed over as these bytes. One character stands for each byte.
  const placeholder = 'x'.repeat(content.length)
  const textEncoder = () => content
  return encodeQR(placeholder, 'raw', { ecc: 'low', border: QUIET_ZONE, encoding: 'byte', textEncoder })
}

function blockOf(upperDark: boolean, lowerDark: boolean): string {
  return BLOCKS[`${upperDark ? 1 : 0}${lowerDark ? 1 : 0}`]
}

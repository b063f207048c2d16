/**
 * Text that came from others, made fit for a terminal: it may say anything and do nothing. Every letter, greeting and
 * reason passes here before it is drawn. What a terminal would obey, what turns the order of reading around, and what
 * hides inside a word is taken out; what people write in their languages stays.
 */

/** The grammar of ECMA-48: CSI with its parameters; OSC, DCS, SOS, PM, APC up to their end; two-character escapes. */
const ESCAPE_SEQUENCES = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    '(?:\\x1b[\\]PX^_]|[\\x9d\\x90\\x98\\x9e\\x9f])[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '\\x1b[ -/]*[0-~]',
  ].join('|'),
  'gu',
)

/** Controls but the line feed; bidirectional marks, embeddings, overrides and isolates; line and paragraph separators. */
const FORBIDDEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Invisible, and of no use to a language: zero-width space, word joiner, soft hyphen, invisible operators, tags. */
const INVISIBLE =
  /\u034f|[\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu

/** Joiners shape Persian, Indic scripts and emoji, one after a letter; anywhere else they only hide. */
const STRAY_JOINERS = /(?<=^|\s|[\u200c\u200d])[\u200c\u200d]+/gu

/** No language stacks more marks than this; a tower of them draws over the lines above. */
const MARKS_KEPT = 4
const MARK_TOWERS = new RegExp(`(\\p{M}{${MARKS_KEPT}})\\p{M}+`, 'gu')

/** Lines as the writer broke them. Drawing indents all but the first, so that none can pass for a line of ours. */
export function safeText(text: string): string {
  return text
    .toWellFormed()
    .replace(ESCAPE_SEQUENCES, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(FORBIDDEN, (code) => (code === '\n' ? code : ''))
    .replace(INVISIBLE, '')
    .replace(STRAY_JOINERS, '')
    .replace(MARK_TOWERS, '$1')
}

export function safeLine(text: string): string {
  return safeText(text).replace(/\s*\n\s*/gu, ' ')
}

/** What people see as one character, however many code points it is made of; a chain that never ends is none. */
export function graphemesOf(text: string): readonly string[] {
  if (ASCII.test(text)) return text.split('')
  // Made at the first need: it reads the tables of all languages.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment).flatMap((one) =>
    widthOf(one) > WIDEST_GRAPHEME ? [...one] : [one],
  )
}

let segmenter: Intl.Segmenter | undefined
/** A family of four. */
const WIDEST_GRAPHEME = 8

/**
 * The columns that a safe text takes at most: marks and joiners none, East Asian characters and emoji two. Terminals differ over
 * emoji that are made of several; none takes more than this.
 */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length
  let width = 0
  let before = 0
  for (const character of text) {
    const own = character === AS_EMOJI && before === 1 ? 1 : widthOfCharacter(character)
    width += own
    if (own > 0 || character === AS_EMOJI) before = character === AS_EMOJI ? 0 : own
  }
  return width
}

const ASCII = /^[ -~]*$/
/** Variation selector 16: what stands before it is drawn as an emoji, in two columns. */
const AS_EMOJI = '\ufe0f'

const NO_WIDTH = /^(\p{M}|\u200c|\u200d)$/u
const TWO_COLUMNS =
  /^[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$|^\p{Emoji_Presentation}$/u

function widthOfCharacter(character: string): number {
  if (NO_WIDTH.test(character)) return 0
  return TWO_COLUMNS.test(character) ? 2 : 1
}

/** What a line that was typed in the guided terminal means. Pure. */

export type TalkLine =
  | { readonly type: 'nothing' }
  | { readonly type: 'letter'; readonly text: string }
  | { readonly type: 'open'; readonly name: string }
  | { readonly type: 'meet'; readonly name: string; readonly greeting: string }
  | { readonly type: 'decline'; readonly name: string }
  | { readonly type: 'verify' | 'same'; readonly name: string }
  | { readonly type: (typeof PLAIN)[number] }
  | { readonly type: 'unknown'; readonly command: string }
  | { readonly type: 'name-missing'; readonly command: string }

export const TALK_HELP: readonly (readonly [string, string])[] = [
  ['NAME', 'opens the conversation with someone you have met; then each line is a letter'],
  ['/meet NAME [GREETING]', 'asks to meet; or accepts, if they have asked you'],
  ['/decline NAME', 'declines, silently'],
  ['/verify [NAME]', 'the safety number: compare it, then say /same'],
  ['/same [NAME]', 'you have compared it, and it is the same'],
  ['/older', 'earlier letters of this conversation'],
  ['/contacts', 'whom you have met, who asks'],
  ['/status', 'what is connected, what waits, what is wrong'],
  ['/address', "the Operator's address, for those who are to join"],
  ['/phrase', 'your 24 words'],
  ['/back', 'leaves the conversation'],
  ['/quit', 'leaves Comrad'],
]

const PLAIN = ['help', 'older', 'contacts', 'status', 'address', 'phrase', 'back', 'quit'] as const

/** `open` is the conversation that is open: its name may be left out. Two slashes begin a letter that begins with one. */
export function parseTalkLine(line: string, open: string | undefined): TalkLine {
  const text = line.trim()
  if (text === '') return { type: 'nothing' }
  if (!text.startsWith('/') || text.startsWith('//')) {
    const letter = text.startsWith('//') ? text.slice(1) : text
    return open === undefined ? { type: 'open', name: letter } : { type: 'letter', text: letter }
  }
  const [, command = '', name = '', rest = ''] = /^\/(\S*)\s*(\S*)\s*(.*)$/su.exec(text) ?? []
  const plain = PLAIN.find((known) => known === command)
  if (plain !== undefined) return { type: plain }
  const whom = name || open
  switch (command) {
    case 'meet':
      return name === '' ? { type: 'name-missing', command } : { type: 'meet', name, greeting: rest }
    case 'decline':
      return name === '' ? { type: 'name-missing', command } : { type: 'decline', name }
    case 'verify':
    case 'same':
      return whom === undefined ? { type: 'name-missing', command } : { type: command, name: whom }
    default:
      return { type: 'unknown', command }
  }
}

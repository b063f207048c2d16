/** A new passphrase, asked for line by line: twice, because nobody sees it. */
import { PASSPHRASE_LENGTH } from '@comrad/client/choices'
import type { Terminal } from './terminal.ts'

export const PASSPHRASE_TOO_SHORT = `A passphrase has at least ${PASSPHRASE_LENGTH} characters; four or more words are better.`

/** undefined: the input has ended. */
export async function askNewPassphrase(terminal: Terminal): Promise<string | undefined> {
  for (;;) {
    const passphrase = await terminal.askHidden('A new passphrase (nothing is shown): ')
    if (passphrase === undefined) return undefined
    if ([...passphrase].length < PASSPHRASE_LENGTH) {
      terminal.print([PASSPHRASE_TOO_SHORT])
      continue
    }
    const again = await terminal.askHidden('The same again: ')
    if (again === undefined) return undefined
    if (again === passphrase) return passphrase
    terminal.print(['They were not the same. Once more.'])
  }
}

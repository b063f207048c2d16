/** The passphrase and the 24 words: from a file descriptor or a prompt, never from an argument, which every process can read. */
import { createReadStream } from 'node:fs'
import { PASSPHRASE_LENGTH } from '@comrad/client/choices'
import { err, ok, type Result } from '@comrad/protocol'
import { askNewPassphrase, type Terminal } from '@comrad/terminal'
import type { ProgramError } from './program-error.ts'

type Source = { readonly terminal: Terminal; readonly fd: number | undefined }

export async function readPassphrase({ terminal, fd }: Source): Promise<Result<string, ProgramError>> {
  if (fd !== undefined) return readLine(fd, 'The file descriptor of the passphrase')
  if (!terminal.interactive) return err({ type: 'passphrase-needed' })
  return answered(await terminal.askHidden('Passphrase: '))
}

export async function readNewPassphrase({ terminal, fd }: Source): Promise<Result<string, ProgramError>> {
  if (fd === undefined && !terminal.interactive) return err({ type: 'passphrase-needed' })
  if (fd === undefined) return answered(await askNewPassphrase(terminal))
  const passphrase = await readLine(fd, 'The file descriptor of the passphrase')
  if (passphrase.ok && [...passphrase.value].length < PASSPHRASE_LENGTH)
    return err({ type: 'passphrase-too-short' })
  return passphrase
}

export async function readPhrase({ terminal, fd }: Source): Promise<Result<string, ProgramError>> {
  if (fd !== undefined) return readLine(fd, 'The file descriptor of the 24 words')
  if (!terminal.interactive) return err({ type: 'phrase-needed' })
  return answered(await terminal.askHidden('Your 24 words (nothing is shown): '))
}

function answered(answer: string | undefined): Result<string, ProgramError> {
  return answer === undefined ? err({ type: 'interaction-ended' }) : ok(answer)
}

const MOST_BYTES = 4096

/** The first line. More than a screenful is no passphrase but a wrong file. */
async function readLine(fd: number, what: string): Promise<Result<string, ProgramError>> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of createReadStream('', { fd, autoClose: false })) {
      chunks.push(chunk)
      length += chunk.length
      if (chunk.includes(0x0a) || length > MOST_BYTES) break
    }
  } catch {
    return err({ type: 'file-unreadable', what })
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/)
  return line === '' || length > MOST_BYTES ? err({ type: 'file-unreadable', what }) : ok(line)
}

/** Which processes of this machine name a path in their arguments. */
import { readdirSync, readFileSync } from 'node:fs'

export function processesNaming(path: string): readonly string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map(commandOf)
    .filter((command) => command.includes(path))
}

/** A process that ended meanwhile has no command. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

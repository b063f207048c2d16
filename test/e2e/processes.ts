/** Which processes of this machine name a path in their arguments. */
import { readdirSync, readFileSync } from 'node:fs'

export type NamingProcess = { readonly pid: number; readonly command: string }

export const processesNaming = (path: string): readonly string[] =>
  findProcesses(path).map(({ command }) => command)

export function findProcesses(path: string): readonly NamingProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map((pid) => ({ pid: Number(pid), command: commandOf(pid) }))
    .filter(({ command }) => command.includes(path))
}

/** A process that ended meanwhile has no command. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

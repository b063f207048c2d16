/** What a process beside this one says to people: at once, but after whatever is being drawn on this terminal. */
import { safeLine, type Terminal } from '@comrad/terminal'

/** The first lines say what happened; a process that goes on and on does not fill the memory. */
const HELD_AT_MOST = 100

export type Aside = {
  hear(line: string): void
  /** The terminal is somebody else's until this is over. */
  during<T>(drawing: () => Promise<T>): Promise<T>
}

export function createAside(terminal: Pick<Terminal, 'say'>): Aside {
  const held: string[] = []
  let isDrawn = false
  return {
    hear(line) {
      if (!isDrawn) terminal.say([safeLine(line)])
      else if (held.length < HELD_AT_MOST) held.push(safeLine(line))
    },
    async during(drawing) {
      isDrawn = true
      try {
        return await drawing()
      } finally {
        isDrawn = false
        terminal.say(held.splice(0))
      }
    },
  }
}

/** Starts a Tor, says its process id, and waits to be killed. For `tor.test.ts`. */
import { createTor, SYSTEM_TIMERS } from '@comrad/telephone'

const tor = createTor(
  { timers: SYSTEM_TIMERS },
  { dataDirectory: process.argv[2] ?? '', extraLines: ['DisableNetwork 1'] },
)
const looking = setInterval(() => {
  const pid = tor.pid()
  if (pid === undefined) return
  clearInterval(looking)
  setInterval(() => undefined, 60_000)
  process.stdout.write(String(pid))
}, 20)

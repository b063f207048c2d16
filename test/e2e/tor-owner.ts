/** Starts a Tor, says its process id, and waits to be killed. For `tor.test.ts`. */
import { createTor, SYSTEM_TIMERS } from '@comrad/telephone'

const tor = createTor(
  { timers: SYSTEM_TIMERS },
  { dataDirectory: process.argv[2] ?? '', extraLines: ['DisableNetwork 1'] },
)
const forget = tor.onStatus(() => {
  if (tor.status().phase !== 'bootstrapping') return
  forget()
  process.stdout.write(String(tor.pid()))
})
setInterval(() => undefined, 1_000)

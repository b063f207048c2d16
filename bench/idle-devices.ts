/** The devices of the idle-memory bench, in a process of their own: see `idle-memory.ts`. */
import { authenticate, createComrad, createKeys, register } from '../packages/operator/src/comrad-fixture.ts'
import { openCaller } from './operator-client.ts'
import { forkedOptions, tellParent } from './operator-process.ts'

const AT_ONCE = 50

const { port, devices } = forkedOptions<{ port: number; devices: number }>()
const keys = createKeys()
const comrads = Array.from({ length: devices }, (_, index) => createComrad(`comrad-${index}`, keys))
const registrar = await openCaller(port)
await inTurns(comrads, (comrad) => register(comrad, registrar.ask))
registrar.socket.close()

await inTurns(comrads, async (comrad) => {
  const { ask } = await openCaller(port)
  await authenticate(comrad, ask)
  void ask({ type: 'collect', after: 0, wait: true })
})
tellParent({ waiting: devices })

async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(act))
  }
}

/** The readers of the pages bench, in a process of their own: see `square-pages.ts`. */

import { fingerprintOf } from '@comrad/keymaker'
import { FRAME_HEADER_BYTES } from '@comrad/protocol'
import { createComrad, expectReply, greet, register } from '../packages/operator/src/comrad-fixture.ts'
import { noteBy, postOf, publishOf } from '../packages/operator/src/square-fixture.ts'
import { frameOf } from './handler-caller.ts'
import { type Caller, openCaller, readReply } from './operator-client.ts'
import { forkedOptions, tellParent } from './operator-process.ts'

type Wish = { readonly page: number; readonly pagesEach: number }

const { port, callers } = forkedOptions<{ port: number; callers: number }>()
await publish(await openCaller(port))
const readers = await Promise.all(Array.from({ length: callers }, () => openCaller(port)))
process.on('message', async (wish: Wish) => {
  const from = performance.now()
  await Promise.all(readers.map((reader) => read(reader, wish)))
  tellParent({ pages: readers.length * wish.pagesEach, seconds: (performance.now() - from) / 1000 })
})
tellParent({ ready: callers })

/** A page of short ones, and a page of the longest. */
async function publish({ ask, socket }: Caller): Promise<void> {
  const author = createComrad('author')
  await register(author, ask)
  const { keys } = await greet(ask)
  const to = { keys, fingerprint: fingerprintOf(keys.logKey) }
  for (const length of [140, 1_000]) {
    for (let count = 0; count < 20; count++) {
      const { request } = publishOf(author, noteBy(author, postOf('b'.repeat(length))), to)
      expectReply(await ask(request), 'published')
    }
  }
  socket.close()
}

/** One page after the other; the first is looked at. */
async function read({ socket }: Caller, { page, pagesEach }: Wish): Promise<void> {
  const frame = frameOf({ type: 'page', page })
  socket.removeAllListeners('message')
  for (let count = 0; count < pagesEach; count++) {
    const answered = new Promise<Buffer>((resolve) => socket.once('message', resolve))
    socket.send(frame)
    const bytes = await answered
    if (count > 0 && bytes.length > FRAME_HEADER_BYTES) continue
    if (expectReply(readReply(bytes).reply, 'page').page.items.length !== 20)
      throw new Error('not a whole page')
  }
}

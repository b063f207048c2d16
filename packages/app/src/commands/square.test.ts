import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Comrad, type PostView, systemClock } from '@comrad/client'
import { type Name, ok } from '@comrad/protocol'
import { createScriptedTerminal } from '@comrad/terminal/testing'
import { createReport } from '../report.ts'
import { follow } from './square.ts'

const [alice, bob] = ['alice', 'bob'] as readonly string[] as readonly [Name, Name]

const postBy = (author: Name, audience: PostView['audience']): PostView => ({
  ...{
    post: `${author}, ${audience}`,
    author,
    audience,
    text: 'said',
    isMine: false,
    unread: true,
    emblem: undefined,
  },
  ...{ replies: 0, writtenAt: 1_000, expiresAt: 2_000 },
})
const COMING = [
  ...[postBy(alice, 'world'), postBy(alice, 'trusted')],
  ...[postBy(bob, 'world'), postBy(bob, 'trusted')],
]

/** What is printed while these come, one after the other; and what is read by that. */
function following(wish: Parameters<typeof follow>[2]) {
  const terminal = createScriptedTerminal()
  const read: string[] = []
  let come: (event: { readonly post: string }) => void = () => assert.fail('nobody listens')
  const comrad = {
    on: (event: string, listener: typeof come) => {
      assert.equal(event, 'post')
      come = listener
      return () => {}
    },
    thread: (post: string) =>
      ok({
        focus: post,
        posts: COMING.filter((one) => one.post === post).map((one) => ({ depth: 0, post: one })),
      }),
    markPostsRead: async (posts: readonly string[]) => void read.push(...posts),
  } as unknown as Comrad
  follow({ terminal, report: createReport(terminal, { json: true }), clock: systemClock }, comrad, wish)
  for (const { post } of COMING) come({ post })
  const printed = terminal.transcript.map((line) => JSON.parse(line) as { event: string; post: string })
  assert.ok(printed.every(({ event }) => event === 'post'))
  return { printed: printed.map(({ post }) => post), read }
}

test('a feed that is followed tells what comes, as it was asked for, and marks that and nothing else as read', () => {
  const all = { author: undefined, audience: undefined }
  for (const [wish, expected] of [
    [all, COMING.map(({ post }) => post)],
    [{ ...all, author: alice }, ['alice, world', 'alice, trusted']],
    [{ ...all, audience: 'trusted' }, ['alice, trusted', 'bob, trusted']],
    [{ author: bob, audience: 'world' }, ['bob, world']],
  ] as const) {
    assert.deepEqual(following(wish), { printed: expected, read: expected })
  }
})

/** The demo's second half: posts, replies, votes, a recount, and a post that is taken back. */

import { type PostKey, type PostView, systemClock } from '@comrad/client'
import type { Choice } from '@comrad/protocol'
import { drawAudit, shortKey } from '@comrad/terminal'
import { type DemoComrad, until } from './demo-comrad.ts'
import { piecesOf } from './file-search.ts'
import { DemoFailure } from './narrator.ts'
import { must, type Story } from './story.ts'

/** What was voted on, and how many ballots lie in its box. */
export type Voted = { readonly post: PostKey; readonly ballots: number }

const SECONDS = 120

export async function vote(story: Story): Promise<Voted> {
  const { narrator } = story
  const { alice, bob, carol, dave, erin } = byName(story)
  narrator.scene('The public square')
  const post = await say(story, carol, 'Shall the bakers of the harbour stop work on Friday?')
  const reply = await say(story, dave, 'And the night shift with them.', post)
  await seenByAll(story, reply)
  const thread = must(alice.comrad.thread(post), 'the thread')
  narrator.held(
    'it is on everybody’s screen, the reply below it',
    thread.posts.some(({ post: one, depth }) => one.post === reply && depth === 1),
  )

  narrator.scene('They vote')
  narrator.says('@Keymaker', 'I prove that some comrad votes, once. The proof does not say which.')
  await cast(
    story,
    [
      [alice, 'up'],
      [bob, 'up'],
      [dave, 'up'],
      [erin, 'up'],
    ],
    post,
  )
  narrator.says('erin', 'has thought about it, and changes her vote.')
  await cast(story, [[erin, 'down']], post)
  const audit = must(
    await bob.comrad.audit(post, (progress) =>
      narrator.waiting(
        progress.step === 'checking'
          ? `bob: checking proofs: ${progress.checked} of ${progress.of} …`
          : `bob: fetching ballots: ${progress.ballots} …`,
      ),
    ),
    'the recount',
  )
  narrator.says('bob', 'recounts: he fetches every ballot, and checks every proof himself.')
  for (const line of drawAudit(audit, narrator.pen, systemClock.now())) narrator.tells(`    ${line}`)
  const { counted, invalid, mine } = audit
  narrator.held('3 up, 1 down, every proof holds', counted.up === 3 && counted.down === 1 && invalid === 0)
  narrator.held('bob’s own ballot is among them', audit.agrees && mine === 'counted')
  return { post, ballots: 4 }
}

/** A post is deleted, and its bytes leave the Operator's files. */
export async function takeBack(story: Story): Promise<void> {
  const { narrator, recorded, search, people } = story
  const { erin } = byName(story)
  narrator.scene('A post is taken back')
  const known = new Set(recorded.entries.keys())
  const post = await say(story, erin, 'Come to my flat, Harbour Street 9.')
  await seenByAll(story, post)
  const sealed = [...recorded.entries].flatMap(([sequence, bytes]) =>
    known.has(sequence) ? [] : piecesOf(`entry ${sequence}`, bytes),
  )
  narrator.held('its sealed bytes are in the Operator’s files', (await search(sealed)).found.length > 0)
  narrator.says('erin', 'thinks better of it, and deletes it.')
  must(await erin.comrad.deletePost(post, { atOnce: true }), 'erin deletes')
  for (const one of people) {
    await read(one, 'the post goes', (view) => view === undefined, post)
  }
  narrator.held('it is on nobody’s screen', true)
  await story.untilNothingIsFound(sealed)
  narrator.held('and in none of the Operator’s files', true)
}

async function say(story: Story, author: DemoComrad, text: string, replyTo?: PostKey): Promise<PostKey> {
  const { narrator } = story
  narrator.says(author.person, `${replyTo === undefined ? 'posts' : 'replies'}: ${text}`)
  if (replyTo !== undefined) await read(author, 'the post arrives', isThere, replyTo)
  const made = await author.comrad.post({ to: 'world', text, ...(replyTo !== undefined && { replyTo }) })
  const { post } = must(made, `${author.person} posts`)
  await read(author, 'it is published', (view) => view?.state?.phase === 'published', post)
  narrator.says('@Comrades', `Signature, name and length are right. Published, as ${shortKey(post)}.`)
  return post
}

async function seenByAll({ people }: Story, post: PostKey): Promise<void> {
  for (const one of people) await read(one, 'the post arrives', isThere, post)
}

async function cast(
  { narrator }: Story,
  votes: readonly (readonly [DemoComrad, Choice])[],
  post: PostKey,
): Promise<void> {
  const before = performance.now()
  const one = async ([voter, choice]: readonly [DemoComrad, Choice]) => {
    must(await voter.comrad.vote(post, choice), `${voter.person} votes`)
    const isCast = ({ votes }: PostView) => votes?.mine.phase === 'cast' && votes.mine.choice === choice
    await read(voter, 'the vote is cast', (view) => view !== undefined && isCast(view), post)
  }
  await Promise.all(votes.map(one))
  const seconds = ((performance.now() - before) / 1000).toFixed(1)
  narrator.says('@Comrades', `${votes.length} taken, ${seconds} s later. I do not know whose.`)
}

const isThere = (view: PostView | undefined) => view !== undefined

/** Looks at the feed until the post is as it should be. */
async function read(
  one: DemoComrad,
  what: string,
  isSo: (view: PostView | undefined) => boolean,
  post: PostKey,
): Promise<void> {
  one.comrad.refreshFeed()
  await until(one, what, SECONDS, (comrad) => {
    const thread = comrad.thread(post)
    const view = thread.ok ? thread.value.posts.find((each) => each.post.post === post)?.post : undefined
    return isSo(view)
  })
}

function byName({ people }: Story): Readonly<Record<DemoComrad['person'], DemoComrad>> {
  const [alice, bob, carol, dave, erin] = people
  if (!alice || !bob || !carol || !dave || !erin) throw new DemoFailure('somebody is missing')
  return { alice, bob, carol, dave, erin }
}

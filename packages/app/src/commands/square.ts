/** The public square: `post`, `reply`, `feed`, `show`, `vote`, `audit`, `delete`, `profile`, `search`, `settings`. */
import { writeFile } from 'node:fs/promises'
import type { Comrad, FaceEdit, PostView } from '@comrad/client'
import { type Choice, ok, type Result } from '@comrad/protocol'
import { drawAudit, drawFeed, drawFound, drawPost, drawProfile, drawThread, shortKey } from '@comrad/terminal'
import type { Action } from '../command-line.ts'
import { connect, openConnected, openDevice } from '../device.ts'
import type { Answer, Program } from '../program.ts'
import type { ProgramError } from '../program-error.ts'
import { readImage } from './read-image.ts'

type Of<T extends Action['type']> = Extract<Action, { type: T }>

export async function post(program: Program, action: Of<'post'>): Promise<Answer> {
  const image = await readImage(action.image)
  if (!image.ok) return image
  const device = await openDevice(program)
  if (!device.ok) return device
  const { comrad } = device.value
  // What one answers may not be here yet.
  if (action.replyTo !== undefined) await connect(program, device.value)
  const parent = action.replyTo === undefined ? undefined : comrad.thread(action.replyTo)
  if (parent && !parent.ok) return parent
  const answered = parent?.ok
    ? parent.value.posts.find((one) => one.post.post === parent.value.focus)
    : undefined
  const made = await comrad.post({
    to: answered?.post.audience ?? action.to,
    text: action.text,
    ...(image.value && { image: image.value }),
    ...(action.expiresDays !== undefined && { expiresDays: action.expiresDays }),
    ...(answered && { replyTo: answered.post.post }),
  })
  if (!made.ok) return made
  program.terminal.status('@Comrades: publishing …')
  await connect(program, device.value)
  const view = postOf(comrad, made.value.post)
  const state = view?.state ?? { phase: 'waiting' as const }
  const isPublished = state.phase === 'published'
  return ok({
    value: { post: made.value.post, state: state.phase },
    lines: [
      isPublished
        ? `Published: ${shortKey(made.value.post)}`
        : `Kept, not published yet: ${shortKey(made.value.post)}.${hasWords(state) ? '' : WITH_THE_NEXT}`,
      ...(view && !isPublished ? drawPost(view, program.terminal.pen, program.clock.now()) : []),
    ],
  })
}

export async function feed(program: Program, action: Of<'feed'>): Promise<Answer> {
  const device = await openConnected(program, action)
  if (!device.ok) return device
  const { comrad } = device.value
  const { order, audience, author } = action
  const view = comrad.feed({ order, ...(audience && { audience }), ...(author && { author }) })
  const { terminal, report, clock } = program
  if (view.sync.phase === 'waiting') terminal.say([view.sync.words.happened])
  report.result(view, drawFeed(view.posts, terminal.pen, clock.now()))
  await comrad.markPostsRead(view.posts.map((one) => one.post))
  if (!action.follow) return ok(undefined)
  follow(program, comrad, action)
  await new Promise((resolve) => program.stop.addEventListener('abort', resolve, { once: true }))
  return ok(undefined)
}

/** What comes is told as the feed was asked for, but for its order. */
export function follow(
  { terminal, report, clock }: Pick<Program, 'terminal' | 'report' | 'clock'>,
  comrad: Pick<Comrad, 'on' | 'thread' | 'markPostsRead'>,
  wish: Wish,
): void {
  comrad.on('post', ({ post: key }) => {
    const view = postOf(comrad, key)
    if (!view || !isWanted(view, wish)) return
    report.result({ event: 'post', ...view }, drawPost(view, terminal.pen, clock.now()))
    void comrad.markPostsRead([key])
  })
}

type Wish = Pick<Of<'feed'>, 'audience' | 'author'>

const isWanted = (view: Pick<PostView, 'audience' | 'author'>, { audience, author }: Wish): boolean =>
  (!audience || view.audience === audience) && (!author || view.author === author)

export async function show(program: Program, action: Of<'show'>): Promise<Answer> {
  const device = await openConnected(program, action)
  if (!device.ok) return device
  const { comrad } = device.value
  const thread = comrad.thread(action.post)
  if (!thread.ok) return thread
  if (action.image !== undefined) {
    const image = await comrad.image(thread.value.focus)
    if (!image.ok) return image
    await writeFile(action.image, image.value, { mode: 0o600 })
    program.terminal.say([`Its image is written, as WebP: ${action.image}`])
  }
  await comrad.markPostsRead(thread.value.posts.map(({ post: one }) => one.post))
  return ok({
    value: thread.value,
    lines: drawThread(thread.value, program.terminal.pen, program.clock.now()),
  })
}

export async function vote(program: Program, action: Of<'vote'>): Promise<Answer> {
  const device = await openConnected(program)
  if (!device.ok) return device
  const { comrad } = device.value
  const voted = await comrad.vote(action.post, action.choice)
  if (!voted.ok) return voted
  program.terminal.status('@Keymaker: proving that some comrad votes, without saying which …')
  await connect(program, device.value)
  const view = postOf(comrad, action.post)
  const mine = view?.votes?.mine
  const isCast = mine?.phase === 'cast' || (mine?.phase === 'none' && action.choice === 'none')
  return ok({
    value: { post: view?.post ?? action.post, choice: action.choice, state: isCast ? 'cast' : 'waiting' },
    lines: [
      isCast
        ? `Cast: ${WORDS_OF_CHOICE[action.choice]}. The Operator does not know by whom.`
        : `Kept, not cast yet.${mine && hasWords(mine) ? '' : WITH_THE_NEXT}`,
      ...(view ? drawPost(view, program.terminal.pen, program.clock.now()) : []),
    ],
  })
}

const WITH_THE_NEXT = ' It goes with the next connection.'

/** Why it waits, drawn with the post. */
const hasWords = (of: object): boolean => 'words' in of && of.words !== undefined

const WORDS_OF_CHOICE: Readonly<Record<Choice, string>> = {
  up: 'up',
  down: 'down',
  none: 'taken back',
}

export async function audit(program: Program, action: Of<'audit'>): Promise<Answer> {
  const device = await openConnected(program)
  if (!device.ok) return device
  const audited = await device.value.comrad.audit(action.post, (progress) =>
    program.terminal.status(
      progress.step === 'fetching'
        ? `@Comrades: fetching the ballots: ${progress.ballots} …`
        : `@Keymaker: checking proofs: ${progress.checked} of ${progress.of} …`,
    ),
  )
  program.terminal.status()
  return audited.ok
    ? ok({ value: audited.value, lines: drawAudit(audited.value, program.terminal.pen, program.clock.now()) })
    : audited
}

export async function deletePost(program: Program, action: Of<'delete'>): Promise<Answer> {
  const device = await openConnected(program)
  if (!device.ok) return device
  const deleted = await device.value.comrad.deletePost(action.post, { atOnce: true })
  if (!deleted.ok) return deleted
  await connect(program, device.value)
  return ok({
    value: { deleted: action.post },
    lines: ['Deleted here; with everybody else as soon as they are connected.'],
  })
}

export async function profile(program: Program, action: Of<'profile'>): Promise<Answer> {
  const device = await openConnected(program, action)
  if (!device.ok) return device
  const view = device.value.comrad.profile(action.name)
  return view.ok
    ? ok({ value: view.value, lines: drawProfile(view.value, program.terminal.pen, program.clock.now()) })
    : view
}

export async function editProfile(program: Program, action: Of<'edit-profile'>): Promise<Answer> {
  const world = await readFace(action.world, action.worldPhoto)
  const trusted = await readFace(action.trusted, action.trustedPhoto)
  if (!world.ok) return world
  if (!trusted.ok) return trusted
  const device = await openDevice(program)
  if (!device.ok) return device
  const { comrad } = device.value
  const edited = await comrad.editProfile({
    ...(world.value && { world: world.value }),
    ...(trusted.value && { trusted: trusted.value }),
  })
  if (!edited.ok) return edited
  await connect(program, device.value)
  const view = comrad.profile()
  return view.ok
    ? ok({ value: view.value, lines: drawProfile(view.value, program.terminal.pen, program.clock.now()) })
    : view
}

export async function search(program: Program, action: Of<'search'>): Promise<Answer> {
  const device = await openDevice(program, { offline: true })
  if (!device.ok) return device
  const view = device.value.comrad.search(action.words)
  return ok({ value: view, lines: drawFound(view.found, program.terminal.pen, program.clock.now()) })
}

export async function settings(program: Program, action: Of<'settings'>): Promise<Answer> {
  const device = await openDevice(program, { offline: true })
  if (!device.ok) return device
  const { comrad } = device.value
  const { hideBelow: before, prefetchImages } = comrad.settings()
  const hideBelow =
    action.hideBelow === undefined ? before : action.hideBelow === 'off' ? undefined : action.hideBelow
  const next = {
    prefetchImages: action.prefetch ?? prefetchImages,
    ...(hideBelow !== undefined && { hideBelow }),
  }
  const changed = await comrad.changeSettings(next)
  if (!changed.ok) return changed
  return ok({
    value: next,
    lines: [
      hideBelow === undefined ? 'All posts are shown.' : `Posts with votes below ${hideBelow} are hidden.`,
      next.prefetchImages
        ? 'Images are fetched with the posts.'
        : 'Images are fetched when you look at them.',
    ],
  })
}

function postOf(comrad: Pick<Comrad, 'thread'>, key: string): PostView | undefined {
  const thread = comrad.thread(key)
  return thread.ok
    ? thread.value.posts.find(({ post: one }) => one.post === thread.value.focus)?.post
    : undefined
}

async function readFace(
  text: string | undefined,
  photo: string | undefined,
): Promise<Result<FaceEdit | undefined, ProgramError>> {
  if (text === undefined && photo === undefined) return ok(undefined)
  const image = photo === 'none' ? ok(null) : await readImage(photo)
  if (!image.ok) return image
  return ok({
    ...(text !== undefined && { text }),
    ...(image.value !== undefined && { photo: image.value }),
  })
}

/** Posts, threads, profiles, recounts and what was found, as lines. All of it is somebody else's text. */
import type {
  AuditView,
  FaceView,
  Found,
  MyVote,
  OwnPostState,
  PostView,
  ProfileView,
  ThreadView,
  Words,
} from '@comrad/client'
import { describeImage } from './draw-image.ts'
import { drawWords } from './draw-words.ts'
import { count, formatTime, span, wrap } from './layout.ts'
import { safeText } from './safe-text.ts'
import type { Pen } from './terminal.ts'

const SHORT_KEY = 8
const INDENT = '  '

/** So much of a post's key as people type. */
export const shortKey = (post: string): string => post.slice(0, SHORT_KEY)

export function drawFeed(posts: readonly PostView[], pen: Pen, now: number): readonly string[] {
  if (posts.length === 0) return ['Nothing is here yet. Say the first word: comrad post "…"']
  return posts.flatMap((post) => [...drawPost(post, pen, now), ''])
}

export function drawPost(post: PostView, pen: Pen, now: number, depth = 0): readonly string[] {
  const indent = INDENT.repeat(depth)
  const { author, audience, replyTo, image, text, state, votes } = post
  const head = [
    `${post.unread ? '• ' : ''}${pen.bold(author)}`,
    shortKey(post.post),
    formatTime(post.writtenAt, now),
    `gone in ${span(post.expiresAt - now)}`,
    ...(audience === 'trusted' ? ['trusted'] : []),
    ...(votes ? [drawVotes(votes)] : []),
    ...(post.replies > 0 && depth === 0 ? [count(post.replies, 'reply', 'replies')] : []),
  ]
  const answers =
    replyTo && depth === 0
      ? [pen.dim(`${indent}  in reply to ${replyTo.author ?? 'a post that is not here'}`)]
      : []
  const options = { columns: pen.columns, first: `${indent}  `, indent: `${indent}| ` }
  return [
    `${indent}${head.join('  ')}`,
    ...answers,
    ...(text === '' ? [] : wrap(safeText(text), options)),
    ...(image ? [pen.dim(`${indent}  ${describeImage(image)}`)] : []),
    ...(state?.phase === 'waiting' ? [pen.dim(`${indent}  (on its way)`)] : []),
    ...wordsOf(state).flatMap((words) => drawWords(words, pen)),
    ...wordsOf(votes?.mine).flatMap((words) => drawWords(words, pen)),
  ]
}

/** Why it waits, was refused, or was lost. */
function wordsOf(of: OwnPostState | MyVote | undefined): readonly Words[] {
  return of && 'words' in of && of.words ? [of.words] : []
}

function drawVotes({ up, down, mine }: NonNullable<PostView['votes']>): string {
  return `+${up} −${down}${describeVote(mine)}`
}

function describeVote(mine: MyVote): string {
  if (mine.phase === 'none' || mine.choice === 'none') return ''
  return mine.phase === 'casting' ? ` (you: ${mine.choice}, being cast)` : ` (you: ${mine.choice})`
}

export function drawThread({ posts }: ThreadView, pen: Pen, now: number): readonly string[] {
  return posts.flatMap(({ depth, post }) => [...drawPost(post, pen, now, depth), ''])
}

export function drawProfile(profile: ProfileView, pen: Pen, now: number): readonly string[] {
  const { name, isMine, world, trusted, youTrust, trustsYou, muted, blocked, posts, words } = profile
  const tags = [
    ...(isMine ? ['you'] : []),
    ...(youTrust ? ['you trust them'] : []),
    ...(trustsYou ? ['they trust you'] : []),
    ...(muted ? ['muted'] : []),
    ...(blocked ? ['blocked'] : []),
  ]
  return [
    `${pen.bold(name)}${tags.length > 0 ? `  (${tags.join(', ')})` : ''}`,
    ...drawFace('For the world', world, pen),
    ...drawFace(isMine ? 'For those you trust' : 'For those they trust', trusted, pen),
    ...(words ? drawWords(words, pen) : []),
    '',
    ...(posts.length > 0 ? drawFeed(posts, pen, now) : ['No posts are here.']),
  ]
}

function drawFace(title: string, face: FaceView | undefined, pen: Pen): readonly string[] {
  if (!face) return []
  const text = face.text === '' ? pen.dim('(no words)') : safeText(face.text)
  const lines = wrap(text, { columns: pen.columns, first: '  ', indent: '| ' })
  return [`${title}:`, ...lines, ...(face.photo ? [pen.dim('  [photo]')] : [])]
}

export function drawAudit(audit: AuditView, pen: Pen, now: number): readonly string[] {
  const { shown, counted, invalid, groups, mine, agrees, words } = audit
  return [
    `Shown:    ${shown.up} up, ${shown.down} down`,
    `Counted:  ${counted.up} up, ${counted.down} down, ${counted.taken} taken back; refused: ${invalid}`,
    agrees
      ? 'The tally is right: every proof was checked on this device.'
      : pen.alarm('THE TALLY IS NOT RIGHT.'),
    ...groups.map(
      ({ ballots, members, size, seenAt }) =>
        `${count(ballots, 'ballot')} of a group of ${count(members, 'member')}, when the register had ${count(size, 'name')}${seenAt === undefined ? '' : `; this device has known so many since ${formatTime(seenAt, now)}`}.`,
    ),
    'Whose they are nobody can tell, the Operator included.',
    MINE[mine],
    ...words.flatMap((one) => drawWords(one, pen)),
  ]
}

const MINE = {
  none: 'You have not voted.',
  counted: 'Your own ballot is among them.',
  missing: 'Your own ballot is MISSING.',
} as const

export function drawFound(found: readonly Found[], pen: Pen, now: number): readonly string[] {
  if (found.length === 0) return ['Nothing on this device holds these words.']
  return found.flatMap((one) => {
    const where =
      one.type === 'post'
        ? `${shortKey(one.post)}  ${one.author}`
        : `${one.from === 'me' ? 'to' : 'from'} ${one.with}`
    const first = `${formatTime(one.at, now)}  ${where}: `
    return wrap(safeText(one.text), { columns: pen.columns, first, indent: '  | ' })
  })
}

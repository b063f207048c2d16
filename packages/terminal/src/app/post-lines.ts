/** A post, as lines. All but its first line is somebody else's text, and marked as theirs. */
import type { MyVote, PostView } from '@comrad/client'
import { ageOf, drawWordsBox, goneOf } from './draw.ts'
import { drawEmblem } from './emblem.ts'
import {
  accent,
  bad,
  barOf,
  fit,
  type Line,
  line,
  paragraph,
  type Span,
  soft,
  spread,
  strong,
  warning,
} from './line.ts'
import type { Catalogue } from './words/en.ts'

export type PostDrawing = {
  readonly say: Catalogue
  readonly now: number
  readonly columns: number
  readonly isPlain: boolean
  readonly depth?: number
  /** All of it, not only its first lines. */
  readonly isWhole?: boolean
}

const ROWS_IN_A_LIST = 6
const DEEPEST = 8

export function drawPost(post: PostView, drawing: PostDrawing): readonly Line[] {
  const { say, columns, isPlain, depth = 0, isWhole = false } = drawing
  const inset = '  '.repeat(Math.min(depth, DEEPEST))
  const bar = `${inset}${barOf(isPlain)}`
  const body = post.text === '' ? [] : paragraph(post.text, { columns, first: bar, indent: bar })
  const shown = isWhole || body.length <= ROWS_IN_A_LIST + 1 ? body : body.slice(0, ROWS_IN_A_LIST)
  const { image, replyTo, state, votes } = post
  const trouble =
    state?.phase === 'refused' ? state.words : votes?.mine.phase === 'dropped' ? votes.mine.words : undefined
  const waits = [
    state?.phase === 'waiting' ? state.words : undefined,
    votes?.mine.phase === 'casting' ? votes.mine.words : undefined,
  ]
  return [
    spread(line(inset, ...bylineOf(post, drawing)), line(...figuresOf(post, say)), columns),
    ...(replyTo && depth === 0
      ? [line(soft(`${bar}${replyTo.author ? say.replyTo(replyTo.author) : say.replyToGone}`))]
      : []),
    ...shown.map((one) => dimBar(one, bar.length)),
    ...(shown.length < body.length ? [line(soft(`${bar}${say.cut(body.length - shown.length)}`))] : []),
    ...(image ? [line(soft(`${bar}${say.image(image.width, image.height)}  ${say.showsImage}`))] : []),
    ...(trouble ? drawWordsBox(trouble, columns, say) : []),
    ...waits.flatMap((words) => (words ? drawWordsBox(words, columns, say, false) : [])),
  ].map((one) => fit(one, columns))
}

function bylineOf(post: PostView, drawing: PostDrawing): readonly Span[] {
  const { say, isPlain } = drawing
  const { author, emblem, isMine, audience, unread, state, writtenAt, expiresAt } = post
  return [
    ...(unread ? [accent('● ')] : []),
    strong(author),
    ...drawEmblem(emblem, isPlain),
    ...(isMine ? [soft(` (${say.you})`)] : []),
    soft(`  ${ageOf(writtenAt, drawing)} · ${goneOf(expiresAt, drawing)}`),
    ...(audience === 'trusted' ? [soft(` · ${say.onlyTrusted}`)] : []),
    ...(state?.phase === 'waiting' ? [warning(` · ${say.postWaiting}`)] : []),
    ...(state?.phase === 'refused' ? [bad(` · ${say.postRefused}`)] : []),
  ]
}

function figuresOf({ votes, replies }: PostView, say: Catalogue): readonly Span[] {
  return [
    ...(votes ? [...mineOf(votes.mine, say), { text: say.votesOf(votes.up, votes.down) }] : []),
    ...(replies > 0 ? [soft(`${votes ? ' · ' : ''}${say.replies(replies)}`)] : []),
  ]
}

function mineOf(mine: MyVote, say: Catalogue): readonly Span[] {
  if (mine.phase === 'none') return []
  if (mine.phase === 'casting') return [warning(`${mine.step ? say.castingSteps[mine.step] : say.casting} `)]
  return mine.choice === 'none' ? [] : [accent(`${say.myVote[mine.choice]} `)]
}

/** The bar is ours, the text behind it theirs. */
function dimBar([first, ...rest]: Line, length: number): Line {
  if (!first) return []
  return [soft(first.text.slice(0, length)), { ...first, text: first.text.slice(length) }, ...rest]
}

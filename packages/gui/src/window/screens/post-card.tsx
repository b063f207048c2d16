/** One post: who, what, how old, and what one can do with it. All of it is somebody else's text: drawn as text. */
import type { PostView, Words } from '@comrad/client'
import { memo, useState } from 'react'
import { Emblem } from '../emblem.tsx'
import { Icon } from '../icons.tsx'
import { Age, Until, WordsBox, WordsLine } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { Audit } from './audit.tsx'
import { Picture } from './picture.tsx'

export type OnDelete = (post: string) => void

export const PostCard = memo(function PostCard({
  post,
  onDelete,
  isFocus = false,
}: {
  readonly post: PostView
  readonly onDelete?: OnDelete | undefined
  readonly isFocus?: boolean
}) {
  const say = useWords()
  const going = useGoing()
  const [isAuditing, setAuditing] = useState(false)
  const { author, text, image, replyTo, replies, writtenAt, expiresAt, votes, state, audience } = post
  const open = () => going.go({ screen: 'thread', post: post.post })
  return (
    <article
      className={post.unread ? 'post unread' : 'post'}
      data-post={post.post}
      tabIndex={0}
      aria-label={`${author}: ${text.slice(0, 80)}`}
      aria-current={isFocus ? 'true' : undefined}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) open()
      }}
    >
      <Emblem seed={post.emblem} />
      <div>
        <div className="byline">
          <button
            type="button"
            className="link name"
            onClick={() =>
              going.go(post.isMine ? { screen: 'profile' } : { screen: 'profile', name: author })
            }
          >
            {author}
          </button>
          <span className="ages">
            <Age at={writtenAt} />
            <span className="soft small-text">
              <Until at={expiresAt} say={say.goneIn} />
            </span>
          </span>
          {audience === 'trusted' && <span className="tag">{say.onlyTrusted}</span>}
          {state?.phase === 'waiting' && <span className="tag red">{say.postWaiting}</span>}
          {state?.phase === 'refused' && <span className="tag red">{say.postRefused}</span>}
        </div>
        {replyTo && (
          <button
            type="button"
            className="link soft small-text"
            onClick={() => going.go({ screen: 'thread', post: replyTo.post })}
          >
            {replyTo.author ? say.replyTo(replyTo.author) : say.replyToGone}
          </button>
        )}
        {text !== '' && <p className="body">{text}</p>}
        {image && <Picture image={image} path={`post/${post.post}`} author={author} />}
        {state?.phase === 'refused' && <WordsBox bad words={state.words} />}
        {state?.phase === 'waiting' && <WhyItWaits words={state.words} />}
        {votes?.mine.phase === 'casting' && <WhyItWaits words={votes.mine.words} />}
        {votes?.mine.phase === 'dropped' && <WordsBox bad words={votes.mine.words} />}
        <div className="actions">
          {votes && state?.phase !== 'waiting' && <Votes post={post.post} votes={votes} />}
          <button
            type="button"
            className="button quiet small"
            onClick={() => {
              if (isFocus || replies === 0) going.write({ post: post.post, author, to: audience })
              else open()
            }}
          >
            <Icon name="reply" size={16} /> {isFocus ? say.reply : say.replies(replies)}
          </button>
          {votes && (
            <button
              type="button"
              className="button quiet small"
              title={say.recountTitle}
              onClick={() => setAuditing(true)}
            >
              <Icon name="recount" size={16} /> <span className="wide-words">{say.recount}</span>
            </button>
          )}
          {post.isMine && onDelete && (
            <button type="button" className="button quiet small" onClick={() => onDelete(post.post)}>
              <Icon name="trash" size={16} /> <span className="wide-words">{say.deletePost}</span>
            </button>
          )}
        </div>
      </div>
      {isAuditing && <Audit post={post.post} onClose={() => setAuditing(false)} />}
    </article>
  )
})

function WhyItWaits({ words }: { readonly words: Words | undefined }) {
  if (!words) return null
  return (
    <p className="soft small-text" role="status">
      <WordsLine words={words} />
    </p>
  )
}

function Votes({ post, votes }: { readonly post: string; readonly votes: NonNullable<PostView['votes']> }) {
  const say = useWords()
  const vote = useWish('vote')
  const mine = votes.mine.phase === 'none' ? 'none' : votes.mine.choice
  const cast = (choice: 'up' | 'down') => void vote.run({ post, choice: mine === choice ? 'none' : choice })
  return (
    <span className="vote" title={say.voteSecret}>
      <button
        type="button"
        className="button quiet small"
        aria-pressed={mine === 'up'}
        aria-label={say.voteUp}
        onClick={() => cast('up')}
      >
        <Icon name="up" size={16} />
      </button>
      <span className="score">
        <span aria-hidden="true">{votes.up - votes.down}</span>
        <span className="hidden-but-read">{say.votesOf(votes.up, votes.down)}</span>
      </span>
      <button
        type="button"
        className="button quiet small"
        aria-pressed={mine === 'down'}
        aria-label={say.voteDown}
        onClick={() => cast('down')}
      >
        <Icon name="down" size={16} />
      </button>
      {vote.refusal && <WordsBox bad words={vote.refusal.words} />}
      {votes.mine.phase === 'casting' && (
        <span className="soft small-text" role="status">
          {votes.mine.step ? say.castingSteps[votes.mine.step] : say.casting}
        </span>
      )}
    </span>
  )
}

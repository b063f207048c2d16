/** What was deleted a moment ago, and can be had back: the core knows what and until when. */
import { WordsBox } from '../parts.tsx'
import { useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

export function UndoLine() {
  const say = useWords()
  const deletions = useView('deletions', {})
  const keep = useWish('keep-post')
  const last = deletions.phase === 'here' ? deletions.value.at(-1) : undefined
  if (keep.refusal) return <WordsBox bad words={keep.refusal.words} />
  return (
    last && (
      <div className="undo" role="status">
        {say.deleted}
        <button type="button" className="button small" onClick={() => void keep.run({ post: last.post })}>
          {say.undo}
        </button>
      </div>
    )
  )
}

/** Where one's own request to meet somebody is: proved, waiting for more comrads or for tomorrow, asked, unanswered. */
import { WordsLine } from '../parts.tsx'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

export function MeetingLine({ name }: { readonly name: string }) {
  const say = useWords()
  const meeting = useView('meeting', { name })
  if (meeting.phase !== 'here') return <p className="soft small-text">{say.askedAwaited}</p>
  return (
    <p className="soft small-text" role="status">
      <WordsLine words={meeting.value.words} />
    </p>
  )
}

/** What has become of a message of one's own, why it waits, and what can be done: taken back, or sent again. */
import type { ConversationEntry, OutgoingState } from '@comrad/client'
import { WordsBox } from '../parts.tsx'
import { useWish } from '../use-view.ts'
import type { Catalogue } from '../words/en.ts'
import { useWords } from '../words/use-words.ts'

type Sent = Extract<ConversationEntry, { readonly type: 'sent' }>

export function LetterState({ entry }: { readonly entry: Sent }) {
  const say = useWords()
  const cancel = useWish('cancel')
  const again = useWish('send-again')
  const { letter, state } = entry
  const refusal = cancel.refusal ?? again.refusal
  return (
    <>
      <span>{stateWords(state, say)}</span>
      {state.phase === 'queued' && (
        <button type="button" className="button quiet small" onClick={() => void cancel.run({ letter })}>
          {say.takeBack}
        </button>
      )}
      {(state.phase === 'undelivered' || state.phase === 'cancelled') && (
        <button
          type="button"
          className="button quiet small"
          disabled={again.isBusy}
          onClick={() => void again.run({ letter })}
        >
          {say.sendAgain}
        </button>
      )}
      {refusal && <WordsBox bad words={refusal.words} />}
    </>
  )
}

const stateWords = (state: OutgoingState, say: Catalogue): string =>
  state.phase === 'queued' && state.reason !== undefined
    ? say.waitingFor[state.reason]
    : say.states[state.phase]

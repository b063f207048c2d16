/** The 24 words: shown, printed, and asked for. */
import { answerPhraseCheck, beginPhraseCheck } from '@comrad/client/phrase'
import { type FormEvent, useState } from 'react'
import { randomBytes } from '../../random.ts'
import { Field } from '../parts.tsx'
import { useWords } from '../words/use-words.ts'

export function PhraseList({ phrase }: { readonly phrase: string }) {
  return (
    <ol className="phrase" translate="no">
      {phrase.split(' ').map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand there twice, and the list never moves
        <li key={index}>
          <b>{index + 1}</b> {word}
        </li>
      ))}
    </ol>
  )
}

export function CheckPhrase({ phrase, onDone }: { readonly phrase: string; onDone(): void }) {
  const say = useWords()
  const [isAsked, setAsked] = useState(false)
  return (
    <section className="stack">
      <h2>{say.phraseTitle}</h2>
      {isAsked ? (
        <Ask phrase={phrase} onDone={onDone} onBack={() => setAsked(false)} />
      ) : (
        <>
          <p>{say.phraseWhy}</p>
          <PhraseList phrase={phrase} />
          <div className="row no-print">
            <button type="button" className="button strong" onClick={() => setAsked(true)}>
              {say.phraseWritten}
            </button>
            <button type="button" className="button" onClick={() => print()}>
              {say.phrasePrint}
            </button>
            <button type="button" className="button quiet" onClick={onDone}>
              {say.phraseLater}
            </button>
          </div>
        </>
      )}
    </section>
  )
}

function Ask({ phrase, onDone, onBack }: { readonly phrase: string; onDone(): void; onBack(): void }) {
  const say = useWords()
  const [check, setCheck] = useState(() => beginPhraseCheck(phrase, randomBytes))
  const [answer, setAnswer] = useState('')
  if (check.phase === 'passed') return null
  const { number, isWrong } = check
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const next = answerPhraseCheck(check, phrase, answer)
    setCheck(next)
    if (next.phase === 'passed') onDone()
    else if (!next.isWrong) setAnswer('')
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={say.phraseAsk(number)} help={isWrong ? say.phraseWrong(number) : undefined}>
        {(ids) => (
          <input
            {...ids}
            key={number}
            className="input"
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={answer}
            onChange={({ target }) => setAnswer(target.value)}
          />
        )}
      </Field>
      <div className="row">
        <button className="button strong" type="submit">
          {say.ok}
        </button>
        <button type="button" className="button quiet" onClick={onBack}>
          {say.back}
        </button>
      </div>
    </form>
  )
}

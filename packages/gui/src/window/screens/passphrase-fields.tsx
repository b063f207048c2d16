/** A new passphrase: twice, because nobody sees it, with a word on how well it holds. */
import { useEffect, useState } from 'react'
import { Field, WordsBox } from '../parts.tsx'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

/** Hears the passphrase once both fields agree, and an empty text while they do not. */
export function PassphraseFields({ onChange }: { onChange(passphrase: string): void }) {
  const say = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const isSame = passphrase === again
  useEffect(() => onChange(isSame ? passphrase : ''), [passphrase, isSame, onChange])
  return (
    <>
      <Field label={say.choosePassphrase} help={say.passphraseHelp}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="password"
            autoComplete="new-password"
            value={passphrase}
            onChange={({ target }) => setPassphrase(target.value)}
          />
        )}
      </Field>
      {passphrase !== '' && <Strength passphrase={passphrase} />}
      <Field label={say.passphraseAgain} help={again !== '' && !isSame ? say.passphrasesDiffer : undefined}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={({ target }) => setAgain(target.value)}
          />
        )}
      </Field>
    </>
  )
}

function Strength({ passphrase }: { readonly passphrase: string }) {
  const say = useWords()
  const strength = useView('strength', { passphrase })
  if (strength.phase !== 'here') return null
  const { score, words } = strength.value
  const kind = score <= 1 ? 'meter weak' : score === 2 ? 'meter fair' : 'meter'
  return (
    <div className="stack" role="status">
      <div className={kind} aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} className={step <= Math.max(1, score) ? 'on' : undefined} />
        ))}
      </div>
      <p className="small-text">{say.strengthIs(say.strength[score] ?? '')}</p>
      {words && <WordsBox words={words} />}
    </div>
  )
}

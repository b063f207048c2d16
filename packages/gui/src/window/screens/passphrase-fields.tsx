/** A passphrase that is given; and a new one: twice, because nobody sees it, with a word on how well it holds. */
import { useEffect, useState } from 'react'
import { Field, WordsBox } from '../parts.tsx'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

type PassphraseFieldProps = {
  readonly label: string
  readonly help?: string | undefined
  readonly value: string
  /** Nobody has it yet: it is not what stands first in a form. */
  readonly isNew?: boolean
  onChange(passphrase: string): void
}

export function PassphraseField({ label, help, value, isNew = false, onChange }: PassphraseFieldProps) {
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="password"
          autoFocus={!isNew}
          autoComplete={isNew ? 'new-password' : 'off'}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

/** Hears the passphrase once both fields agree, and an empty text while they do not. */
export function PassphraseFields({ onChange }: { onChange(passphrase: string): void }) {
  const say = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const isSame = passphrase === again
  useEffect(() => onChange(isSame ? passphrase : ''), [passphrase, isSame, onChange])
  return (
    <>
      <PassphraseField
        isNew
        label={say.choosePassphrase}
        help={say.passphraseHelp}
        value={passphrase}
        onChange={setPassphrase}
      />
      {passphrase !== '' && <Strength passphrase={passphrase} />}
      <PassphraseField
        isNew
        label={say.passphraseAgain}
        help={again !== '' && !isSame ? say.passphrasesDiffer : undefined}
        value={again}
        onChange={setAgain}
      />
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

/** The lock. A wrong passphrase is said; nothing is lost by it. */
import { type FormEvent, useState } from 'react'
import { WordsBox } from '../parts.tsx'
import { useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { PassphraseField } from './passphrase-fields.tsx'
import { TorLine } from './tor.tsx'

export function Locked({ isOpening }: { readonly isOpening: boolean }) {
  const say = useWords()
  const unlock = useWish('unlock')
  const [passphrase, setPassphrase] = useState('')
  const isBusy = isOpening || unlock.isBusy
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void unlock.run({ passphrase }).then((answered) => {
      if (!answered.ok) setPassphrase('')
    })
  }
  return (
    <div className="beginning">
      <header className="poster">
        <h1 className="title">Comrad</h1>
      </header>
      <main className="steps">
        <form className="stack" onSubmit={submit}>
          <p>{say.locked}</p>
          <PassphraseField label={say.passphrase} value={passphrase} onChange={setPassphrase} />
          {unlock.refusal && <WordsBox bad words={unlock.refusal.words} />}
          <div className="row">
            <button className="button strong" type="submit" disabled={isBusy || passphrase === ''}>
              {isBusy ? say.unlocking : say.unlock}
            </button>
          </div>
        </form>
        <TorLine />
      </main>
    </div>
  )
}

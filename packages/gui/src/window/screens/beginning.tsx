/** From nothing to a name: @Keymaker cuts the key, @Telephone connects, @Operator enters the name. Short, and skippable. */
import type { AccountProgress, AccountView } from '@comrad/client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Field, WordsBox } from '../parts.tsx'
import { useCore, useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { PassphraseFields } from './passphrase-fields.tsx'
import { CheckPhrase } from './phrase.tsx'

type Step =
  | { readonly at: 'welcome' }
  | { readonly at: 'new' }
  | { readonly at: 'words' }
  | { readonly at: 'backup' }
  | { readonly at: 'phrase'; readonly phrase: string }

/** `account`: the store is there, and the name is not: it broke off, or the name was taken. */
export function Beginning({
  account,
  onLed,
}: {
  readonly account: AccountView | undefined
  onLed(isLed: boolean): void
}) {
  const say = useWords()
  const [step, setStep] = useState<Step>(account ? { at: 'new' } : { at: 'welcome' })
  return (
    <div className="beginning">
      <header className="poster">
        <h1 className="title">Comrad</h1>
        <p className="motto">{say.motto}</p>
      </header>
      <main className="steps">
        {step.at === 'welcome' && <Welcome onStep={setStep} />}
        {step.at === 'new' && <NewAccount account={account} onStep={setStep} onLed={onLed} />}
        {step.at === 'words' && <Recover hasStore={account !== undefined} onStep={setStep} />}
        {step.at === 'backup' && <Backup onStep={setStep} />}
        {step.at === 'phrase' && <CheckPhrase phrase={step.phrase} onDone={() => onLed(false)} />}
        <TorLine />
      </main>
    </div>
  )
}

type Stepping = { onStep(step: Step): void }

function Cast({ who, children }: { readonly who: string; readonly children: ReactNode }) {
  return (
    <p className="cast">
      <strong>{who}</strong>
      <span>{children}</span>
    </p>
  )
}

function Welcome({ onStep }: Stepping) {
  const say = useWords()
  return (
    <>
      <Cast who={say.keymaker}>{say.keymakerCuts}</Cast>
      <Cast who={say.telephone}>{say.telephoneConnects}</Cast>
      <Cast who={say.operator}>{say.operatorEnters}</Cast>
      <div className="row">
        <button type="button" className="button strong" autoFocus onClick={() => onStep({ at: 'new' })}>
          {say.begin}
        </button>
        <button type="button" className="button quiet" onClick={() => onStep({ at: 'words' })}>
          {say.haveAccount}
        </button>
        <button type="button" className="button quiet" onClick={() => onStep({ at: 'backup' })}>
          {say.haveBackup}
        </button>
      </div>
    </>
  )
}

function NewAccount({
  account,
  onStep,
  onLed,
}: Stepping & { readonly account: AccountView | undefined; onLed(isLed: boolean): void }) {
  const say = useWords()
  const core = useCore()
  const create = useWish('create')
  const register = useWish('register')
  const [name, setName] = useState(account?.phase === 'claiming' ? account.name : '')
  const [passphrase, setPassphrase] = useState('')
  const hasStore = account !== undefined
  const isBusy = create.isBusy || register.isBusy
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    onLed(true)
    if (!hasStore && !(await create.run({ passphrase })).ok) return
    const registered = await register.run({ name })
    if (!registered.ok) return
    const phrase = await core.ask('phrase', {})
    if (phrase.ok && phrase.value) onStep({ at: 'phrase', phrase: phrase.value })
    else onLed(false)
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={say.chooseName} help={say.nameHelp}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      {!hasStore && <PassphraseFields onChange={setPassphrase} />}
      {create.refusal && <WordsBox bad words={create.refusal.words} />}
      {register.refusal && <WordsBox bad words={register.refusal.words} />}
      {isBusy && (
        <Progress isCutting={create.isBusy} progress={register.progress as AccountProgress | undefined} />
      )}
      <div className="row">
        <button
          className="button strong"
          type="submit"
          disabled={isBusy || name === '' || (!hasStore && passphrase === '')}
        >
          {say.makeAccount}
        </button>
        {!hasStore && (
          <button type="button" className="button quiet" onClick={() => onStep({ at: 'welcome' })}>
            {say.back}
          </button>
        )}
      </div>
    </form>
  )
}

function Progress({
  isCutting,
  progress,
}: {
  readonly isCutting: boolean
  readonly progress: AccountProgress | undefined
}) {
  const say = useWords()
  if (progress?.step === 'working') {
    // Luck decides: of those who have made `expected` attempts, nearly two thirds are done.
    const percent = Math.round(100 * (1 - Math.exp(-progress.attempts / Math.max(1, progress.expected))))
    return (
      <p role="status">
        {say.working(percent)}
        <progress max={100} value={percent} aria-label={say.entering} />
      </p>
    )
  }
  return <p role="status">{isCutting ? say.cutting : say.entering}</p>
}

function Recover({ hasStore, onStep }: Stepping & { readonly hasStore: boolean }) {
  const say = useWords()
  const create = useWish('create')
  const recover = useWish('recover')
  const [phrase, setPhrase] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [isMade, setMade] = useState(hasStore)
  const isBusy = create.isBusy || recover.isBusy
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isMade) {
      if (!(await create.run({ passphrase })).ok) return
      setMade(true)
    }
    await recover.run({ phrase })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={say.wordsOfPhrase}>
        {(ids) => (
          <textarea
            {...ids}
            className="input"
            rows={4}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={phrase}
            onChange={({ target }) => setPhrase(target.value)}
          />
        )}
      </Field>
      {!isMade && <PassphraseFields onChange={setPassphrase} />}
      {create.refusal && <WordsBox bad words={create.refusal.words} />}
      {recover.refusal && <WordsBox bad words={recover.refusal.words} />}
      {isBusy && <p role="status">{create.isBusy ? say.cutting : say.recovering}</p>}
      <div className="row">
        <button
          className="button strong"
          type="submit"
          disabled={isBusy || phrase.trim() === '' || (!isMade && passphrase === '')}
        >
          {say.recover}
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => onStep({ at: isMade ? 'new' : 'welcome' })}
        >
          {say.back}
        </button>
      </div>
    </form>
  )
}

function Backup({ onStep }: Stepping) {
  const say = useWords()
  const bring = useWish('import-backup')
  return (
    <div className="stack">
      <Field label={say.backupImport} help={say.backupWhy}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            onChange={async ({ target }) => {
              const file = target.files?.[0]
              if (file) await bring.run({ file: new Uint8Array(await file.arrayBuffer()) })
            }}
          />
        )}
      </Field>
      {bring.refusal && <WordsBox bad words={bring.refusal.words} />}
      <button type="button" className="button quiet" onClick={() => onStep({ at: 'welcome' })}>
        {say.back}
      </button>
    </div>
  )
}

/** What Tor is doing, from the first second. */
function TorLine() {
  const say = useWords()
  const line = useView('line', {})
  if (line.phase !== 'here') return null
  switch (line.value.phase) {
    case 'starting':
      return (
        <div className="small-text soft" role="status">
          <p>
            {say.torPercent(line.value.percent)} · {line.value.words.happened}
          </p>
          <progress max={100} value={line.value.percent} aria-label={say.torStarting} />
        </div>
      )
    case 'ready':
      return <p className="small-text soft">{say.connected}</p>
    case 'local':
      return <p className="small-text soft">{say.connectedHere}</p>
    case 'failed':
      return <WordsBox bad words={line.value.words} />
  }
}

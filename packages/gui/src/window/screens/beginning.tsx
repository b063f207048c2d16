/** From nothing to a name: @Keymaker cuts the key, @Telephone connects, @Operator enters the name. Short, and skippable. */
import type { AccountProgress, AccountView } from '@comrad/client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Refusal } from '../core.ts'
import { bringFile } from '../files.ts'
import { usePanic } from '../panic.tsx'
import { Field, NameField, WordsBox } from '../parts.tsx'
import { useCore, useWish } from '../use-view.ts'
import type { Catalogue } from '../words/en.ts'
import { useWords } from '../words/use-words.ts'
import { LanguageChoice } from './language-choice.tsx'
import { PassphraseFields } from './passphrase-fields.tsx'
import { CheckPhrase } from './phrase.tsx'
import { TorLine } from './tor.tsx'

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
        {step.at === 'words' && <Recover hasStore={account !== undefined} onStep={setStep} onLed={onLed} />}
        {step.at === 'backup' && <Backup onStep={setStep} />}
        {step.at === 'phrase' && <CheckPhrase phrase={step.phrase} onDone={() => onLed(false)} />}
        {step.at === 'welcome' && <LanguageChoice />}
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
    const { phrase } = registered.value
    if (phrase) onStep({ at: 'phrase', phrase })
    else onLed(false)
  }
  return (
    <form className="stack" onSubmit={submit}>
      <NameField label={say.chooseName} help={say.nameHelp} value={name} onChange={setName} />
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
        {hasStore ? (
          <WaysOut onStep={onStep} />
        ) : (
          <button type="button" className="button quiet" onClick={() => onStep({ at: 'welcome' })}>
            {say.back}
          </button>
        )}
      </div>
    </form>
  )
}

/** There is a store and no name: it broke off. The words may be in one's hands, or all of it to begin again. */
function WaysOut({ onStep }: Stepping) {
  const say = useWords()
  const panic = usePanic()
  return (
    <>
      <button type="button" className="button quiet" onClick={() => onStep({ at: 'words' })}>
        {say.haveAccount}
      </button>
      <button type="button" className="button quiet" onClick={panic}>
        {say.wipe}
      </button>
    </>
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
    const { percent } = progress
    return (
      <p role="status">
        {say.working(percent)}
        <progress max={100} value={percent} aria-label={say.entering} />
      </p>
    )
  }
  return <p role="status">{isCutting ? say.cutting : stepWords(progress, say, say.entering)}</p>
}

function stepWords(progress: AccountProgress | undefined, say: Catalogue, otherwise: string): string {
  switch (progress?.step) {
    case 'connecting':
      return say.calling
    case 'reading-register':
      return say.stepReading(progress.records, progress.of)
    case 'publishing-prekeys':
      return say.stepPrekeys
    default:
      return otherwise
  }
}

function Recover({
  hasStore,
  onStep,
  onLed,
}: Stepping & { readonly hasStore: boolean; onLed(isLed: boolean): void }) {
  const say = useWords()
  const create = useWish('create')
  const recover = useWish('recover')
  const [phrase, setPhrase] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [isMade, setMade] = useState(hasStore)
  const isBusy = create.isBusy || recover.isBusy
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    onLed(true)
    if (!isMade) {
      if (!(await create.run({ passphrase })).ok) return
      setMade(true)
    }
    if ((await recover.run({ phrase })).ok) onLed(false)
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
      {isBusy && (
        <p role="status">
          {create.isBusy
            ? say.cutting
            : stepWords(recover.progress as AccountProgress | undefined, say, say.recovering)}
        </p>
      )}
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
  const core = useCore()
  const bring = useWish('import-backup')
  const [share, setShare] = useState<number>()
  const [refusal, setRefusal] = useState<Refusal>()
  const take = async (chosen: File) => {
    setRefusal(undefined)
    setShare(0)
    const brought = await bringFile(core, chosen, setShare)
    if (brought.ok) await bring.run({ file: brought.value })
    else setRefusal(brought)
    setShare(undefined)
  }
  const trouble = refusal ?? bring.refusal
  return (
    <div className="stack">
      <Field label={say.backupImport} help={say.backupWhy}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            disabled={share !== undefined}
            onChange={({ target }) => {
              const chosen = target.files?.[0]
              if (chosen) void take(chosen)
            }}
          />
        )}
      </Field>
      {share !== undefined && <progress value={share} aria-label={say.backupImport} />}
      {trouble && <WordsBox bad words={trouble.words} />}
      <button type="button" className="button quiet" onClick={() => onStep({ at: 'welcome' })}>
        {say.back}
      </button>
    </div>
  )
}

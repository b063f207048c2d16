/** How this window looks and sounds, what the feed leaves out, and what is kept on this device. */
import { type FormEvent, useState } from 'react'
import { Choices, Dialog, Field, Waiting, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useCore, useView, useWish } from '../use-view.ts'
import { LANGUAGES, type Language, useWords } from '../words/use-words.ts'
import { PassphraseFields } from './passphrase-fields.tsx'
import { PhraseList } from './phrase.tsx'
import { WipeDialog } from './wipe.tsx'

type Open = 'phrase' | 'passphrase' | 'wiping' | 'wipe'

export function Settings() {
  const say = useWords()
  const going = useGoing()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <div className="column">
      <div className="head">
        <h1>{say.settings}</h1>
        <div className="row">
          <button type="button" className="button small" onClick={() => going.go({ screen: 'status' })}>
            {say.status}
          </button>
          <button type="button" className="button small" onClick={() => going.go({ screen: 'search' })}>
            {say.search}
          </button>
          <button type="button" className="button small" onClick={going.showShortcuts}>
            {say.shortcuts}
          </button>
        </div>
      </div>
      <Look />
      <FeedSettings />
      <section className="card stack">
        <h2>{say.thisDevice}</h2>
        <div className="row">
          <button type="button" className="button" onClick={() => setOpen('phrase')}>
            {say.phraseShow}
          </button>
          <button type="button" className="button" onClick={() => setOpen('passphrase')}>
            {say.changePassphrase}
          </button>
          <button type="button" className="button" onClick={() => setOpen('wiping')}>
            {say.wipingPassphrase}
          </button>
          <LockButton />
        </div>
        <Backup />
        <div className="row">
          <button type="button" className="button danger" onClick={() => setOpen('wipe')}>
            {say.wipe}
          </button>
        </div>
      </section>
      <Quiet />
      {open === 'phrase' && <PhraseDialog onClose={close} />}
      {open === 'passphrase' && <ChangePassphrase onClose={close} />}
      {open === 'wiping' && <WipingPassphrase onClose={close} />}
      {open === 'wipe' && <WipeDialog onClose={close} />}
    </div>
  )
}

function Look() {
  const say = useWords()
  const preferences = useView('preferences', {})
  const change = useWish('change-preferences')
  return (
    <Waiting viewed={preferences}>
      {({ language, theme, notifications }) => (
        <section className="card stack">
          <Choices
            label={say.languageSetting}
            value={language}
            choices={(Object.keys(LANGUAGES) as Language[]).map(
              (one) => [one, LANGUAGES[one].language] as const,
            )}
            onChoose={(one) => void change.run({ language: one })}
          />
          <Choices
            label={say.theme}
            value={theme}
            choices={(['system', 'light', 'dark'] as const).map((one) => [one, say.themes[one]] as const)}
            onChoose={(one) => void change.run({ theme: one })}
          />
          <Choices
            label={say.notifications}
            value={notifications}
            choices={(['off', 'without-content', 'with-names'] as const).map(
              (one) => [one, say.notificationChoices[one]] as const,
            )}
            onChoose={(one) => {
              if (one !== 'off' && 'Notification' in globalThis) void Notification.requestPermission()
              void change.run({ notifications: one })
            }}
          />
        </section>
      )}
    </Waiting>
  )
}

const THRESHOLDS = ['off', '0', '-1', '-3', '-5', '-10'] as const

function FeedSettings() {
  const say = useWords()
  const settings = useView('settings', {})
  const change = useWish('change-settings')
  return (
    <Waiting viewed={settings}>
      {({ hideBelow, prefetchImages }) => (
        <section className="card stack">
          <Field label={say.hideBelow}>
            {(ids) => (
              <select
                {...ids}
                className="input"
                value={hideBelow === undefined ? 'off' : String(hideBelow)}
                onChange={({ target }) =>
                  void change.run(
                    target.value === 'off'
                      ? { prefetchImages }
                      : { prefetchImages, hideBelow: Number(target.value) },
                  )
                }
              >
                {[...new Set([...THRESHOLDS, hideBelow === undefined ? 'off' : String(hideBelow)])].map(
                  (one) => (
                    <option key={one} value={one}>
                      {one === 'off' ? say.hideOff : one}
                    </option>
                  ),
                )}
              </select>
            )}
          </Field>
          <label className="row">
            <input
              type="checkbox"
              checked={prefetchImages}
              onChange={({ target }) =>
                void change.run({
                  prefetchImages: target.checked,
                  ...(hideBelow !== undefined && { hideBelow }),
                })
              }
            />
            {say.prefetchImages}
          </label>
          {change.refusal && <WordsBox bad words={change.refusal.words} />}
        </section>
      )}
    </Waiting>
  )
}

function LockButton() {
  const say = useWords()
  const lock = useWish('lock')
  return (
    <button type="button" className="button" onClick={() => void lock.run({})}>
      {say.lock}
    </button>
  )
}

function Backup() {
  const say = useWords()
  const core = useCore()
  const [refusal, setRefusal] = useState<{ readonly happened: string }>()
  const save = async () => {
    const answered = await core.ask('export-backup', {})
    if (!answered.ok) return setRefusal(answered.words)
    const url = URL.createObjectURL(new Blob([new Uint8Array(answered.value)]))
    const link = document.createElement('a')
    link.href = url
    link.download = 'comrad.backup'
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className="stack">
      <p className="soft">{say.backupWhy}</p>
      <div className="row">
        <button type="button" className="button" onClick={() => void save()}>
          {say.backupExport}
        </button>
      </div>
      {refusal && <WordsBox bad words={refusal} />}
    </div>
  )
}

function Quiet() {
  const say = useWords()
  const quiet = useView('quiet', {})
  const unmute = useWish('unmute')
  const unblock = useWish('unblock')
  return (
    <Waiting viewed={quiet}>
      {({ muted, blocked }) => (
        <section className="card stack">
          <h2>{say.mutedAndBlocked}</h2>
          {muted.length + blocked.length === 0 && <p className="soft">{say.nobody}</p>}
          {muted.map((name) => (
            <div className="row apart" key={`muted ${name}`}>
              {name}
              <button type="button" className="button small" onClick={() => void unmute.run({ name })}>
                {say.unmute}
              </button>
            </div>
          ))}
          {blocked.map((name) => (
            <div className="row apart" key={`blocked ${name}`}>
              {name}
              <button type="button" className="button small" onClick={() => void unblock.run({ name })}>
                {say.unblock}
              </button>
            </div>
          ))}
        </section>
      )}
    </Waiting>
  )
}

function PhraseDialog({ onClose }: { onClose(): void }) {
  const say = useWords()
  const phrase = useView('phrase', {})
  return (
    <Dialog title={say.phraseTitle} onClose={onClose}>
      <p>{say.phraseWhy}</p>
      <Waiting viewed={phrase}>{(words) => (words ? <PhraseList phrase={words} /> : null)}</Waiting>
      <button type="button" className="button no-print" onClick={() => print()}>
        {say.phrasePrint}
      </button>
    </Dialog>
  )
}

function ChangePassphrase({ onClose }: { onClose(): void }) {
  const say = useWords()
  const change = useWish('change-passphrase')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await change.run({ from, to })).ok) onClose()
  }
  return (
    <Dialog title={say.changePassphrase} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say.oldPassphrase}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              type="password"
              autoFocus
              autoComplete="off"
              value={from}
              onChange={({ target }) => setFrom(target.value)}
            />
          )}
        </Field>
        <PassphraseFields onChange={setTo} />
        {change.refusal && <WordsBox bad words={change.refusal.words} />}
        <button className="button strong" type="submit" disabled={change.isBusy || from === '' || to === ''}>
          {say.change}
        </button>
      </form>
    </Dialog>
  )
}

function WipingPassphrase({ onClose }: { onClose(): void }) {
  const say = useWords()
  const set = useWish('set-wiping-passphrase')
  const [passphrase, setPassphrase] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await set.run({ passphrase })).ok) onClose()
  }
  return (
    <Dialog title={say.wipingPassphrase} onClose={onClose}>
      <p>{say.wipingWhy}</p>
      <form className="stack" onSubmit={submit}>
        <PassphraseFields onChange={setPassphrase} />
        {set.refusal && <WordsBox bad words={set.refusal.words} />}
        <div className="row">
          <button className="button strong" type="submit" disabled={set.isBusy || passphrase === ''}>
            {say.wipingSet}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void set.run({}).then(({ ok }) => ok && onClose())}
          >
            {say.wipingRemove}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

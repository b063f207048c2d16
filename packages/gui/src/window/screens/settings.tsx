/** How this window looks and sounds, what the feed leaves out, and what is kept on this device. */
import { THRESHOLD_CHOICES } from '@comrad/client/choices'
import { type FormEvent, useState } from 'react'
import { fetchFile } from '../files.ts'
import { askToNotify, notifyPermission } from '../notifications.ts'
import { usePanic } from '../panic.tsx'
import { Choices, Dialog, Field, Waiting, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useCore, useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { LanguageChoice } from './language-choice.tsx'
import { PassphraseField, PassphraseFields } from './passphrase-fields.tsx'
import { PhraseList } from './phrase.tsx'
import { TorLine } from './tor.tsx'

type Open = 'phrase' | 'passphrase' | 'wiping'

export function Settings() {
  const say = useWords()
  const going = useGoing()
  const panic = usePanic()
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
      <Way />
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
          <button type="button" className="button danger" onClick={panic}>
            {say.wipe}
          </button>
        </div>
      </section>
      <Quiet />
      {open === 'phrase' && <PhraseDialog onClose={close} />}
      {open === 'passphrase' && <ChangePassphrase onClose={close} />}
      {open === 'wiping' && <WipingPassphrase onClose={close} />}
    </div>
  )
}

function Look() {
  const say = useWords()
  const preferences = useView('preferences', {})
  const change = useWish('change-preferences')
  return (
    <Waiting viewed={preferences}>
      {({ theme, notifications }) => (
        <section className="card stack">
          <LanguageChoice />
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
              if (one !== 'off') void askToNotify()
              void change.run({ notifications: one })
            }}
          />
          {notifications !== 'off' && <MayNotify />}
          {change.refusal && <WordsBox bad words={change.refusal.words} />}
        </section>
      )}
    </Waiting>
  )
}

/** What was chosen is worth nothing while the browser does not allow it. */
function MayNotify() {
  const say = useWords()
  const [permission, setPermission] = useState(notifyPermission)
  if (permission === 'granted') return null
  if (permission !== 'default') return <p className="soft small-text">{say.notificationsDenied}</p>
  return (
    <div>
      <button type="button" className="button small" onClick={() => void askToNotify().then(setPermission)}>
        {say.notificationsAllow}
      </button>
    </div>
  )
}

/** Tor, its bridges, and whom it leads to. */
function Way() {
  const say = useWords()
  const status = useView('status', {})
  return (
    <section className="card stack">
      <h2>{say.tor}</h2>
      <TorLine>
        {status.phase === 'here' && (
          <p className="small-text" style={{ overflowWrap: 'anywhere' }}>
            <span className="soft">{say.torOperator}:</span>{' '}
            <bdi dir="ltr">{status.value.operator.address}</bdi>
          </p>
        )}
      </TorLine>
    </section>
  )
}

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
                {[
                  ...new Set([...THRESHOLD_CHOICES, hideBelow === undefined ? 'off' : String(hideBelow)]),
                ].map((one) => (
                  <option key={one} value={one}>
                    {one === 'off' ? say.hideOff : one}
                  </option>
                ))}
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
  const [share, setShare] = useState<number>()
  const save = async () => {
    setShare(0)
    const there = await core.ask('export-backup', {})
    const file = there.ok ? await fetchFile(core, there.value, setShare) : there
    setShare(undefined)
    setRefusal(file.ok ? undefined : file.words)
    if (file.ok) offer(file.value)
  }
  return (
    <div className="stack">
      <p className="soft">
        {say.backupWhy} {say.backupImportWhy}
      </p>
      <div className="row">
        <button type="button" className="button" disabled={share !== undefined} onClick={() => void save()}>
          {say.backupExport}
        </button>
        {share !== undefined && <progress value={share} aria-label={say.backupExport} />}
      </div>
      {refusal && <WordsBox bad words={refusal} />}
    </div>
  )
}

/** As the browser saves what one downloads. It reads the file after the click. */
function offer(file: Blob): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = 'comrad.backup'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
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
          {(unmute.refusal ?? unblock.refusal) && (
            <WordsBox bad words={(unmute.refusal ?? unblock.refusal)?.words} />
          )}
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
  const show = useWish('phrase')
  const [passphrase, setPassphrase] = useState('')
  const [words, setWords] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const shown = await show.run({ passphrase })
    if (shown.ok && shown.value) setWords(shown.value)
  }
  if (words === undefined) {
    return (
      <Dialog title={say.phraseTitle} onClose={onClose}>
        <form className="stack" onSubmit={submit}>
          <PassphraseField label={say.oldPassphrase} value={passphrase} onChange={setPassphrase} />
          {show.refusal && <WordsBox bad words={show.refusal.words} />}
          <button className="button strong" type="submit" disabled={show.isBusy || passphrase === ''}>
            {say.phraseShow}
          </button>
        </form>
      </Dialog>
    )
  }
  return (
    <Dialog title={say.phraseTitle} onClose={onClose}>
      <p>{say.phraseWhy}</p>
      <PhraseList phrase={words} />
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
        <PassphraseField label={say.oldPassphrase} value={from} onChange={setFrom} />
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

/** One conversation. What is written here is kept as it is typed, and sent when there is a way. */
import type { ConversationEntry } from '@comrad/client'
import { TIMER_CHOICES } from '@comrad/client/choices'
import { TEXT_CODE_POINTS } from '@comrad/protocol/limits'
import { type FormEvent, memo, useEffect, useRef, useState } from 'react'
import { Unbroken } from '../broken.tsx'
import { Emblem } from '../emblem.tsx'
import { Icon, type IconName } from '../icons.tsx'
import { askToNotify } from '../notifications.ts'
import { Age, Dialog, Field, lengthOf, Until, useAge, Waiting, WordsBox, WordsLine } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useDraft } from '../use-draft.ts'
import { useLog } from '../use-log.ts'
import { useCore, useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { ImageField } from './compose.tsx'
import { LetterState } from './letter-state.tsx'
import { Picture } from './picture.tsx'
import { usePictureFile } from './picture-file.ts'

type ConversationProps = { readonly name: string; readonly letter?: string | undefined }

export function Conversation({ name, letter }: ConversationProps) {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  const [dialog, setDialog] = useState<'timer' | 'delete'>()
  const { conversation, log, older, newer, toEnd } = useLog(name, letter)
  const unread = conversation.phase === 'here' ? conversation.value.contact.unread : 0
  useEffect(() => {
    if (unread === 0) return
    const read = () => {
      if (document.visibilityState === 'visible') void core.ask('mark-read', { name })
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [core, name, unread])
  return (
    <section className="talk" aria-label={name}>
      <div className="talk-head">
        <button type="button" className="button quiet back" onClick={going.back} aria-label={say.back}>
          <Icon name="back" />
        </button>
        <Emblem seed={conversation.phase === 'here' ? conversation.value.contact.emblem : undefined} />
        <h1>{name}</h1>
        <div className="talk-acts">
          <TalkAct icon="timer" label={say.timer} onAct={() => setDialog('timer')} />
          <TalkAct icon="profile" label={say.profile} onAct={() => going.go({ screen: 'profile', name })} />
          <TalkAct icon="trash" label={say.deleteConversation} onAct={() => setDialog('delete')} />
        </div>
      </div>
      <div className="log" ref={log} role="log" aria-label={say.messages} tabIndex={0}>
        <Unbroken isWithin>
          <Waiting viewed={conversation}>
            {({ entries, contact }) => (
              <div className="bubbles">
                {older && <Further label={say.older} onGo={older} />}
                {entries.length === 0 && <p className="notice-line">{say.conversationEmpty(name)}</p>}
                {entries.map((entry, index) => {
                  const key = 'letter' in entry ? entry.letter : `${entry.type}${index}`
                  return <Entry key={key} place={key} entry={entry} name={name} isFound={key === letter} />
                })}
                {newer && <Further label={say.newer} onGo={newer} />}
                {dialog === 'timer' && (
                  <TimerDialog name={name} seconds={contact.timer} onClose={() => setDialog(undefined)} />
                )}
              </div>
            )}
          </Waiting>
        </Unbroken>
      </div>
      <Writer name={name} onSent={toEnd} />
      {dialog === 'delete' && <DeleteDialog name={name} onClose={() => setDialog(undefined)} />}
    </section>
  )
}

type TalkActProps = { readonly icon: IconName; readonly label: string; onAct(): void }

function TalkAct({ icon, label, onAct }: TalkActProps) {
  return (
    <button type="button" className="button quiet small" title={label} onClick={onAct}>
      <Icon name={icon} /> <span className="hidden-but-read">{label}</span>
    </button>
  )
}

/** Goes further by itself when it is scrolled to, and by a click or a key where it is not. */
function Further({ label, onGo }: { readonly label: string; onGo(): void }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const log = button.current?.closest('.log')
    // Where both ends are on the screen at once it would go to and fro.
    if (!button.current || !log || log.scrollHeight < log.clientHeight * 2) return
    const seen = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) onGo()
    })
    seen.observe(button.current)
    return () => seen.disconnect()
  }, [onGo])
  return (
    <button type="button" className="button small further" ref={button} onClick={onGo}>
      {label}
    </button>
  )
}

const Entry = memo(function Entry({
  entry,
  name,
  place,
  isFound,
}: {
  readonly entry: ConversationEntry
  readonly name: string
  readonly place: string
  readonly isFound: boolean
}) {
  const say = useWords()
  if (entry.type === 'gap' || entry.type === 'notice') {
    return (
      <p className="notice-line">
        <WordsLine words={entry.words} />
      </p>
    )
  }
  const isMine = entry.type === 'sent'
  return (
    <div
      className={isMine ? 'bubble mine' : 'bubble'}
      data-entry={place}
      aria-current={isFound ? 'true' : undefined}
    >
      <span className="hidden-but-read">{isMine ? say.you : name}: </span>
      {entry.text}
      {entry.image && (
        <Picture image={entry.image} path={`letter/${entry.letter}`} author={isMine ? say.you : name} />
      )}
      <div className="meta">
        <Age at={isMine ? entry.at : entry.sentAt} />
        {entry.disappearsAt !== undefined && (
          <span>
            <Until at={entry.disappearsAt} say={say.goneIn} />
          </span>
        )}
        {isMine && <LetterState entry={entry} />}
      </div>
    </div>
  )
})

function Writer({ name, onSent }: { readonly name: string; onSent(): void }) {
  const say = useWords()
  const send = useWish('send')
  const preferences = useView('preferences', {})
  const { text, write, clear } = useDraft(`message/${name}`)
  const { image, choose, forget, trouble } = usePictureFile()
  const left = TEXT_CODE_POINTS - lengthOf(text)
  const isReady = left >= 0 && (text.trim() !== '' || image !== undefined) && !send.isBusy
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    if (!isReady) return
    // Whoever has written waits for an answer.
    if (preferences.phase === 'here' && preferences.value.notifications !== 'off') void askToNotify()
    const answered = await send.run({
      name,
      text,
      ...(image && { image: new Uint8Array(await image.arrayBuffer()) }),
    })
    if (!answered.ok) return
    clear(text)
    forget(image)
    onSent()
  }
  return (
    <form className="writer stack" onSubmit={submit}>
      {send.refusal && <WordsBox bad words={send.refusal.words} />}
      {image && <ImageField image={image} onChange={choose} />}
      {trouble && <WordsBox bad words={trouble} />}
      <div className="row" style={{ flexWrap: 'nowrap', alignItems: 'end' }}>
        <label className="button quiet" title={say.addImage}>
          <Icon name="image" />
          <input
            className="hidden-but-read"
            type="file"
            accept="image/jpeg,image/png,image/webp"
            aria-label={say.addImage}
            onChange={({ target }) => choose(target.files?.[0])}
          />
        </label>
        <textarea
          className="input"
          rows={2}
          dir="auto"
          autoComplete="off"
          aria-label={say.writeTo(name)}
          aria-invalid={left < 0}
          placeholder={say.writeTo(name)}
          value={text}
          onChange={({ target }) => write(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
          }}
        />
        <button className="button strong" type="submit" disabled={!isReady}>
          {say.send}
        </button>
      </div>
      {left < 100 && <p className="soft small-text">{say.characters(left)}</p>}
    </form>
  )
}

function TimerDialog({
  name,
  seconds,
  onClose,
}: {
  readonly name: string
  readonly seconds: number
  onClose(): void
}) {
  const say = useWords()
  const age = useAge()
  const set = useWish('set-timer')
  const [chosen, setChosen] = useState(seconds)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (chosen === seconds || (await set.run({ name, seconds: chosen })).ok) onClose()
  }
  return (
    <Dialog title={say.timer} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say.timer} help={say.timerBoth}>
          {(ids) => (
            <select
              {...ids}
              className="input"
              value={chosen}
              onChange={({ target }) => setChosen(Number(target.value))}
            >
              {[...new Set([...TIMER_CHOICES, seconds])].map((one) => (
                <option key={one} value={one}>
                  {one === 0 ? say.timerOff : say.timerAfter(age(one * 1000))}
                </option>
              ))}
            </select>
          )}
        </Field>
        {set.refusal && <WordsBox bad words={set.refusal.words} />}
        <div className="row">
          <button className="button strong" type="submit" disabled={set.isBusy}>
            {say.save}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {say.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function DeleteDialog({ name, onClose }: { readonly name: string; onClose(): void }) {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  const remove = useWish('delete-conversation')
  return (
    <Dialog title={say.deleteConversation} onClose={onClose}>
      <p>{say.deleteConversationWhy}</p>
      {remove.refusal && <WordsBox bad words={remove.refusal.words} />}
      <div className="row">
        <button
          type="button"
          className="button strong"
          onClick={async () => {
            if (!(await remove.run({ name })).ok) return
            await core.ask('keep-draft', { place: `message/${name}`, text: '' })
            going.back()
          }}
        >
          {say.deletePost}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {say.cancel}
        </button>
      </div>
    </Dialog>
  )
}

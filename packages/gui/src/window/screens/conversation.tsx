/** One conversation. What is written here is kept as it is typed, and sent when there is a way. */
import type { ConversationEntry, OutgoingState } from '@comrad/client'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../icons.tsx'
import { Age, Dialog, Field, lengthOf, useAge, Waiting, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useDraft } from '../use-draft.ts'
import { useCore, useView, useWish } from '../use-view.ts'
import type { Catalogue } from '../words/en.ts'
import { useWords } from '../words/use-words.ts'
import { ImageField } from './compose.tsx'
import { Picture } from './picture.tsx'

const PAGE = 60
const TIMERS = [0, 300, 3_600, 28_800, 86_400, 604_800, 2_419_200] as const
const CHARACTERS = 1_000

export function Conversation({ name }: { readonly name: string }) {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  const [limit, setLimit] = useState(PAGE)
  const [dialog, setDialog] = useState<'timer' | 'delete'>()
  const conversation = useView('conversation', { name, limit })
  const end = useRef<HTMLDivElement>(null)
  const count = conversation.phase === 'here' ? conversation.value.entries.length : 0
  const unread = conversation.phase === 'here' ? conversation.value.contact.unread : 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is the reason to scroll
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [count])
  useEffect(() => {
    if (unread > 0 && document.visibilityState === 'visible') void core.ask('mark-read', { name })
  }, [core, name, unread])
  return (
    <div style={{ display: 'flex', flexDirection: 'column', minHeight: '100%' }}>
      <div className="column" style={{ width: '100%', flex: 1, alignContent: 'start' }}>
        <div className="head">
          <div className="row">
            <button type="button" className="button quiet" onClick={going.back} aria-label={say.back}>
              <Icon name="back" />
            </button>
            <h1 style={{ textTransform: 'none' }}>{name}</h1>
          </div>
          <div className="row">
            <button type="button" className="button quiet small" onClick={() => setDialog('timer')}>
              {say.timer}
            </button>
            <button
              type="button"
              className="button quiet small"
              onClick={() => going.go({ screen: 'profile', name })}
            >
              {say.profile}
            </button>
            <button type="button" className="button quiet small" onClick={() => setDialog('delete')}>
              <Icon name="trash" size={16} />{' '}
              <span className="hidden-but-read">{say.deleteConversation}</span>
            </button>
          </div>
        </div>
        <Waiting viewed={conversation}>
          {({ entries, older, contact }) => (
            <div className="bubbles" role="log" aria-label={name}>
              {older && (
                <button type="button" className="button small" onClick={() => setLimit(limit + PAGE)}>
                  {say.older}
                </button>
              )}
              {entries.length === 0 && <p className="notice-line">{say.conversationEmpty(name)}</p>}
              {entries.map((entry, index) => (
                <Entry
                  key={'letter' in entry ? entry.letter : `${entry.type}${index}`}
                  entry={entry}
                  name={name}
                />
              ))}
              {dialog === 'timer' && (
                <TimerDialog name={name} seconds={contact.timer} onClose={() => setDialog(undefined)} />
              )}
            </div>
          )}
        </Waiting>
        <div ref={end} />
      </div>
      <Writer name={name} />
      {dialog === 'delete' && <DeleteDialog name={name} onClose={() => setDialog(undefined)} />}
    </div>
  )
}

function Entry({ entry, name }: { readonly entry: ConversationEntry; readonly name: string }) {
  const say = useWords()
  const age = useAge()
  const cancel = useWish('cancel')
  if (entry.type === 'gap' || entry.type === 'notice') {
    return (
      <p className="notice-line">
        {entry.words.happened} {entry.words.todo}
      </p>
    )
  }
  const isMine = entry.type === 'sent'
  return (
    <div className={isMine ? 'bubble mine' : 'bubble'}>
      <span className="hidden-but-read">{isMine ? say.you : name}: </span>
      {entry.text}
      {entry.image && (
        <Picture image={entry.image} path={`letter/${entry.letter}`} author={isMine ? say.you : name} />
      )}
      <div className="meta">
        <Age at={isMine ? entry.at : entry.sentAt} />
        {entry.disappearsAt !== undefined && (
          <span>{say.disappearsIn(age(entry.disappearsAt - Date.now()))}</span>
        )}
        {isMine && <span>{stateWords(entry.state, say)}</span>}
        {isMine && entry.state.phase === 'queued' && (
          <button
            type="button"
            className="button quiet small"
            onClick={() => void cancel.run({ letter: entry.letter })}
          >
            {say.takeBack}
          </button>
        )}
      </div>
    </div>
  )
}

function stateWords(state: OutgoingState, say: Catalogue): string {
  switch (state.phase) {
    case 'queued':
      return say.queued
    case 'depositing':
      return say.depositing
    case 'deposited':
      return say.sent
    case 'delivered':
      return say.delivered
    case 'undelivered':
      return say.undelivered
    case 'cancelled':
      return say.cancelled
  }
}

function Writer({ name }: { readonly name: string }) {
  const say = useWords()
  const send = useWish('send')
  const [text, setText, clear] = useDraft(`message/${name}`)
  const [image, setImage] = useState<File>()
  const left = CHARACTERS - lengthOf(text)
  const isReady = left >= 0 && (text.trim() !== '' || image !== undefined) && !send.isBusy
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    if (!isReady) return
    const answered = await send.run({
      name,
      text,
      ...(image && { image: new Uint8Array(await image.arrayBuffer()) }),
    })
    if (!answered.ok) return
    clear()
    setImage(undefined)
  }
  return (
    <form className="writer stack" style={{ position: 'sticky', bottom: 0 }} onSubmit={submit}>
      {send.refusal && <WordsBox bad words={send.refusal.words} />}
      {image && <ImageField image={image} onChange={setImage} />}
      <div className="row" style={{ flexWrap: 'nowrap', alignItems: 'end' }}>
        <label className="button quiet" aria-label={say.addImage}>
          <Icon name="image" />
          <input
            className="hidden-but-read"
            type="file"
            accept="image/jpeg,image/png,image/webp"
            aria-label={say.addImage}
            onChange={({ target }) => setImage(target.files?.[0])}
          />
        </label>
        <textarea
          className="input"
          rows={2}
          dir="auto"
          aria-label={say.writeTo(name)}
          aria-invalid={left < 0}
          placeholder={say.writeTo(name)}
          value={text}
          onChange={({ target }) => setText(target.value)}
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
  return (
    <Dialog title={say.timer} onClose={onClose}>
      <Field label={say.timer} help={say.timerBoth}>
        {(ids) => (
          <select
            {...ids}
            className="input"
            value={seconds}
            onChange={async ({ target }) => {
              if ((await set.run({ name, seconds: Number(target.value) })).ok) onClose()
            }}
          >
            {[...new Set([...TIMERS, seconds])].map((one) => (
              <option key={one} value={one}>
                {one === 0 ? say.timerOff : say.timerAfter(age(one * 1000))}
              </option>
            ))}
          </select>
        )}
      </Field>
      {set.refusal && <WordsBox bad words={set.refusal.words} />}
    </Dialog>
  )
}

function DeleteDialog({ name, onClose }: { readonly name: string; onClose(): void }) {
  const say = useWords()
  const going = useGoing()
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
            if ((await remove.run({ name })).ok) going.back()
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

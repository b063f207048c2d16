/** Whom one has met, who asks, whom one asked; and the ways to meet: by name, by a code that is shown or scanned. */
import type { ContactView } from '@comrad/client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Emblem } from '../emblem.tsx'
import { Dialog, Empty, Field, Waiting, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { Code, ScanDialog } from './codes.tsx'
import { PersonActions } from './person.tsx'

type Open = 'meet' | 'show' | 'scan'

/** What a code says: a name of Comrad, to be asked for. */
const CODE_PREFIX = 'comrad-meet:'

export function Contacts({ ownName }: { readonly ownName: string }) {
  const say = useWords()
  const contacts = useView('contacts', {})
  const [open, setOpen] = useState<Open>()
  const [scanned, setScanned] = useState('')
  const close = () => setOpen(undefined)
  return (
    <div className="column">
      <div className="head">
        <h1>{say.contacts}</h1>
        <div className="row">
          <button type="button" className="button strong" onClick={() => setOpen('meet')}>
            {say.meet}
          </button>
          <button type="button" className="button" onClick={() => setOpen('show')}>
            {say.showCode}
          </button>
          <button type="button" className="button" onClick={() => setOpen('scan')}>
            {say.scanCode}
          </button>
        </div>
      </div>
      <Waiting viewed={contacts}>
        {({ met, incoming, requested, closed }) => (
          <>
            {met.length + incoming.length + requested.length === 0 && <Empty>{say.noContacts}</Empty>}
            <Group title={say.requests} people={incoming} draw={(one) => <Asking contact={one} />} />
            <Group title={say.met} people={met} draw={(one) => <Met contact={one} />} />
            <Group
              title={say.asked}
              people={requested}
              draw={(one) => (
                <p className="soft small-text">{one.meeting.phase === 'requested' && say.askedWaiting}</p>
              )}
            />
            <Group title={say.closed} people={closed} draw={() => null} />
          </>
        )}
      </Waiting>
      {open === 'meet' && <MeetDialog first={scanned} onClose={close} />}
      {open === 'show' && (
        <Dialog title={say.showCode} onClose={close}>
          <p>{say.showCodeWhy}</p>
          <Code content={`${CODE_PREFIX}${ownName}`} label={`${say.showCode}: ${ownName}`} />
          <p>
            <strong>{ownName}</strong>
          </p>
        </Dialog>
      )}
      {open === 'scan' && (
        <ScanDialog
          onClose={close}
          onText={(text) => {
            if (!text.startsWith(CODE_PREFIX)) return false
            setScanned(text.slice(CODE_PREFIX.length, CODE_PREFIX.length + 40))
            setOpen('meet')
            return true
          }}
        />
      )}
    </div>
  )
}

function Group({
  title,
  people,
  draw,
}: {
  readonly title: string
  readonly people: readonly ContactView[]
  draw(contact: ContactView): ReactNode
}) {
  const going = useGoing()
  if (people.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul className="list">
        {people.map((contact) => (
          <li key={contact.name} className="person">
            <Emblem name={contact.name} />
            <div className="what stack">
              <div className="row">
                <button
                  type="button"
                  className="button quiet"
                  style={{ paddingInline: 0, fontWeight: 700 }}
                  onClick={() => going.go({ screen: 'profile', name: contact.name })}
                >
                  {contact.name}
                </button>
                <Tags contact={contact} />
              </div>
              {draw(contact)}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Tags({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  return (
    <>
      {contact.verified && <span className="tag green">{say.verified}</span>}
      {contact.trusted && <span className="tag">{say.trustedByYou}</span>}
      {contact.trustsYou && <span className="tag">{say.trustsYou}</span>}
      {contact.muted && <span className="tag">{say.muted}</span>}
      {contact.blocked && <span className="tag red">{say.blocked}</span>}
      {contact.alarmed && <span className="tag red">{say.alarmed}</span>}
    </>
  )
}

function Asking({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  const accept = useWish('accept')
  const decline = useWish('decline')
  const { name, meeting } = contact
  const refusal = accept.refusal ?? decline.refusal
  return (
    <>
      {meeting.phase === 'incoming' && meeting.greeting !== '' && (
        <blockquote style={{ margin: 0 }} className="soft">
          <bdi>{meeting.greeting}</bdi>
        </blockquote>
      )}
      <div className="row">
        <button type="button" className="button strong small" onClick={() => void accept.run({ name })}>
          {say.accept}
        </button>
        <button type="button" className="button small" onClick={() => void decline.run({ name })}>
          {say.decline}
        </button>
      </div>
      {refusal && <WordsBox bad words={refusal.words} />}
    </>
  )
}

function Met({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  const going = useGoing()
  return (
    <div className="row">
      <button
        type="button"
        className="button small"
        onClick={() => going.go({ screen: 'messages', name: contact.name })}
      >
        {say.message}
      </button>
      <PersonActions contact={contact} />
    </div>
  )
}

function MeetDialog({ first, onClose }: { readonly first: string; onClose(): void }) {
  const say = useWords()
  const meet = useWish('meet')
  const [name, setName] = useState(first)
  const [greeting, setGreeting] = useState('')
  const [asked, setAsked] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const answered = await meet.run({ name, greeting })
    if (answered.ok) setAsked(answered.value.name)
  }
  if (asked !== undefined) {
    return (
      <Dialog title={say.meet} onClose={onClose}>
        <p role="status">{say.meetAsked(asked)}</p>
        <button type="button" className="button strong" autoFocus onClick={onClose}>
          {say.ok}
        </button>
      </Dialog>
    )
  }
  return (
    <Dialog title={say.meet} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say.meetName}>
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
        <Field label={say.meetGreeting}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              maxLength={400}
              dir="auto"
              value={greeting}
              onChange={({ target }) => setGreeting(target.value)}
            />
          )}
        </Field>
        {meet.isBusy && <p role="status">{say.meetProving}</p>}
        {meet.refusal && <WordsBox bad words={meet.refusal.words} />}
        <div className="row">
          <button className="button strong" type="submit" disabled={meet.isBusy || name === ''}>
            {say.meetAsk}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {say.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

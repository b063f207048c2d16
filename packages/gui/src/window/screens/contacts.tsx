/** Whom one has met, who asks, whom one asked; and the ways to meet: by name, by a code that is shown or scanned. */
import type { ContactGroup, ContactView } from '@comrad/client'
import { meetCodeOf, nameInMeetCode } from '@comrad/client/meet-code'
import { type FormEvent, useState } from 'react'
import { Emblem } from '../emblem.tsx'
import { Dialog, Empty, Field, Loading, NameField, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { usePeople } from '../use-people.ts'
import { useWish } from '../use-view.ts'
import { VirtualList } from '../virtual-list.tsx'
import type { Catalogue } from '../words/en.ts'
import { useWords } from '../words/use-words.ts'
import { Code, ScanDialog } from './codes.tsx'
import { MeetingLine } from './meeting-line.tsx'
import { PersonActions } from './person.tsx'

const GROUPS = ['incoming', 'met', 'requested', 'closed'] as const
const USUAL_HEIGHT = 90

type Open = 'meet' | 'show' | 'scan'

export function Contacts({ ownName }: { readonly ownName: string }) {
  const say = useWords()
  const { totals, refusal, count, rowAt, keyAt, show } = usePeople(GROUPS)
  const [open, setOpen] = useState<Open>()
  const [scanned, setScanned] = useState('')
  const close = () => {
    setOpen(undefined)
    setScanned('')
  }
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
      {refusal && <WordsBox bad words={refusal.words} />}
      {!totals && !refusal && <Loading />}
      {totals && count === 0 && <Empty>{say.noContacts}</Empty>}
      <VirtualList
        role="list"
        label={say.contacts}
        count={count}
        usualHeight={USUAL_HEIGHT}
        keyOf={keyAt}
        onShow={show}
        draw={(index) => {
          const row = rowAt(index)
          if (row.type === 'title') return <h2 className="group-title">{titleOf(row.group, say)}</h2>
          return row.person ? (
            <Person group={row.group} contact={row.person} />
          ) : (
            <div className="person" style={{ height: USUAL_HEIGHT }} aria-hidden="true" />
          )
        }}
      />
      {open === 'meet' && <MeetDialog first={scanned} onClose={close} />}
      {open === 'show' && (
        <Dialog title={say.showCode} onClose={close}>
          <p>{say.showCodeWhy}</p>
          <Code content={meetCodeOf(ownName)} label={`${say.showCode}: ${ownName}`} />
          <p>
            <strong>{ownName}</strong>
          </p>
        </Dialog>
      )}
      {open === 'scan' && (
        <ScanDialog
          onClose={close}
          onText={(text) => {
            const name = nameInMeetCode(text)
            if (name === undefined) return false
            setScanned(name)
            setOpen('meet')
            return true
          }}
        />
      )}
    </div>
  )
}

function titleOf(group: ContactGroup, say: Catalogue): string {
  switch (group) {
    case 'incoming':
      return say.requests
    case 'met':
      return say.met
    case 'requested':
      return say.asked
    case 'closed':
      return say.closed
  }
}

function Person({ group, contact }: { readonly group: ContactGroup; readonly contact: ContactView }) {
  const going = useGoing()
  const { name } = contact
  return (
    <div className="person">
      <Emblem seed={contact.emblem} />
      <div className="what">
        <button type="button" className="link name" onClick={() => going.go({ screen: 'profile', name })}>
          {name}
        </button>
        <span className="tags">
          <Tags contact={contact} />
        </span>
        {group === 'incoming' && <Asking contact={contact} />}
        {group === 'met' && <Met contact={contact} />}
        {group === 'requested' && <MeetingLine name={name} />}
        {group === 'closed' && <Closed contact={contact} />}
      </div>
    </div>
  )
}

function Tags({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  return (
    <>
      {contact.verified && <span className="tag green">{say.verified}</span>}
      {contact.trusted && <span className="tag">{say.trustedByYou}</span>}
      {contact.trustsYou && <span className="tag">{say.trustsYou}</span>}
      {contact.timer > 0 && <span className="tag">{say.timerTag(say.time(contact.timer))}</span>}
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
        <blockquote className="greeting">
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
        <button
          type="button"
          className="button quiet small"
          onClick={() => void decline.run({ name, tell: true })}
        >
          {say.declineAndTell}
        </button>
        <PersonActions contact={contact} />
      </div>
      {refusal && <WordsBox bad words={refusal.words} />}
    </>
  )
}

/** Whoever declined may think better of it. */
function Closed({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  const accept = useWish('accept')
  const { name, acts } = contact
  return (
    <>
      <div className="row">
        {acts.includes('accept') && (
          <button type="button" className="button small" onClick={() => void accept.run({ name })}>
            {say.accept}
          </button>
        )}
        <PersonActions contact={contact} />
      </div>
      {accept.refusal && <WordsBox bad words={accept.refusal.words} />}
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
        <MeetingLine name={asked} />
        <button type="button" className="button strong" autoFocus onClick={onClose}>
          {say.ok}
        </button>
      </Dialog>
    )
  }
  return (
    <Dialog title={say.meet} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <NameField label={say.meetName} value={name} onChange={setName} />
        <Field label={say.meetGreeting}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              maxLength={400}
              dir="auto"
              autoComplete="off"
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

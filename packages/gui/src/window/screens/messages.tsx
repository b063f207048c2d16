/** The conversations, and the one that is open. */
import type { ContactView } from '@comrad/client'
import { Emblem } from '../emblem.tsx'
import { Age, Empty, Waiting } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { Conversation } from './conversation.tsx'

export function Messages({ name }: { readonly name?: string | undefined }) {
  const say = useWords()
  const going = useGoing()
  const contacts = useView('contacts', {})
  if (name !== undefined) return <Conversation name={name} key={name} />
  return (
    <div className="column">
      <div className="head">
        <h1>{say.messages}</h1>
      </div>
      <Waiting viewed={contacts}>
        {({ met }) =>
          met.length === 0 ? (
            <Empty
              action={
                <button
                  type="button"
                  className="button strong"
                  onClick={() => going.go({ screen: 'contacts' })}
                >
                  {say.meet}
                </button>
              }
            >
              {say.noMessages}
            </Empty>
          ) : (
            <ul className="list">
              {met.map((contact) => (
                <li key={contact.name}>
                  <Row contact={contact} />
                </li>
              ))}
            </ul>
          )
        }
      </Waiting>
    </div>
  )
}

function Row({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  const going = useGoing()
  const { name, unread, lastAt, verified, muted, alarmed } = contact
  return (
    <button type="button" className="person" onClick={() => going.go({ screen: 'messages', name })}>
      <Emblem name={name} />
      <span className="what">
        <strong>{name}</strong> {verified && <span className="tag green">{say.verified}</span>}{' '}
        {muted && <span className="tag">{say.muted}</span>}{' '}
        {alarmed && <span className="tag red">{say.alarmed}</span>}
      </span>
      {unread > 0 && <span className="tag red">{say.unreadCount(unread)}</span>}
      {lastAt !== undefined && <Age at={lastAt} />}
    </button>
  )
}

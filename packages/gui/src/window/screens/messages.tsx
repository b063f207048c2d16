/** The conversations, and the one that is open: beside each other where there is room. */
import type { ContactView } from '@comrad/client'
import { memo, useRef } from 'react'
import { Emblem } from '../emblem.tsx'
import { Age, Empty, Loading, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { usePeople } from '../use-people.ts'
import { VirtualList } from '../virtual-list.tsx'
import { useWords } from '../words/use-words.ts'
import { Conversation } from './conversation.tsx'

const MET = ['met'] as const
const USUAL_HEIGHT = 69

type MessagesProps = { readonly name?: string | undefined; readonly letter?: string | undefined }

export function Messages({ name, letter }: MessagesProps) {
  return (
    <div className={name === undefined ? 'talks' : 'talks open'}>
      <Conversations open={name} />
      {name === undefined ? (
        <div className="talk-none" aria-hidden="true" />
      ) : (
        <Conversation name={name} letter={letter} key={`${name} ${letter ?? ''}`} />
      )}
    </div>
  )
}

function Conversations({ open }: { readonly open: string | undefined }) {
  const say = useWords()
  const going = useGoing()
  const pane = useRef<HTMLDivElement>(null)
  const { totals, refusal, count, rowAt, keyAt, show } = usePeople(MET)
  return (
    <div className="talk-list" ref={pane}>
      <div>
        <div className="head">
          <h1>{say.messages}</h1>
        </div>
        {refusal && <WordsBox bad words={refusal.words} />}
        {!totals && !refusal && <Loading />}
        {totals && count === 0 && (
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
        )}
        <VirtualList
          role="list"
          label={say.messages}
          scroller={() => pane.current}
          count={count}
          usualHeight={USUAL_HEIGHT}
          keyOf={keyAt}
          onShow={show}
          draw={(index) => {
            const row = rowAt(index)
            if (row.type !== 'person' || !row.person) return <div className="person" aria-hidden="true" />
            return <Row contact={row.person} isOpen={row.person.name === open} />
          }}
        />
      </div>
    </div>
  )
}

const Row = memo(function Row({
  contact,
  isOpen,
}: {
  readonly contact: ContactView
  readonly isOpen: boolean
}) {
  const say = useWords()
  const going = useGoing()
  const { name, unread, lastAt, verified, muted, alarmed, timer } = contact
  return (
    <button
      type="button"
      className="person"
      aria-current={isOpen ? 'true' : undefined}
      onClick={() => going.go({ screen: 'messages', name })}
    >
      <Emblem seed={contact.emblem} />
      <span className="what">
        <strong className="name">{name}</strong>
        {(verified || muted || alarmed || timer > 0) && (
          <span className="tags">
            {verified && <span className="tag green">{say.verified}</span>}
            {muted && <span className="tag">{say.muted}</span>}
            {timer > 0 && <span className="tag">{say.timerTag(say.time(timer))}</span>}
            {alarmed && <span className="tag red">{say.alarmed}</span>}
          </span>
        )}
      </span>
      <span className="when">
        {lastAt !== undefined && <Age at={lastAt} />}
        {unread > 0 && (
          <span className="count">
            {unread > 99 ? '99+' : unread}
            <span className="hidden-but-read"> {say.unreadCount(unread)}</span>
          </span>
        )}
      </span>
    </button>
  )
})

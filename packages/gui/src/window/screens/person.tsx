/** What one can do with a person: trust, compare, mute, block. */
import type { ContactView } from '@comrad/client'
import { useState } from 'react'
import { Dialog, Waiting, WordsBox } from '../parts.tsx'
import { useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { Code } from './codes.tsx'

export function PersonActions({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  const { name, trusted, muted, blocked, meeting } = contact
  const [open, setOpen] = useState<'verify' | 'block' | 'trust'>()
  const trust = useWish('trust')
  const untrust = useWish('untrust')
  const mute = useWish('mute')
  const unmute = useWish('unmute')
  const block = useWish('block')
  const unblock = useWish('unblock')
  const refusal = [trust, untrust, mute, unmute, block, unblock].find((wish) => wish.refusal)?.refusal
  const close = () => setOpen(undefined)
  return (
    <>
      <fieldset className="row" style={{ border: 0, padding: 0, margin: 0 }} aria-label={say.person(name)}>
        {meeting.phase === 'met' && (
          <>
            <button type="button" className="button small" onClick={() => setOpen('verify')}>
              {say.verify}
            </button>
            <button
              type="button"
              className="button small"
              onClick={() => (trusted ? void untrust.run({ name }) : setOpen('trust'))}
            >
              {trusted ? say.untrust : say.trust}
            </button>
          </>
        )}
        <button
          type="button"
          className="button quiet small"
          onClick={() => void (muted ? unmute : mute).run({ name })}
        >
          {muted ? say.unmute : say.mute}
        </button>
        <button
          type="button"
          className="button quiet small"
          onClick={() => (blocked ? void unblock.run({ name }) : setOpen('block'))}
        >
          {blocked ? say.unblock : say.block}
        </button>
      </fieldset>
      {refusal && <WordsBox bad words={refusal.words} />}
      {open === 'verify' && <VerifyDialog name={name} onClose={close} />}
      {open === 'trust' && (
        <Sure
          title={say.trust}
          why={say.trustWhy}
          onClose={close}
          onSure={() => void trust.run({ name }).then(close)}
        />
      )}
      {open === 'block' && (
        <Sure
          title={say.block}
          why={say.blockWhy(name)}
          onClose={close}
          onSure={() => void block.run({ name }).then(close)}
        />
      )}
    </>
  )
}

function Sure({
  title,
  why,
  onSure,
  onClose,
}: {
  readonly title: string
  readonly why: string
  onSure(): void
  onClose(): void
}) {
  const say = useWords()
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{why}</p>
      <div className="row">
        <button type="button" className="button strong" autoFocus onClick={onSure}>
          {title}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {say.cancel}
        </button>
      </div>
    </Dialog>
  )
}

function VerifyDialog({ name, onClose }: { readonly name: string; onClose(): void }) {
  const say = useWords()
  const number = useView('verify', { name })
  const mark = useWish('mark-verified')
  return (
    <Dialog title={`${say.verify}: ${name}`} onClose={onClose}>
      <p>{say.verifyWhy}</p>
      <Waiting viewed={number}>
        {({ groups, scannable, verified }) => (
          <>
            <p className="digits">{groups.join(' ')}</p>
            <Code content={scannable} label={groups.join(' ')} />
            {verified ? (
              <p className="tag green">{say.verified}</p>
            ) : (
              <button
                type="button"
                className="button strong"
                onClick={() => void mark.run({ name }).then(({ ok }) => ok && onClose())}
              >
                {say.verifySame}
              </button>
            )}
          </>
        )}
      </Waiting>
      {mark.refusal && <WordsBox bad words={mark.refusal.words} />}
    </Dialog>
  )
}

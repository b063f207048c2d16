/** What one can do with a person: trust, compare, mute, block. */
import type { ContactView, ScannedNumber } from '@comrad/client'
import { type ReactNode, useState } from 'react'
import { Dialog, Waiting, WordsBox } from '../parts.tsx'
import { useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { Code, ScanDialog } from './codes.tsx'

export function PersonActions({ contact }: { readonly contact: ContactView }) {
  const say = useWords()
  const { name, trusted, muted, blocked, acts } = contact
  const [open, setOpen] = useState<'verify' | 'block' | 'trust'>()
  const trust = useWish('trust')
  const untrust = useWish('untrust')
  const mute = useWish('mute')
  const unmute = useWish('unmute')
  const unblock = useWish('unblock')
  const refusal = [trust, untrust, mute, unmute, unblock].find((wish) => wish.refusal)?.refusal
  const close = () => setOpen(undefined)
  return (
    <>
      <fieldset className="row acts" aria-label={say.person(name)}>
        {acts.includes('verify') && (
          <button type="button" className="button small" onClick={() => setOpen('verify')}>
            {say.verify}
          </button>
        )}
        {acts.includes('trust') && (
          <button
            type="button"
            className="button small"
            onClick={() => (trusted ? void untrust.run({ name }) : setOpen('trust'))}
          >
            {trusted ? say.untrust : say.trust}
          </button>
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
      {open === 'block' && <BlockDialog name={name} onClose={close} />}
    </>
  )
}

export function BlockDialog({ name, onClose }: { readonly name: string; onClose(): void }) {
  const say = useWords()
  const block = useWish('block')
  return (
    <Sure
      title={say.block}
      why={say.blockWhy(name)}
      onClose={onClose}
      onSure={() => void block.run({ name }).then(({ ok }) => ok && onClose())}
    >
      {block.refusal && <WordsBox bad words={block.refusal.words} />}
    </Sure>
  )
}

function Sure({
  title,
  why,
  onSure,
  onClose,
  children,
}: {
  readonly children?: ReactNode
  readonly title: string
  readonly why: string
  onSure(): void
  onClose(): void
}) {
  const say = useWords()
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{why}</p>
      {children}
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
  const compare = useWish('compare-scanned')
  const [isScanning, setScanning] = useState(false)
  const [compared, setCompared] = useState<ScannedNumber>()
  const onScanned = (text: string): boolean => {
    setScanning(false)
    const scanned = Uint8Array.from(text, (character) => character.charCodeAt(0))
    void compare.run({ name, scanned }).then((answered) => answered.ok && setCompared(answered.value))
    return true
  }
  const refusal = mark.refusal ?? compare.refusal
  return (
    <>
      <Dialog title={`${say.verify}: ${name}`} onClose={onClose}>
        <p>{say.verifyWhy}</p>
        {compared === 'different' && <WordsBox bad words={{ happened: say.verifyDifferent(name) }} />}
        {compared === 'unreadable' && <WordsBox words={{ happened: say.scanNotOurs }} />}
        <Waiting viewed={number}>
          {({ groups, scannable, verified }) => (
            <>
              <p className="digits">{groups.join(' ')}</p>
              <Code content={scannable} label={groups.join(' ')} />
              {verified && <p className="tag green">{say.verified}</p>}
              <div className="row">
                {!verified && compared !== 'different' && (
                  <button
                    type="button"
                    className="button strong"
                    onClick={() => void mark.run({ name }).then(({ ok }) => ok && onClose())}
                  >
                    {say.verifySame}
                  </button>
                )}
                <button type="button" className="button" onClick={() => setScanning(true)}>
                  {say.verifyScan}
                </button>
              </div>
            </>
          )}
        </Waiting>
        {refusal && <WordsBox bad words={refusal.words} />}
      </Dialog>
      {isScanning && <ScanDialog onText={onScanned} onClose={() => setScanning(false)} />}
    </>
  )
}

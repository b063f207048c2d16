/** The way to the Operator: what Tor is doing, and the bridges that it goes through. Also before there is an account, and at the lock. */
import type { LineView } from '@comrad/client'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Dialog, Field, WordsBox, WordsLine } from '../parts.tsx'
import { useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

/** In one place of a screen: the state, and the way to change the bridges. */
export function TorLine({ children }: { readonly children?: ReactNode }) {
  const say = useWords()
  const line = useView('line', {})
  const bridges = useView('bridges', {})
  const [isOpen, setOpen] = useState(false)
  if (line.phase !== 'here') return null
  const view = bridges.phase === 'here' ? bridges.value : null
  return (
    <div className="stack">
      <TorState line={line.value} />
      {children}
      {view && (
        <div className="row">
          <span className="soft small-text">
            {view.count === 0 ? say.bridgesNone : say.bridgesInUse(view.count)}
          </span>
          <button type="button" className="button small" onClick={() => setOpen(true)}>
            {say.bridgesChange}
          </button>
        </div>
      )}
      {isOpen && <BridgesDialog onClose={() => setOpen(false)} />}
    </div>
  )
}

function TorState({ line }: { readonly line: LineView }) {
  const say = useWords()
  switch (line.phase) {
    case 'local':
      return line.words ? <WordsBox words={line.words} /> : <p className="soft">{say.torNone}</p>
    case 'starting':
      return (
        <div role="status">
          <p>
            {say.torPercent(line.percent)} · <WordsLine words={line.words} />
          </p>
          <progress max={100} value={line.percent} aria-label={say.torStarting} />
        </div>
      )
    case 'ready':
      return (
        <p role="status">
          {say.torReady}{' '}
          <span className="soft small-text">
            {line.version && `${say.torVersion(line.version)} · `}
            {say.torReadySince(say.moment(line.since))}
          </span>
        </p>
      )
    case 'failed':
      return <WordsBox bad words={line.words} />
  }
}

function BridgesDialog({ onClose }: { onClose(): void }) {
  const say = useWords()
  const line = useView('line', {})
  const bridges = useView('bridges', {})
  const change = useWish('change-bridges')
  const [text, setText] = useState<string>()
  const [isUsed, setUsed] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const known = bridges.phase === 'here' ? bridges.value : null
  const isLocal = line.phase === 'here' && line.value.phase === 'local'
  const shown = text ?? known?.text ?? ''
  const wrongLine = (change.refusal?.error as { readonly line?: number } | undefined)?.line
  useEffect(() => {
    if (wrongLine !== undefined) selectLine(field.current, wrongLine)
  }, [wrongLine])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setUsed(false)
    setUsed((await change.run({ text: shown })).ok)
  }
  return (
    <Dialog title={say.bridges} onClose={onClose}>
      {line.phase === 'here' && <TorState line={line.value} />}
      <p>{say.bridgesWhat}</p>
      <p>{say.bridgesWhen}</p>
      <form className="stack" onSubmit={submit}>
        <Field label={say.bridgesField} help={say.bridgesFrom}>
          {(ids) => (
            <textarea
              {...ids}
              ref={field}
              className="input"
              dir="ltr"
              rows={5}
              wrap="off"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              aria-invalid={change.refusal !== undefined}
              value={shown}
              onChange={({ target }) => {
                setText(target.value)
                setUsed(false)
                change.forget()
              }}
            />
          )}
        </Field>
        {known && (
          <p className="soft small-text">
            {say.bridgesKinds([say.bridgesPlain, ...known.kinds].join(', '))}. {say.bridgesKept}
          </p>
        )}
        {change.refusal && <WordsBox bad words={change.refusal.words} />}
        {isUsed && <p role="status">{isLocal ? say.bridgesNextTime : say.bridgesUsed}</p>}
        <div className="row">
          <button className="button strong" type="submit" disabled={change.isBusy || !known}>
            {shown.trim() === '' ? say.bridgesUseNone : say.bridgesUse}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** So that the line that is no bridge is before one's eyes. */
function selectLine(field: HTMLTextAreaElement | null, line: number): void {
  if (!field) return
  const lines = field.value.split('\n')
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  field.focus()
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
}

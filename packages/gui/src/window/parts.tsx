/** The pieces that every screen is made of. */
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useNow } from '../clock.ts'
import type { Words } from './core.ts'
import { Icon } from './icons.tsx'
import type { Viewed } from './use-view.ts'
import { withinTime } from './words/moments.ts'
import { useWords } from './words/use-words.ts'

export function WordsBox({
  words,
  bad = false,
}: {
  readonly words: Words | undefined
  readonly bad?: boolean
}) {
  const say = useWords()
  if (!words) return null
  return (
    <div className={bad ? 'words bad' : 'words'} role={bad ? 'alert' : 'status'}>
      <p>{words.happened}</p>
      {words.kept && (
        <p className="soft">
          {say.kept} {words.kept}
        </p>
      )}
      {words.todo && <p className="todo">{words.todo}</p>}
    </div>
  )
}

/** The same as running text, within a paragraph. */
export function WordsLine({ words: { happened, kept, todo } }: { readonly words: Words }) {
  const say = useWords()
  return (
    <>
      {happened}
      {kept && ` ${say.kept} ${kept}`}
      {todo && ` ${say.todo} ${todo}`}
    </>
  )
}

/** A view on its way: loading, refused, or here. */
export function Waiting<T>({
  viewed,
  children,
}: {
  readonly viewed: Viewed<T>
  readonly children: (value: T) => ReactNode
}) {
  if (viewed.phase === 'here') return <>{children(viewed.value)}</>
  if (viewed.phase === 'refused') return <WordsBox bad words={viewed.words} />
  return <Loading />
}

/** Drawn only when it takes longer than a blink. */
export function Loading() {
  const say = useWords()
  return (
    <p className="loading soft" role="status">
      <span className="bars" aria-hidden="true" /> {say.loading}
    </p>
  )
}

export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="big">{children}</p>
      {action}
    </div>
  )
}

export function Field({
  label,
  help,
  children,
}: {
  readonly label: string
  readonly help?: string | undefined
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby'?: string }) => ReactNode
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(help ? { id, 'aria-describedby': `${id}-help` } : { id })}
      {help && (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  )
}

/** A comrad's name: nothing corrects it, and what is too long is refused in words. */
export function NameField({
  label,
  help,
  value,
  onChange,
}: {
  readonly label: string
  readonly help?: string
  readonly value: string
  onChange(value: string): void
}) {
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

/** One of a few, as radio buttons: the browser's own keyboard. */
export function Choices<T extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  readonly label: string
  readonly value: T
  readonly choices: readonly (readonly [NoInfer<T>, string])[]
  onChoose(value: NoInfer<T>): void
}) {
  const name = useId()
  return (
    <fieldset className="field">
      <legend className="label">{label}</legend>
      <div className="choices">
        {choices.map(([choice, words]) => (
          <label className="choice" key={choice}>
            <input type="radio" name={name} checked={choice === value} onChange={() => onChoose(choice)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const FIRST = 'textarea, select, input:not([type="file"]), .button.strong'

/** The browser's own dialog: it holds the focus, and Escape closes it. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string
  onClose(): void
  readonly children: ReactNode
}) {
  const say = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    // The browser would choose the button that closes.
    element?.querySelector<HTMLElement>(FIRST)?.focus()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={onClose}>
      <div className="inner">
        <div className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="button quiet" aria-label={say.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}

export function useAge(): (milliseconds: number) => string {
  const say = useWords()
  return (milliseconds) => {
    const minutes = Math.round(Math.max(0, milliseconds) / 60_000)
    if (minutes < 1) return say.now
    if (minutes < 60) return say.minutes(minutes)
    const hours = Math.round(minutes / 60)
    return hours < 48 ? say.hours(hours) : say.days(Math.round(hours / 24))
  }
}

export function Age({ at }: { readonly at: number }) {
  const say = useWords()
  const age = useAge()
  const now = useNow()
  return (
    <time
      dateTime={new Date(withinTime(at)).toISOString()}
      title={say.moment(at)}
      className="soft small-text"
    >
      {age(now - at)}
    </time>
  )
}

/** How long there is until then, in words that move with the time. */
export function Until({ at, say }: { readonly at: number; say(age: string): string }) {
  const age = useAge()
  return <>{say(age(at - useNow()))}</>
}

/** Code points, as the limit counts them, after the same normalisation. */
export const lengthOf = (text: string): number => [...text.normalize('NFC')].length

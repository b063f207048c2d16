/** A post in the making. It is kept as it is typed; Ctrl Enter publishes. */
import type { Audience } from '@comrad/client'
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { Icon } from '../icons.tsx'
import { Choices, Dialog, Field, lengthOf, WordsBox } from '../parts.tsx'
import { useDraft } from '../use-draft.ts'
import { useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

export type ReplyTo = { readonly post: string; readonly author: string; readonly to: Audience }

const CHARACTERS = 1_000
const DAYS = ['1', '3', '7', '14', '30'] as const

export function Compose({ replyTo, onClose }: { readonly replyTo?: ReplyTo | undefined; onClose(): void }) {
  const say = useWords()
  const publish = useWish('post')
  const [text, setText, clear] = useDraft(replyTo ? `reply/${replyTo.post}` : 'post')
  const [to, setTo] = useState<Audience>(replyTo?.to ?? 'world')
  const [days, setDays] = useState<(typeof DAYS)[number]>('7')
  const [image, setImage] = useState<File>()
  const left = CHARACTERS - lengthOf(text)
  const isReady = left >= 0 && (text.trim() !== '' || image !== undefined) && !publish.isBusy
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    if (!isReady) return
    const answered = await publish.run({
      to,
      text,
      expiresDays: Number(days),
      ...(image && { image: new Uint8Array(await image.arrayBuffer()) }),
      ...(replyTo && { replyTo: replyTo.post }),
    })
    if (!answered.ok) return
    clear()
    onClose()
  }
  return (
    <Dialog title={replyTo ? say.replyTo(replyTo.author) : say.write} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say.writePost} help={say.characters(left)}>
          {(ids) => (
            <textarea
              {...ids}
              className="input"
              rows={6}
              autoFocus
              dir="auto"
              value={text}
              aria-invalid={left < 0}
              onChange={({ target }) => setText(target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
              }}
            />
          )}
        </Field>
        {!replyTo && (
          <Choices
            label={say.to}
            value={to}
            choices={[
              ['world', say.toWorld],
              ['trusted', say.toTrusted],
            ]}
            onChoose={setTo}
          />
        )}
        <p className="soft small-text">{to === 'world' ? say.toWorldHelp : say.toTrustedHelp}</p>
        <Choices
          label={say.expires}
          value={days}
          choices={DAYS.map((one) => [one, say.expiresDays(Number(one))] as const)}
          onChoose={setDays}
        />
        <ImageField image={image} onChange={setImage} />
        {publish.refusal && <WordsBox bad words={publish.refusal.words} />}
        <div className="row">
          <button className="button strong" type="submit" disabled={!isReady}>
            {publish.isBusy ? say.publishing : say.publish}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {say.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

export function ImageField({
  image,
  onChange,
}: {
  readonly image: File | undefined
  onChange(image: File | undefined): void
}) {
  const say = useWords()
  const url = useMemo(() => (image ? URL.createObjectURL(image) : undefined), [image])
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url])
  return (
    <div className="stack">
      {url ? (
        <>
          <img src={url} alt={say.addImage} style={{ maxWidth: '100%', maxHeight: 240 }} />
          <div>
            <button type="button" className="button small" onClick={() => onChange(undefined)}>
              {say.removeImage}
            </button>
          </div>
        </>
      ) : (
        <label className="button quiet" style={{ justifySelf: 'start' }}>
          <Icon name="image" /> {say.addImage}
          <input
            className="hidden-but-read"
            type="file"
            accept="image/jpeg,image/png,image/webp"
            onChange={({ target }) => onChange(target.files?.[0])}
          />
        </label>
      )}
      <p className="soft small-text">{say.imageHelp}</p>
    </div>
  )
}

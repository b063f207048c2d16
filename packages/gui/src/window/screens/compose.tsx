/** A post in the making. It is kept as it is typed; Ctrl Enter publishes. */
import type { Audience } from '@comrad/client'
import { EXPIRY_CHOICES } from '@comrad/client/choices'
import { EXPIRY_DAYS, TEXT_CODE_POINTS } from '@comrad/protocol/limits'
import { type FormEvent, useEffect, useMemo } from 'react'
import { Icon } from '../icons.tsx'
import { Choices, Dialog, Field, lengthOf, WordsBox } from '../parts.tsx'
import { useDraft } from '../use-draft.ts'
import { useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { usePictureFile } from './picture-file.ts'

export type ReplyTo = { readonly post: string; readonly author: string; readonly to: Audience }

const DAYS = EXPIRY_CHOICES.map(String)

export function Compose({ replyTo, onClose }: { readonly replyTo?: ReplyTo | undefined; onClose(): void }) {
  const say = useWords()
  const publish = useWish('post')
  const { text, isHere, write, clear } = useDraft(replyTo ? `reply/${replyTo.post}` : 'post')
  const how = useDraft(replyTo ? `reply/${replyTo.post}/how` : 'post/how')
  const [saidTo, days] = howOf(how.text)
  const to = replyTo?.to ?? saidTo
  const { image, choose, trouble } = usePictureFile()
  // Words that were for those one trusts must not stand over “the whole world” for a moment.
  const isThere = isHere && how.isHere
  const left = TEXT_CODE_POINTS - lengthOf(text)
  const isReady = left >= 0 && (text.trim() !== '' || image !== undefined) && !publish.isBusy && isThere
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
    clear(text)
    how.clear(how.text)
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
              autoComplete="off"
              dir="auto"
              value={text}
              aria-invalid={left < 0}
              onChange={({ target }) => write(target.value)}
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
            onChoose={(one) => how.write(`${one}/${days}`)}
          />
        )}
        <p className="soft small-text">{to === 'world' ? say.toWorldHelp : say.toTrustedHelp}</p>
        <Choices
          label={say.expires}
          value={days}
          choices={DAYS.map((one) => [one, say.expiresDays(Number(one))] as const)}
          onChoose={(one) => how.write(`${to}/${one}`)}
        />
        <ImageField image={image} onChange={choose} />
        {trouble && <WordsBox bad words={trouble} />}
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

/** For whom and for how long, as a draft keeps it. */
function howOf(text: string): readonly [Audience, string] {
  const [to, days] = text.split('/')
  return [to === 'trusted' ? to : 'world', DAYS.find((one) => one === days) ?? String(EXPIRY_DAYS.usual)]
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

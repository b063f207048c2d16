/** A person's two faces and their posts; one's own can be changed here. */
import type { Audience, FaceView, ProfileView } from '@comrad/client'
import { TEXT_CODE_POINTS } from '@comrad/protocol/limits'
import { type FormEvent, useMemo, useState } from 'react'
import { Emblem } from '../emblem.tsx'
import { Icon } from '../icons.tsx'
import { Dialog, Field, lengthOf, Waiting, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useView, useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { CropPhoto } from './crop-photo.tsx'
import { PostList } from './feed.tsx'
import { BlockDialog, PersonActions } from './person.tsx'

export function Profile({ name }: { readonly name?: string | undefined }) {
  const say = useWords()
  const profile = useView('profile', name === undefined ? {} : { name })
  if (profile.phase !== 'here') {
    return (
      <div className="column">
        <h1>{say.profile}</h1>
        <Waiting viewed={profile}>{() => null}</Waiting>
      </div>
    )
  }
  return <Posts profile={profile.value} />
}

function Posts({ profile }: { readonly profile: ProfileView }) {
  const say = useWords()
  const wish = useMemo(() => ({ order: 'new' as const, author: profile.name }), [profile.name])
  return (
    <PostList wish={wish} head={<Head profile={profile} />} empty={<p className="soft">{say.noPosts}</p>} />
  )
}

function Head({ profile }: { readonly profile: ProfileView }) {
  const say = useWords()
  const going = useGoing()
  const { name, isMine, world, trusted, state } = profile
  const known = useView('contact', { name })
  const contact = known.phase === 'here' ? known.value : undefined
  const [editing, setEditing] = useState<Audience>()
  return (
    <>
      <div className="head">
        <div className="row">
          {!isMine && (
            <button type="button" className="button quiet" onClick={going.back} aria-label={say.back}>
              <Icon name="back" />
            </button>
          )}
          <Emblem seed={profile.emblem} large />
          <h1 style={{ textTransform: 'none' }}>{name}</h1>
        </div>
        {state === 'waiting' && <span className="tag red">{say.faceWaiting}</span>}
        <WordsBox words={profile.words} />
      </div>
      {(isMine || trusted) && (
        <Face
          title={say.trustedFace}
          face={trusted}
          path={`face/${name}/trusted`}
          name={name}
          onEdit={isMine ? () => setEditing('trusted') : undefined}
        />
      )}
      <Face
        title={say.worldFace}
        face={world}
        path={`face/${name}/world`}
        name={name}
        onEdit={isMine ? () => setEditing('world') : undefined}
      />
      {!isMine && (
        <div className="row">
          {contact?.acts.includes('message') && (
            <button
              type="button"
              className="button strong small"
              onClick={() => going.go({ screen: 'messages', name })}
            >
              {say.message}
            </button>
          )}
          {contact ? <PersonActions contact={contact} /> : <MeetAndMute profile={profile} />}
        </div>
      )}
      <h2>{say.posts}</h2>
      {editing && (
        <EditFace
          audience={editing}
          face={editing === 'world' ? world : trusted}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  )
}

function MeetAndMute({ profile: { name, muted, blocked } }: { readonly profile: ProfileView }) {
  const say = useWords()
  const meet = useWish('meet')
  const mute = useWish(muted ? 'unmute' : 'mute')
  const unblock = useWish('unblock')
  const [isSure, setSure] = useState(true)
  const refusal = meet.refusal ?? mute.refusal ?? unblock.refusal
  return (
    <>
      <button
        type="button"
        className="button small"
        disabled={meet.isBusy}
        onClick={() => void meet.run({ name })}
      >
        {meet.isBusy ? say.meetProving : say.meetAsk}
      </button>
      <button type="button" className="button quiet small" onClick={() => void mute.run({ name })}>
        {muted ? say.unmute : say.mute}
      </button>
      <button
        type="button"
        className="button quiet small"
        onClick={() => (blocked ? void unblock.run({ name }) : setSure(false))}
      >
        {blocked ? say.unblock : say.block}
      </button>
      {!isSure && <BlockDialog name={name} onClose={() => setSure(true)} />}
      {refusal && <WordsBox bad words={refusal.words} />}
    </>
  )
}

function Face({
  title,
  face,
  path,
  name,
  onEdit,
}: {
  readonly title: string
  readonly face: FaceView | undefined
  readonly path: string
  readonly name: string
  readonly onEdit: (() => void) | undefined
}) {
  const say = useWords()
  const isEmpty = !face || (face.text === '' && !face.photo)
  if (isEmpty && !onEdit) return null
  return (
    <section className="card stack">
      <div className="row apart">
        <h2>{title}</h2>
        {onEdit && (
          <button type="button" className="button small" onClick={onEdit}>
            {say.editFace}
          </button>
        )}
      </div>
      <div className="row" style={{ alignItems: 'start', flexWrap: 'nowrap', gap: 16 }}>
        {face?.photo && (
          <img
            src={`picture/${path}?${face.at}`}
            alt={say.imageOf(name)}
            width={96}
            height={96}
            style={{ objectFit: 'cover' }}
          />
        )}
        <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', unicodeBidi: 'plaintext' }}>
          {isEmpty ? <span className="soft">{say.faceEmpty}</span> : face.text}
        </p>
      </div>
    </section>
  )
}

function EditFace({
  audience,
  face,
  onClose,
}: {
  readonly audience: Audience
  readonly face: FaceView | undefined
  onClose(): void
}) {
  const say = useWords()
  const edit = useWish('edit-profile')
  const [text, setText] = useState(face?.text ?? '')
  const [photo, setPhoto] = useState<Uint8Array<ArrayBuffer> | null>()
  const left = TEXT_CODE_POINTS - lengthOf(text)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const changed = { text, ...(photo !== undefined && { photo }) }
    if ((await edit.run({ [audience]: changed })).ok) onClose()
  }
  return (
    <Dialog title={audience === 'world' ? say.worldFace : say.trustedFace} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say.aboutYou} help={say.characters(left)}>
          {(ids) => (
            <textarea
              {...ids}
              className="input"
              rows={4}
              dir="auto"
              autoFocus
              autoComplete="off"
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <CropPhoto onPhoto={setPhoto} />
        {face?.photo && photo === undefined && (
          <button type="button" className="button small" onClick={() => setPhoto(null)}>
            {say.removePhoto}
          </button>
        )}
        {edit.refusal && <WordsBox bad words={edit.refusal.words} />}
        <div className="row">
          <button className="button strong" type="submit" disabled={left < 0 || edit.isBusy}>
            {say.save}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {say.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** A person's two faces, what one can do with them, and their posts. One's own can be changed here. */
import type { Audience, ContactView, FaceView, PostView, ProfileView, Words } from '@comrad/client'
import { Box } from 'ink'
import { type ReactNode, useState } from 'react'
import { Lines } from '../canvas.ts'
import { drawHints, drawWordsBox, hint } from '../draw.ts'
import { drawEmblem } from '../emblem.ts'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { barOf, fit, good, type Line, line, paragraph, soft, strong, warning } from '../line.ts'
import { MARK_COLUMNS } from '../list.ts'
import { tagsOf } from '../people-lines.ts'
import { useRoom } from '../room.ts'
import type { Act } from '../shortcuts.ts'
import { useStretch } from '../stretch.ts'
import { useComrad, useSurroundings, wordsFor } from '../surroundings.ts'
import type { Catalogue } from '../words/en.ts'
import { EditFace } from './edit-face.ts'
import { POSTS } from './feed.ts'
import { Meet } from './meet.ts'
import { Picture } from './picture.ts'
import { PostList } from './post-list.ts'
import { usePersonActs } from './use-person-acts.ts'
import { useRequests } from './use-requests.ts'

type ProfileProps = { readonly name?: string | undefined; readonly height: number }

export function Profile({ name, height }: ProfileProps): ReactNode {
  const { columns, say, house } = useSurroundings()
  const profile = useComrad((comrad) => comrad.profile(name), [name])
  if (!profile) return null
  if (!profile.ok) return h(Lines, { lines: drawWordsBox(wordsFor(profile.error, house), columns, say) })
  return h(Faces, { profile: profile.value, height })
}

function Faces({ profile, height }: { readonly profile: ProfileView; readonly height: number }): ReactNode {
  const { columns, say, plain } = useSurroundings()
  const room = useRoom()
  const { name, isMine, world, trusted, state } = profile
  const [selected, setSelected] = useState<string>()
  const known = useComrad((comrad) => comrad.contact(name), [name])
  const contact = known?.ok ? known.value : undefined
  const meeting = useMeeting(contact)
  const person = usePersonActs(profile, contact)
  const requests = useRequests()
  const edit = (audience: Audience, face: FaceView | undefined) => () =>
    isMine && room.show(h(EditFace, { audience, face, onClose: room.close }))
  const photos = PHOTOS.filter((audience) => profile[audience]?.photo)
  useActs(
    'person',
    {
      world: edit('world', world),
      trusted: edit('trusted', trusted),
      ...(isMine ? {} : person),
      message: contact?.acts.includes('message') && (() => room.go({ screen: 'talk', name })),
      meet: !isMine && !contact && (() => room.show(h(Meet, { name, onClose: room.close }))),
      accept: () => requests.accept(contact),
      decline: () => requests.decline(contact),
      declineAndTell: () => requests.declineAndTell(contact),
      // Among the posts the same key shows the image of one.
      picture: () =>
        selected === FACES && photos.length > 0 && room.show(h(Photos, { profile, onClose: room.close })),
    },
    1,
  )
  const top: readonly Line[] = [
    fit(
      line(
        strong(name),
        ...drawEmblem(profile.emblem, plain !== undefined),
        isMine ? soft(`  ${say.you}`) : '  ',
        ...(contact ? tagsOf(contact, say) : profile.muted ? [soft(say.tags.muted)] : []),
        ...(state === 'waiting' ? [warning(`  ${say.faceWaiting}`)] : []),
      ),
      columns,
    ),
    drawHints(
      actsWith(profile, contact).map((act) => hint(say, 'person', act)),
      columns,
    ),
  ]
  const drawing = { columns: columns - MARK_COLUMNS, say, bar: barOf(plain !== undefined) }
  const faces = [
    ...(isMine || trusted ? drawFace(isMine ? say.trustedFace : say.theirTrustedFace, trusted, drawing) : []),
    ...drawFace(say.worldFace, world, drawing),
    ...drawGreeting(contact, drawing),
    ...(profile.words ? drawWordsBox(profile.words, drawing.columns, say, false) : []),
    ...(meeting ? drawWordsBox(meeting, drawing.columns, say, false) : []),
  ]
  const { items, before, further } = usePostsOf(profile, height)
  const title = items.length === 0 ? say.noPosts : `── ${say.posts}`
  return h(
    Box,
    { flexDirection: 'column' },
    h(Lines, { lines: top }),
    h(PostList, {
      above: [
        { key: FACES, lines: faces },
        { key: 'title', lines: [line(soft(title))], isFixed: true },
      ],
      ...{ posts: items.map((post) => ({ post })), height: height - top.length, before, further },
      onSelect: setSelected,
    }),
  )
}

/** The item above the posts. No post has such a key. */
const FACES = 'faces'
const PHOTOS = ['trusted', 'world'] as const

type PhotosProps = { readonly profile: ProfileView; onClose(): void }

/** One photo, and the other one with the same key. */
function Photos({ profile, onClose }: PhotosProps): ReactNode {
  const { say, house } = useSurroundings()
  const faces = PHOTOS.filter((audience) => profile[audience]?.photo)
  const [audience, setAudience] = useState<Audience>(faces[0] ?? 'world')
  const comrad = house.comrad()
  const size = profile[audience]?.photo
  if (!comrad || !size) return null
  const { name, isMine } = profile
  const titles = { world: say.worldFace, trusted: isMine ? say.trustedFace : say.theirTrustedFace }
  const other = faces.find((one) => one !== audience)
  return h(Picture, {
    ...{ key: audience, author: name, size, onClose },
    title: `${say.imageOf(name)}: ${titles[audience]}`,
    load: () => comrad.photo(name, audience),
    acts: other ? [{ key: 'v', words: titles[other], run: () => setAudience(other) }] : [],
  })
}

/** How far one's own request is, and what came of it. */
function useMeeting(contact: ContactView | undefined): Words | undefined {
  const isAnswered = !contact || contact.meeting.phase === 'met' || contact.meeting.phase === 'incoming'
  return useComrad(
    (comrad) => {
      const meeting = isAnswered || !contact ? undefined : comrad.meeting(contact.name)
      return meeting?.ok ? meeting.value.words : undefined
    },
    [isAnswered, contact],
  )
}

function usePostsOf({ name }: ProfileView, height: number) {
  const { house } = useSurroundings()
  return useStretch<PostView, string>(
    (from, limit) => {
      const wish = { author: name, order: 'new' as const, limit, ...(from !== undefined && { before: from }) }
      const view = house.comrad()?.feed(wish)
      return { items: view?.posts ?? [], next: view?.older }
    },
    Math.max(POSTS, height),
    [house, name],
  )
}

function actsWith({ isMine }: ProfileView, contact: ContactView | undefined): readonly Act<'person'>[] {
  if (isMine) return ['world', 'trusted']
  if (!contact) return ['meet', 'mute', 'block']
  return contact.acts.flatMap((act) => (act === 'decline' ? [act, 'declineAndTell'] : [act]))
}

type Drawing = { readonly columns: number; readonly say: Catalogue; readonly bar: string }

/** Words of a stranger, marked on every line as theirs. */
function drawGreeting(contact: ContactView | undefined, { columns, say, bar }: Drawing): readonly Line[] {
  if (contact?.meeting.phase !== 'incoming') return []
  const { greeting } = contact.meeting
  const text = greeting === '' ? [] : paragraph(greeting, { columns, first: bar, indent: bar })
  return [line(warning(say.requestFrom(contact.name))), ...text]
}

function drawFace(
  title: string,
  face: FaceView | undefined,
  { columns, say, bar }: Drawing,
): readonly Line[] {
  const isEmpty = !face || (face.text === '' && !face.photo)
  const text = isEmpty
    ? [line(soft(`  ${say.faceEmpty}`))]
    : paragraph(face.text, { columns, first: bar, indent: bar })
  return [line(good(title), face?.photo ? soft(`  ${say.hasPhoto} ${say.showsImage}`) : false), ...text]
}

/** One conversation: what was said, and a line to say more. What is written is kept as it is typed, and sent when there is a way. */
import type { ConversationEntry, Words } from '@comrad/client'
import { TEXT_CODE_POINTS } from '@comrad/protocol'
import { Box } from 'ink'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { Lines } from '../canvas.ts'
import { drawHints, drawWordsBox, hint } from '../draw.ts'
import { drawEmblem } from '../emblem.ts'
import { drawEntry } from '../entry-lines.ts'
import { Form, FormRoom } from '../form.ts'
import { h } from '../h.ts'
import { useActs, useHear } from '../keyboard.ts'
import { type Line, line, paragraph, rule, spread, strong } from '../line.ts'
import { List, MARK_COLUMNS, Reading } from '../list.ts'
import { tagsOf } from '../people-lines.ts'
import { useRoom } from '../room.ts'
import { keyNameOf } from '../shortcuts.ts'
import { useStretch } from '../stretch.ts'
import { type Acting, useAct, useComrad, useQuietly, useSurroundings, wordsFor } from '../surroundings.ts'
import type { Catalogue } from '../words/en.ts'
import { Picture } from './picture.ts'
import { SendImage } from './send-image.ts'
import { DeleteTalk, Timer } from './talk-dialogs.ts'

/** What stands over the text, and the text. */
const WRITER_ROWS = 3
/** The name above, a rule, the keys below. */
const AROUND = 3
type Letter = Extract<ConversationEntry, { readonly letter: string }>

export function Talk({ name, height }: { readonly name: string; readonly height: number }): ReactNode {
  const { say, columns, house, clock, plain } = useSurroundings()
  const room = useRoom()
  const [isWriting, setWriting] = useState(true)
  const [selected, setSelected] = useState<string>()
  const [generation, setGeneration] = useState(0)
  const view = useComrad((comrad) => comrad.conversation(name, { limit: 1 }), [name])
  const { items, before, further, reset } = useEntries(name, height)
  useMarkRead(name, view?.ok ? view.value.contact.unread : 0)
  const send = useAct((text: string) => house.comrad()?.send(name, text))
  const cancel = useAct((letter: string) => house.comrad()?.cancel(letter))
  const again = useAct((letter: string) => house.comrad()?.sendAgain(letter))
  const trouble = send.trouble ?? again.trouble ?? cancel.trouble
  const toEnd = useCallback(() => {
    reset()
    setGeneration((now) => now + 1)
  }, [reset])

  const at = (act: (letter: Letter) => unknown) => () => {
    const found = items.find(({ key }) => key === selected)?.entry
    return found && 'letter' in found ? act(found) : false
  }
  const image = () => room.show(h(SendImage, { name, onClose: room.close, onSent: toEnd }))
  useActs('talk', {
    write: () => setWriting(true),
    image,
    takeBack: at(
      (one) =>
        one.type === 'sent' &&
        one.state.phase === 'queued' &&
        void cancel.run(one.letter).then((isDone) => isDone && room.tell(say.takenBack)),
    ),
    again: at(
      (one) =>
        one.type === 'sent' &&
        (one.state.phase === 'undelivered' || one.state.phase === 'cancelled') &&
        void again.run(one.letter).then((isDone) => isDone && room.tell(say.sentAgain)),
    ),
    picture: at(({ letter, image, type }) => {
      const comrad = house.comrad()
      if (!image || !comrad) return false
      const author = type === 'sent' ? say.you : name
      return room.show(
        h(Picture, { author, size: image, load: () => comrad.letterImage(letter), onClose: room.close }),
      )
    }),
    timer: () => room.show(h(Timer, { name, onClose: room.close })),
    person: () => room.go({ screen: 'profile', name }),
    remove: () => room.show(h(DeleteTalk, { name, onClose: room.close, onDone: room.back })),
  })
  // Above the writer: these are not typed.
  useHear(({ key }) => {
    if (!isWriting) return false
    if (key === 'ctrl+o') image()
    else if (key === 'escape' || key === 'tab' || key === 'pageup') setWriting(false)
    else return false
    return true
  }, 2)

  if (!view) return null
  if (!view.ok) return h(Lines, { lines: drawWordsBox(wordsFor(view.error, house), columns, say) })
  const { contact } = view.value
  const drawing = {
    say,
    name,
    now: clock.now(),
    columns: columns - MARK_COLUMNS,
    isPlain: plain !== undefined,
  }
  const drawn = items.map(({ key, entry }) => ({
    key,
    lines: drawEntry(entry, drawing),
    isFixed: entry.type === 'gap' || entry.type === 'notice',
  }))
  const head = spread(
    line(strong(name), ...drawEmblem(contact.emblem, drawing.isPlain), '  ', ...tagsOf(contact, say)),
    [],
    columns,
  )
  const hints = drawKeys(isWriting, columns, say)
  const writerRows = Math.max(2, Math.min(WRITER_ROWS + (trouble ? 4 : 0), height - 4))
  const listHeight = Math.max(1, height - AROUND - writerRows)
  const empty = paragraph(say.conversationEmpty(name), { columns, style: { dim: true } })
  return h(
    Box,
    { flexDirection: 'column', height: plain ? undefined : height },
    h(Lines, { lines: [head] }),
    drawn.length === 0
      ? h(Reading, { lines: empty, height: listHeight })
      : h(List, {
          ...{ key: generation, items: drawn, height: listHeight },
          ...{ keepsTo: 'end' as const, isActive: !isWriting, before, further, isQuiet: true },
          onSelect: setSelected,
        }),
    h(Lines, { lines: plain ? [hints] : [rule(columns)] }),
    h(
      FormRoom,
      { value: { rows: plain ? Number.POSITIVE_INFINITY : writerRows } },
      h(Writer, { name, isActive: isWriting, send, trouble, onSent: toEnd }),
    ),
    plain ? null : h(Box, { flexGrow: 1 }),
    plain ? null : h(Lines, { lines: [hints] }),
  )
}

/** Two sets of keys: while one writes, and among the messages. */
function drawKeys(isWriting: boolean, columns: number, say: Catalogue): Line {
  if (!isWriting) {
    const acts = ['write', 'image', 'picture', 'takeBack', 'again', 'timer', 'remove', 'person'] as const
    return drawHints(
      acts.map((act) => hint(say, 'talk', act)),
      columns,
    )
  }
  return drawHints(
    [
      [keyNameOf('form', 'go'), say.send],
      hint(say, 'form', 'newLine'),
      hint(say, 'talk', 'image'),
      [keyNameOf('form', 'cancel'), say.toMessages],
    ],
    columns,
  )
}

/** Newer entries come below: the stretch goes back in time, and is drawn forward. */
function useEntries(name: string, height: number) {
  const { house } = useSurroundings()
  const stretch = useStretch(
    (from: string | undefined, limit) => {
      const page = { limit, ...(from !== undefined && { before: from }) }
      const view = house.comrad()?.conversation(name, page)
      return view?.ok ? { items: view.value.entries, next: view.value.older } : { items: [], next: undefined }
    },
    height * 3,
    [house, name],
  )
  const items = stretch.items.map((entry, place) => ({
    key: 'letter' in entry ? entry.letter : `${entry.type} ${place}`,
    entry,
  }))
  return { items, before: stretch.further, further: stretch.before, reset: stretch.reset }
}

function useMarkRead(name: string, unread: number): void {
  const { house } = useSurroundings()
  const quietly = useQuietly()
  useEffect(() => {
    if (unread > 0) quietly(() => house.comrad()?.markRead(name))
  }, [house, name, unread, quietly])
}

type WriterProps = {
  readonly name: string
  readonly isActive: boolean
  readonly send: Acting<[text: string]>
  readonly trouble: Words | undefined
  onSent(): void
}

function Writer({ name, isActive, send, trouble, onSent }: WriterProps): ReactNode {
  const { say } = useSurroundings()
  return h(Form, {
    fields: [
      {
        ...{ name: 'text', label: say.writeTo(name), kind: 'area' as const, rows: WRITER_ROWS - 1 },
        ...{ most: TEXT_CODE_POINTS, draft: `message/${name}` },
      },
    ],
    action: say.send,
    isTight: true,
    hints: [],
    isActive,
    isBusy: send.isBusy,
    trouble,
    async onSubmit({ text = '' }) {
      const isSent = await send.run(text)
      if (isSent) onSent()
      return isSent
    },
  })
}

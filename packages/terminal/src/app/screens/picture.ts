/** An image, as far as characters can show it. Fetched when it is looked at; opened where there is no key. */
import { type ComradError, type Words, wordsOfError } from '@comrad/client'
import type { Bytes, Result } from '@comrad/protocol'
import { type ReactNode, useEffect, useState } from 'react'
import { Dialog, type DialogAct } from '../dialog.ts'
import { drawWordsBox } from '../draw.ts'
import { h } from '../h.ts'
import { drawPixels, sideWithin } from '../half-blocks.ts'
import { type Line, line, paragraph, soft } from '../line.ts'
import { useSurroundings, wordsOfThrown } from '../surroundings.ts'

type PictureProps = {
  readonly author: string
  readonly size: { readonly width: number; readonly height: number }
  /** Whose it is, unless said. */
  readonly title?: string
  readonly acts?: readonly DialogAct[]
  load(): Promise<Result<Bytes, ComradError>>
  onClose(): void
}

type Shown =
  | { readonly phase: 'loading' }
  | { readonly phase: 'here'; readonly lines: readonly Line[] }
  | { readonly phase: 'refused'; readonly words: Words }

const AROUND_ROWS = 4

export function Picture({ author, size, title, acts = [], load, onClose }: PictureProps): ReactNode {
  const { columns, rows, colours, plain, say, house, decode } = useSurroundings()
  const [shown, setShown] = useState<Shown>({ phase: 'loading' })
  const side = sideWithin(size, { columns, rows: rows - AROUND_ROWS })
  const [asked] = useState(() => load)
  useEffect(() => {
    if (plain) return
    let isOver = false
    const look = async (): Promise<Shown> => {
      const fetched = await asked()
      if (!fetched.ok) return { phase: 'refused', words: wordsOfError(fetched.error, house.speech()) }
      const pixels = await decode(fetched.value, side)
      return pixels.ok
        ? { phase: 'here', lines: drawPixels(pixels.value, colours) }
        : { phase: 'refused', words: { happened: say.imageBroken } }
    }
    void look()
      .catch((error: unknown): Shown => ({ phase: 'refused', words: wordsOfThrown(error, house, say) }))
      .then((next) => {
        if (!isOver) setShown(next)
      })
    return () => {
      isOver = true
    }
  }, [asked, side, colours, plain, say, house, decode])
  const lines = plain
    ? paragraph(say.imagePlain(size.width, size.height), { columns })
    : shown.phase === 'here'
      ? shown.lines
      : shown.phase === 'refused'
        ? drawWordsBox(shown.words, columns, say)
        : [line(soft(say.loading))]
  return h(Dialog, { title: title ?? say.imageOf(author), lines, acts, onClose })
}

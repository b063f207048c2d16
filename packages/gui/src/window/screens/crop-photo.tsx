/** A square out of a picture: moved with the pointer or the arrows, zoomed with the slider. */
import { PHOTO_SIDE } from '@comrad/protocol/limits'
import { useEffect, useRef, useState } from 'react'
import { Field } from '../parts.tsx'
import { useWords } from '../words/use-words.ts'

const SHOWN = 200
const STEP = 12

type Place = { readonly x: number; readonly y: number; readonly zoom: number }

export function CropPhoto({ onPhoto }: { onPhoto(photo: Uint8Array<ArrayBuffer>): void }) {
  const say = useWords()
  const [bitmap, setBitmap] = useState<ImageBitmap>()
  const [place, setPlace] = useState<Place>({ x: 0.5, y: 0.5, zoom: 1 })
  const canvas = useRef<HTMLCanvasElement>(null)
  const drag = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!bitmap || !context || !canvas.current) return
    const side = Math.min(bitmap.width, bitmap.height) / place.zoom
    const left = (bitmap.width - side) * place.x
    const top = (bitmap.height - side) * place.y
    context.drawImage(bitmap, left, top, side, side, 0, 0, PHOTO_SIDE, PHOTO_SIDE)
    canvas.current.toBlob(
      async (blob) => {
        if (blob) onPhoto(new Uint8Array(await blob.arrayBuffer()))
      },
      'image/webp',
      0.9,
    )
  }, [bitmap, place, onPhoto])
  const move = (x: number, y: number) =>
    setPlace((now) => ({ ...now, x: clamp(now.x + x / SHOWN), y: clamp(now.y + y / SHOWN) }))
  return (
    <div className="stack">
      <Field label={say.choosePhoto} help={say.imageHelp}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            accept="image/jpeg,image/png,image/webp"
            onChange={async ({ target }) => {
              const file = target.files?.[0]
              setBitmap(file ? await createImageBitmap(file).catch(() => undefined) : undefined)
            }}
          />
        )}
      </Field>
      {bitmap && (
        <>
          <canvas
            ref={canvas}
            width={PHOTO_SIDE}
            height={PHOTO_SIDE}
            className="crop"
            tabIndex={0}
            role="img"
            aria-label={say.cropPhoto}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId)
              drag.current = { x: event.clientX, y: event.clientY }
            }}
            onPointerMove={(event) => {
              if (!drag.current) return
              move(drag.current.x - event.clientX, drag.current.y - event.clientY)
              drag.current = { x: event.clientX, y: event.clientY }
            }}
            onPointerUp={() => {
              drag.current = undefined
            }}
            onKeyDown={({ key }) => {
              if (key === 'ArrowLeft') move(-STEP, 0)
              if (key === 'ArrowRight') move(STEP, 0)
              if (key === 'ArrowUp') move(0, -STEP)
              if (key === 'ArrowDown') move(0, STEP)
            }}
          />
          <Field label={say.zoom}>
            {(ids) => (
              <input
                {...ids}
                type="range"
                min={1}
                max={4}
                step={0.05}
                value={place.zoom}
                onChange={({ target }) => setPlace((now) => ({ ...now, zoom: Number(target.value) }))}
              />
            )}
          </Field>
        </>
      )}
    </div>
  )
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value))

/** QR codes: drawn, and read from a camera. Neither leaves the window. */

import { encodeQR } from 'qr'
import { decodeQR } from 'qr/decode.js'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Dialog, WordsBox } from '../parts.tsx'
import { useWords } from '../words/use-words.ts'

export function Code({ content, label }: { readonly content: string | Uint8Array; readonly label: string }) {
  const path = useMemo(() => {
    const rows = modulesOf(content)
    const dots = rows.flatMap((row, y) => row.flatMap((dot, x) => (dot ? `M${x},${y}h1v1h-1z` : [])))
    return { size: rows.length, dots: dots.join('') }
  }, [content])
  return (
    <svg className="code" viewBox={`0 0 ${path.size} ${path.size}`} role="img" aria-label={label}>
      <path d={path.dots} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}

/** The library takes text; bytes are handed over as they are, one character standing for each. */
function modulesOf(content: string | Uint8Array): readonly (readonly boolean[])[] {
  if (typeof content === 'string') return encodeQR(content, 'raw', { ecc: 'low', border: 1 })
  const textEncoder = () => content
  return encodeQR('x'.repeat(content.length), 'raw', {
    ...{ ecc: 'low', border: 1, encoding: 'byte' },
    textEncoder,
  } as Parameters<typeof encodeQR>[2])
}

const EVERY_MS = 250

export function ScanDialog({
  onText,
  onClose,
}: {
  /** Each byte of the code as one character. False: that is not a code of ours. */
  onText(text: string): boolean
  onClose(): void
}) {
  const say = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const [trouble, setTrouble] = useState<'no-camera' | 'not-ours'>()
  const heard = useRef(onText)
  heard.current = onText
  useEffect(() => {
    let stream: MediaStream | undefined
    let timer: ReturnType<typeof setInterval> | undefined
    let isOver = false
    const look = () => {
      const text = video.current ? read(video.current) : undefined
      if (text !== undefined && !heard.current(text)) setTrouble('not-ours')
    }
    void navigator.mediaDevices
      ?.getUserMedia({ video: { facingMode: 'environment' } })
      .then((given) => {
        stream = given
        if (isOver || !video.current) return stop()
        video.current.srcObject = given
        void video.current.play()
        timer = setInterval(look, EVERY_MS)
      })
      .catch(() => setTrouble('no-camera'))
    if (!navigator.mediaDevices) setTrouble('no-camera')
    const stop = () => {
      isOver = true
      clearInterval(timer)
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    return stop
  }, [])
  return (
    <Dialog title={say.scanCode} onClose={onClose}>
      {trouble === 'no-camera' ? (
        <WordsBox words={{ happened: say.scanNoCamera }} />
      ) : (
        <>
          <p>{say.scanWhy}</p>
          <video ref={video} muted playsInline style={{ width: '100%' }} />
        </>
      )}
      {trouble === 'not-ours' && <WordsBox words={{ happened: say.scanNotOurs }} />}
    </Dialog>
  )
}

/** A safety number is no text: no byte of it may be taken for half of a character. */
const asCharacters = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function read(video: HTMLVideoElement): string | undefined {
  const { videoWidth: width, videoHeight: height } = video
  if (width === 0) return undefined
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(video, 0, 0)
  try {
    const { data } = context.getImageData(0, 0, width, height)
    return decodeQR({ width, height, data }, { textDecoder: asCharacters })
  } catch {
    // No code in this picture.
    return undefined
  }
}

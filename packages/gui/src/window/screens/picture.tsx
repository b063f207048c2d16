/** An image of somebody's: a blur first, and the image itself when it is looked at. Only the browser ever decodes it. */
import type { ImageView } from '@comrad/client'
import { useEffect, useRef, useState } from 'react'
import { thumbHashToRGBA } from 'thumbhash'
import { useWords } from '../words/use-words.ts'

export function Picture({
  image,
  path,
  author,
}: {
  readonly image: ImageView
  readonly path: string
  readonly author: string
}) {
  const say = useWords()
  const [phase, setPhase] = useState<'blurred' | 'loading' | 'shown' | 'gone'>(
    image.isHere ? 'loading' : 'blurred',
  )
  const ratio = { aspectRatio: `${image.width} / ${image.height}` }
  const isAsked = phase === 'loading' || phase === 'shown'
  return (
    <button
      type="button"
      className="picture"
      style={ratio}
      aria-label={phase === 'shown' ? say.imageOf(author) : say.showImage}
      onClick={() => setPhase((now) => (now === 'blurred' || now === 'gone' ? 'loading' : now))}
    >
      {phase !== 'shown' && <Blur hash={image.placeholder} />}
      {isAsked && (
        <img
          src={`/picture/${path}`}
          alt={say.imageOf(author)}
          style={phase === 'shown' ? ratio : { position: 'absolute', inset: 0, opacity: 0 }}
          onLoad={() => setPhase('shown')}
          onError={() => setPhase('gone')}
        />
      )}
      {phase !== 'shown' && (
        <span className="veil">
          {phase === 'gone' ? say.imageGone : phase === 'loading' ? say.loading : say.showImage}
        </span>
      )}
    </button>
  )
}

function Blur({ hash }: { readonly hash: Uint8Array }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context || hash.length < 5) return
    try {
      const { w, h, rgba } = thumbHashToRGBA(hash)
      canvas.current.width = w
      canvas.current.height = h
      context.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0)
    } catch {
      // Whoever sent it may have sent anything.
    }
  }, [hash])
  return <canvas ref={canvas} style={{ width: '100%', height: '100%' }} />
}

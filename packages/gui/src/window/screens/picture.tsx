/** An image of somebody's: a blur first, and the image itself when it is looked at. Only the browser ever decodes it. */
import type { ImageView } from '@comrad/client'
import { useEffect, useRef, useState } from 'react'
import { thumbHashToRGBA } from 'thumbhash'
import { createTurns } from '../turns.ts'
import { useCore } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

/**
 * A browser opens six connections to one host, and each picture that the Operator does not answer holds one of them: those that
 * are left carry what a person does.
 */
const turns = createTurns(2)

type Phase = 'blurred' | 'waiting' | 'loading' | 'shown' | 'gone' | 'out-of-reach'

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
  const core = useCore()
  const [phase, setPhase] = useState<Phase>(image.isHere ? 'waiting' : 'blurred')
  const element = useRef<HTMLImageElement>(null)
  const isAsked = phase === 'waiting' || phase === 'loading'
  useEffect(() => {
    if (!isAsked) return
    const end = turns.wait(() => setPhase('loading'))
    const asked = element
    return () => {
      end()
      // One that nobody sees any more gives its connection back.
      if (asked.current?.complete === false) asked.current.removeAttribute('src')
    }
  }, [isAsked])
  const fail = async () => {
    const status = await core.ask('status', {})
    const isOffline = status.ok && status.value.connection.phase !== 'connected'
    setPhase(isOffline ? 'out-of-reach' : 'gone')
  }
  // As wide as it is, where there is room: a bubble takes its width from what is in it.
  const ratio = { aspectRatio: `${image.width} / ${image.height}`, width: image.width }
  return (
    <button
      type="button"
      className="picture"
      style={ratio}
      aria-label={phase === 'shown' ? say.imageOf(author) : veilOf(phase, say)}
      onClick={() => setPhase((now) => (isAsked || now === 'shown' ? now : 'waiting'))}
    >
      {phase !== 'shown' && <Blur hash={image.placeholder} />}
      {(phase === 'loading' || phase === 'shown') && (
        <img
          ref={element}
          src={`picture/${path}`}
          alt={say.imageOf(author)}
          style={phase === 'shown' ? undefined : { position: 'absolute', inset: 0, opacity: 0 }}
          onLoad={() => setPhase('shown')}
          onError={() => void fail()}
        />
      )}
      {phase !== 'shown' && <span className="veil">{veilOf(phase, say)}</span>}
    </button>
  )
}

function veilOf(phase: Exclude<Phase, 'shown'>, say: ReturnType<typeof useWords>): string {
  switch (phase) {
    case 'blurred':
      return say.showImage
    case 'waiting':
    case 'loading':
      return say.loading
    case 'gone':
      return say.imageGone
    case 'out-of-reach':
      return say.imageOutOfReach
  }
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

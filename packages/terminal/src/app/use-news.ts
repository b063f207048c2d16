/** What comes in while one looks elsewhere is told in passing, as far as the person wants it told. */
import type { Comrad } from '@comrad/client'
import { useEffect, useRef } from 'react'
import { type Surroundings, useSurroundings } from './surroundings.ts'

type Tell = (words: string) => void

export function useNews(tell: Tell): void {
  const around = useSurroundings()
  const latest = useRef(around)
  latest.current = around
  const comrad = around.house.comrad()
  useEffect(() => (comrad ? followNews(comrad, () => latest.current, tell) : undefined), [comrad, tell])
}

function followNews(comrad: Comrad, around: () => Surroundings, tell: Tell): () => void {
  const news = (name: string, withName: string, withoutName: string) => {
    const { house, ring } = around()
    const { notifications } = house.preferences()
    if (notifications === 'off' || comrad.muted().includes(name)) return
    tell(notifications === 'with-names' ? withName : withoutName)
    ring()
  }
  const stops = [
    comrad.on('letter', ({ from }) => {
      const { say } = around()
      news(from, say.letterFrom(from), say.letterCame)
    }),
    comrad.on('request', ({ from }) => {
      const { say } = around()
      news(from, say.requestFrom(from), say.requestCame)
    }),
    comrad.on('met', ({ with: name }) => tell(around().say.metNow(name))),
    comrad.on('fault', () => tell(around().say.fault)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

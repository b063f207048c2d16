/** Asked once, then done: everything on this device goes. */
import { Dialog, WordsBox } from '../parts.tsx'
import { useWish } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

export function WipeDialog({ onClose, onWiped }: { onClose(): void; onWiped(): void }) {
  const say = useWords()
  const wipe = useWish('wipe')
  return (
    <Dialog title={say.wipe} onClose={onClose}>
      <p>{say.wipeWhy}</p>
      {wipe.refusal && <WordsBox bad words={wipe.refusal.words} />}
      <div className="row">
        <button
          type="button"
          className="button strong"
          autoFocus
          disabled={wipe.isBusy}
          onClick={() => void wipe.run({}).then(({ ok }) => ok && onWiped())}
        >
          {say.wipeNow}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {say.cancel}
        </button>
      </div>
    </Dialog>
  )
}

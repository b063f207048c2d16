/** A recount before one's eyes. */
import type { AuditProgress } from '@comrad/client'
import { useEffect, useState } from 'react'
import { Dialog, WordsBox } from '../parts.tsx'
import { useWish } from '../use-view.ts'
import type { WishValues } from '../wish-values.ts'
import { useWords } from '../words/use-words.ts'

export function Audit({ post, onClose }: { readonly post: string; onClose(): void }) {
  const say = useWords()
  const audit = useWish('audit')
  const [result, setResult] = useState<WishValues['audit']>()
  const { run } = audit
  useEffect(() => {
    void run({ post }).then((answered) => {
      if (answered.ok) setResult(answered.value)
    })
  }, [run, post])
  const progress = audit.progress as AuditProgress | undefined
  return (
    <Dialog title={say.recountTitle} onClose={onClose}>
      <p className="soft">{say.voteSecret}</p>
      {audit.isBusy && progress?.step === 'checking' && (
        <p role="status">
          {say.recountChecking(progress.checked, progress.of)}
          <progress max={progress.of} value={progress.checked} aria-label={say.recountTitle} />
        </p>
      )}
      {audit.isBusy && progress?.step !== 'checking' && (
        <p role="status">{say.recountFetching(progress?.ballots ?? 0)}</p>
      )}
      {audit.refusal && <WordsBox bad words={audit.refusal.words} />}
      {result && (
        <>
          <table className="figures">
            <tbody>
              <tr>
                <th scope="row">{say.recountShown}</th>
                <td>{say.votesOf(result.shown.up, result.shown.down)}</td>
              </tr>
              <tr>
                <th scope="row">{say.recountCounted}</th>
                <td>{say.votesOf(result.counted.up, result.counted.down)}</td>
              </tr>
              <tr>
                <th scope="row">{say.recountInvalid}</th>
                <td>{result.invalid}</td>
              </tr>
            </tbody>
          </table>
          <p className={result.agrees ? 'words good' : 'words bad'} role={result.agrees ? 'status' : 'alert'}>
            <strong>{result.agrees ? say.recountAgrees : say.recountDiffers}</strong>
          </p>
          <p>{say.recountMine[result.mine]}</p>
          {result.groups.map(({ cohort, size, members, ballots, seenAt }) => (
            <p className="soft small-text" key={`${cohort}.${size}`}>
              {say.recountGroup(ballots, members)}
              {seenAt !== undefined && ` · ${say.recountSince(size, say.moment(seenAt))}`}
            </p>
          ))}
          {result.words.map((one) => (
            <WordsBox key={one.happened} words={one} />
          ))}
        </>
      )}
    </Dialog>
  )
}

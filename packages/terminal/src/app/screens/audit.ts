/** A recount before one's eyes. */
import { type AuditProgress, type AuditView, type Words, wordsOfError } from '@comrad/client'
import { type ReactNode, useEffect, useState } from 'react'
import { formatTime } from '../../layout.ts'
import { Dialog } from '../dialog.ts'
import { drawWordsBox } from '../draw.ts'
import { h } from '../h.ts'
import { bad, good, type Line, line, paragraph, progressLine, soft } from '../line.ts'
import { useSurroundings, wordsOfThrown } from '../surroundings.ts'
import type { Catalogue } from '../words/en.ts'

type Recount =
  | { readonly phase: 'counting'; readonly progress?: AuditProgress }
  | { readonly phase: 'counted'; readonly audit: AuditView }
  | { readonly phase: 'refused'; readonly words: Words }

export function Audit({ post, onClose }: { readonly post: string; onClose(): void }): ReactNode {
  const { house, columns, say, plain, clock } = useSurroundings()
  const [recount, setRecount] = useState<Recount>({ phase: 'counting' })
  useEffect(() => {
    let isOver = false
    const tell = (next: Recount) => {
      if (!isOver) setRecount(next)
    }
    void house
      .comrad()
      ?.audit(post, (progress) => tell({ phase: 'counting', progress }))
      .then((audit) =>
        tell(
          audit.ok
            ? { phase: 'counted', audit: audit.value }
            : { phase: 'refused', words: wordsOfError(audit.error, house.speech()) },
        ),
      )
      .catch((error: unknown) => tell({ phase: 'refused', words: wordsOfThrown(error, house, say) }))
    return () => {
      isOver = true
    }
  }, [house, post, say])
  const lines = [
    ...paragraph(say.voteSecret, { columns, style: { dim: true } }),
    [],
    ...drawRecount(recount, { columns, say, isPlain: plain !== undefined, now: clock.now() }),
  ]
  return h(Dialog, { title: say.recountTitle, lines, onClose })
}

type Drawing = {
  readonly columns: number
  readonly say: Catalogue
  readonly isPlain: boolean
  readonly now: number
}

function drawRecount(recount: Recount, drawing: Drawing): readonly Line[] {
  const { columns, say, isPlain } = drawing
  switch (recount.phase) {
    case 'counting': {
      const { progress } = recount
      const words =
        progress?.step === 'checking'
          ? say.recountChecking(progress.checked, progress.of)
          : say.recountFetching(progress?.ballots ?? 0)
      return [line(progressLine(words, isPlain))]
    }
    case 'refused':
      return drawWordsBox(recount.words, columns, say)
    case 'counted':
      return drawAudit(recount.audit, drawing)
  }
}

function drawAudit(audit: AuditView, { columns, say, now }: Drawing): readonly Line[] {
  const { shown, counted, invalid, agrees, groups, mine, words } = audit
  return [
    line(say.recountShown(say.votesOf(shown.up, shown.down))),
    line(say.recountCounted(say.votesOf(counted.up, counted.down))),
    line(say.recountRefused(invalid)),
    [],
    line(agrees ? good(say.recountAgrees) : bad(say.recountDiffers)),
    line(mine === 'missing' ? bad(say.recountMine.missing) : say.recountMine[mine]),
    ...groups.flatMap(({ ballots, members, size, seenAt }) => [
      line(soft(say.recountGroup(ballots, members))),
      ...(seenAt === undefined ? [] : [line(soft(say.recountSince(size, formatTime(seenAt, now))))]),
    ]),
    ...words.flatMap((one) => [[], ...drawWordsBox(one, columns, say)]),
  ]
}

/** What a recount means. */
import type { Speech, Words } from '../words/speech.ts'
import type { AuditView } from './audit-view.ts'
import { isFew } from './status-view.ts'

export type AuditFacts = Omit<AuditView, 'post' | 'words'>

export function wordsOfAudit(facts: AuditFacts, { audit }: Speech): readonly Words[] {
  const { shown, counted, invalid, mine, groups } = facts
  // A box may hold false ballots and its tally be that of the true ones.
  const isSame = shown.up === counted.up && shown.down === counted.down
  return [
    ...(isSame ? [] : [audit.differs(facts)]),
    ...(invalid > 0 ? [audit.invalid({ count: invalid })] : []),
    ...(mine === 'missing' ? [audit.missing] : []),
    ...groups.filter(({ members }) => isFew(members)).map(audit.smallGroup),
  ]
}

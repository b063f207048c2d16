/** What a recount means. */
import type { AuditView } from './audit-view.ts'
import type { Words } from './words.ts'

export type AuditFacts = Omit<AuditView, 'post' | 'words'>

/** Fewer members than that, and a vote says much about who cast it. */
const SMALL_GROUP = 20

export function wordsOfAudit({
  agrees,
  invalid,
  mine,
  groups,
  shown,
  counted,
}: AuditFacts): readonly Words[] {
  const words: Words[] = []
  if (!agrees) {
    words.push({
      happened: `The shown tally (${shown.up} up, ${shown.down} down) is not what the ballots say (${counted.up} up, ${counted.down} down).`,
      todo: 'tell others to recount; an Operator that miscounts is not to be trusted.',
    })
  }
  if (invalid > 0) {
    words.push({
      happened: `${invalid} ballots are false: their proofs do not hold, or they are of groups that the register never had.`,
      todo: 'tell others: an honest Operator takes no such ballots.',
    })
  }
  if (mine === 'missing') {
    words.push({
      happened: 'Your own ballot is missing, though the Operator said that it has it.',
      todo: 'it is cast again; tell others if it stays missing.',
    })
  }
  const small = groups.filter(({ members }) => members < SMALL_GROUP)
  for (const { members, size } of small) {
    words.push({
      happened: `Some of the votes are of a group of ${members} members (the register had ${size} names then): so few hide nobody well.`,
    })
  }
  return words
}

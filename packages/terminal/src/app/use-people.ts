/** People of some groups, one after the other, each group under its title: a stretch at a time, however many there are. */
import type { ContactGroup, ContactView } from '@comrad/client'
import { type Stretch, useStretch } from './stretch.ts'
import { useSurroundings } from './surroundings.ts'

export type PersonRow =
  | { readonly type: 'title'; readonly group: ContactGroup }
  | { readonly type: 'person'; readonly group: ContactGroup; readonly person: ContactView }

export function usePeople(groups: readonly ContactGroup[], size: number): Stretch<PersonRow> {
  const { house } = useSurroundings()
  return useStretch<PersonRow, number>(
    (from = 0, limit) => {
      const comrad = house.comrad()
      if (!comrad) return { items: [], next: undefined }
      const titles = groups.length > 1 ? 1 : 0
      const items: PersonRow[] = []
      let start = 0
      for (const group of groups) {
        const total = comrad.people({ group, limit: 1 }).totals[group]
        if (total === 0) continue
        const first = Math.max(0, from - start - titles)
        const wanted = Math.min(total, from + limit - start - titles) - first
        if (titles === 1 && start >= from && start < from + limit) items.push({ type: 'title', group })
        if (wanted > 0) {
          const { people } = comrad.people({ group, offset: first, limit: wanted })
          items.push(...people.map((person) => ({ type: 'person' as const, group, person })))
        }
        start += total + titles
      }
      return { items, next: from + limit < start ? from + limit : undefined }
    },
    size,
    [house, groups],
  )
}

/** What stands below while nothing is open: the way to the Operator, and the keys that work already. */
import { drawHints, hint } from '../draw.ts'
import { fit, type Line, line } from '../line.ts'
import { keyNameOf } from '../shortcuts.ts'
import type { Catalogue } from '../words/en.ts'

type Below = {
  readonly columns: number
  readonly rows: number
  readonly say: Catalogue
  readonly hasBridges: boolean
  /** Of what is above. */
  readonly hints?: readonly (readonly [string, string])[]
}

export function drawBelow(tor: readonly Line[], given: Below): readonly Line[] {
  const { columns, rows, say, hasBridges, hints = [] } = given
  const all = [
    ...hints,
    ...(hasBridges ? [hint(say, 'beginning', 'bridges')] : []),
    [keyNameOf('anywhere', 'panic'), say.wipeKey] as const,
    [keyNameOf('anywhere', 'end'), say.endKey] as const,
  ]
  return [...shortened(tor, Math.floor(rows / 4), columns), drawHints(all, columns)]
}

/** Where it takes too many rows, its beginning: the dialog for bridges shows all of it. */
function shortened(lines: readonly Line[], most: number, columns: number): readonly Line[] {
  const last = lines[most - 1]
  if (lines.length <= most || !last) return lines
  return [...lines.slice(0, most - 1), fit(line(...fit(last, columns - 2), ' …'), columns)]
}

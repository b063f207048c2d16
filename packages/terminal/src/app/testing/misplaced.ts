/** What was drawn where nobody sees it. The screen itself does not show what is missing from it; the boxes that it was made of do. */
import type { DOMElement } from 'ink'

type Rows = { readonly from: number; readonly to: number }

/** The first line that is outside of what holds it, or stands where another one stands. */
export function misplacedIn(root: DOMElement, rows: number): string | undefined {
  const taken = new Map<number, string>()
  return look(root, 0, { from: 0, to: rows })

  function look(node: DOMElement, above: number, within: Rows): string | undefined {
    const { yogaNode, style } = node
    if (!yogaNode || style.display === 'none') return undefined
    const from = above + Math.round(yogaNode.getComputedTop())
    const to = from + Math.round(yogaNode.getComputedHeight())
    if (node.nodeName === 'ink-text') return place(textOf(node), { from, to }, within)
    const inside = { from: Math.max(from, within.from), to: Math.min(to, within.to) }
    for (const child of node.childNodes) {
      const found = child.nodeName === '#text' ? undefined : look(child, from, inside)
      if (found !== undefined) return found
    }
    return undefined
  }

  function place(text: string, { from, to }: Rows, within: Rows): string | undefined {
    if (text.trim() === '') return undefined
    if (to <= from || from < within.from || to > within.to) return `cut off: ${text}`
    const other = taken.get(from)
    taken.set(from, text)
    return other === undefined ? undefined : `one over the other: ${other} / ${text}`
  }
}

function textOf(node: DOMElement): string {
  return node.childNodes
    .map((child) => (child.nodeName === '#text' ? child.nodeValue : textOf(child)))
    .join('')
}

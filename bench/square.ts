/** The public square: what acts without a name cost, and what reading costs. */
import type { Section } from './report.ts'
import { measureActs } from './square-acts.ts'
import { measurePages } from './square-pages.ts'

export const squareSections: readonly Section[] = [
  { name: 'acts', measure: measureActs },
  { name: 'pages', measure: measurePages },
]

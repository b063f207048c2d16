/** The form in which Comrad speaks to people: what happened, what was kept, what to do. */
export type Words = {
  readonly happened: string
  readonly kept?: string
  readonly todo?: string
}

/** What the drawing and the prompts need of a terminal. `node-terminal.ts` is the real one, `testing.ts` a transcript. */

export type Terminal = {
  /** Somebody is there to ask. */
  readonly interactive: boolean
  /** Results: what a pipe is to carry on. */
  print(lines: readonly string[]): void
  /** What accompanies them. */
  say(lines: readonly string[]): void
  /** One line that the next one replaces; nothing takes it away. */
  status(line?: string): void
  /** undefined: the input has ended, or nobody is there. */
  ask(question: string): Promise<string | undefined>
  /** Shows nothing of what is typed. */
  askHidden(question: string): Promise<string | undefined>
  readonly pen: Pen
  close(): void
}

/** How lines are drawn: how wide, and whether in more than one weight. */
export type Pen = {
  readonly columns: number
  readonly styled: boolean
  bold(text: string): string
  dim(text: string): string
  alarm(text: string): string
}

export function createPen({ columns, styled }: { columns: number; styled: boolean }): Pen {
  const style = (begin: number, end: number) => (text: string) =>
    styled && text !== '' ? `\x1b[${begin}m${text}\x1b[${end}m` : text
  return { columns, styled, bold: style(1, 22), dim: style(2, 22), alarm: style(31, 39) }
}

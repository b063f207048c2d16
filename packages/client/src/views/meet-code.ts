/** What a code that is shown to be scanned says: a name of Comrad, to be asked for. Nothing is imported: a browser runs it too. */

const PREFIX = 'comrad-meet:'
/** Longer than any name: what is wrong with it is said when it is asked for. */
const LONGEST = 40

export const meetCodeOf = (name: string): string => `${PREFIX}${name}`

/** Undefined: that is no code of ours. */
export const nameInMeetCode = (text: string): string | undefined =>
  text.startsWith(PREFIX) ? text.slice(PREFIX.length, PREFIX.length + LONGEST) : undefined

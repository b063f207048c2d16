/** Who plays in the demo. */
export const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'] as const
export type Person = (typeof PEOPLE)[number]

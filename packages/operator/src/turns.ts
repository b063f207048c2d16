/**
 * Who waits for something dear, in turn. Wishes of different kinds wait in rooms of their own, and the rooms are served in turn:
 * a flood of one kind leaves the others their share. In a room each asker has a short queue of its own and the askers are served
 * one after the other, so that a flood from one circuit delays that circuit only. Every fourth turn is that of the asker who came
 * last: in the midst of a flood whoever comes does not wait for all of it. When a room is full, whoever waits for most gives way
 * to whoever waits for less. Whoever has wasted a turn comes after all who have not: many circuits have no more of it than one.
 */
export type Turns = {
  /** 'busy' at once when this asker, or the room of this kind, has too many waiting. */
  take<T>(from: string, run: () => Promise<T>, kind?: string): Promise<T | 'busy'>
  /** What this asker was given was for nothing: a device that is what it says never does that. */
  wasted(from: string): void
  waiting(): number
}

export type TurnLimits = {
  /** At the same time. */
  readonly running: number
  /** Of one kind. */
  readonly waiting: number
  /** Of one kind. */
  readonly waitingPerAsker: number
}

type Wish = (answer: 'now' | 'busy') => void
/** In the order in which they came, or were served last. No queue in it is empty. */
type Line = Map<string, Wish[]>

type Room = {
  readonly honest: Line
  /** Served when nobody else waits, in any room. */
  readonly last: Line
  /** Of the honest line, those who have not been served since they came, in the order in which they came. */
  readonly fresh: Set<string>
  waiting: number
  /** Of the honest line. */
  turns: number
}

/**
 * More often, and whoever lies on a new circuit each time would hold up those who have waited: each lie that is served is followed
 * by the next, which is then the newest.
 */
const NEWEST_EACH = 4

/** Circuits come and go: the oldest of so many are forgotten. */
const WASTERS_KNOWN = 10_000

export function createTurns(limits: TurnLimits): Turns {
  /** Whose turn it is next stands first. There are as many as kinds. */
  const rooms = new Map<string, Room>()
  const wasters = new Set<string>()
  let running = 0

  return {
    async take(from, run, kind = '') {
      if (running >= limits.running) {
        const room = roomOf(kind)
        const line = lineOf(room, from)
        const own = line.get(from) ?? []
        if (own.length >= limits.waitingPerAsker) return 'busy'
        if (room.waiting >= limits.waiting && !makeRoom(room, line, own.length)) return 'busy'
        const answer = await new Promise<'now' | 'busy'>((resolve) => {
          room.waiting++
          if (line === room.honest && own.length === 0) room.fresh.add(from)
          own.push(resolve)
          line.set(from, own)
        })
        if (answer === 'busy') return 'busy'
      } else running++
      try {
        return await run()
      } finally {
        // The place goes to the next in turn, so that nobody who comes now can take it first.
        const next = takeNext()
        if (next) next('now')
        else running--
      }
    },
    wasted(from) {
      for (const { honest, last, fresh } of rooms.values()) {
        const queue = honest.get(from)
        if (!queue) continue
        honest.delete(from)
        fresh.delete(from)
        last.set(from, queue)
      }
      wasters.delete(from)
      wasters.add(from)
      const [oldest] = wasters
      if (wasters.size > WASTERS_KNOWN && oldest !== undefined) wasters.delete(oldest)
    },
    waiting: () => [...rooms.values()].reduce((sum, { waiting }) => sum + waiting, 0),
  }

  function roomOf(kind: string): Room {
    const known = rooms.get(kind)
    if (known) return known
    const room = {
      honest: new Map(),
      last: new Map(),
      fresh: new Set<string>(),
      waiting: 0,
      turns: 0,
    }
    rooms.set(kind, room)
    return room
  }

  function lineOf({ honest, last }: Room, from: string): Line {
    return last.has(from) || wasters.has(from) ? last : honest
  }

  function takeNext(): Wish | undefined {
    return (
      takeFromRooms(nextHonest) ?? takeFromRooms(({ last }) => ({ line: last, from: firstOf(last.keys()) }))
    )
  }

  type Choice = { readonly line: Line; readonly from: string | undefined }

  function takeFromRooms(choose: (room: Room) => Choice): Wish | undefined {
    for (const [kind, room] of rooms) {
      const { line, from } = choose(room)
      if (from === undefined) continue
      rooms.delete(kind)
      rooms.set(kind, room)
      return takeFrom(room, line, from)
    }
    return undefined
  }

  function nextHonest(room: Room): Choice {
    const newest = room.turns % NEWEST_EACH === NEWEST_EACH - 1 ? lastOf(room.fresh) : undefined
    const from = newest ?? firstOf(room.honest.keys())
    if (from !== undefined) room.turns++
    return { line: room.honest, from }
  }
}

function takeFrom(room: Room, line: Line, from: string): Wish | undefined {
  const queue = line.get(from) ?? []
  const next = queue.shift()
  line.delete(from)
  room.fresh.delete(from)
  if (queue.length > 0) line.set(from, queue)
  room.waiting--
  return next
}

/** Among equals, so that nobody who wins a place by it has more than whoever lost one. */
function makeRoom(room: Room, line: Line, own: number): boolean {
  const { honest, last } = room
  const longest = longestIn(last)
  if (longest && (line === honest || longest[1].length > own + 1)) return dismiss(room, last, longest)
  const other = line === honest ? longestIn(honest) : undefined
  return other !== undefined && other[1].length > own + 1 && dismiss(room, honest, other)
}

function dismiss(room: Room, line: Line, [from, queue]: readonly [string, Wish[]]): true {
  room.waiting--
  queue.pop()?.('busy')
  if (queue.length === 0) line.delete(from)
  return true
}

function longestIn(line: Line): readonly [string, Wish[]] | undefined {
  let longest: readonly [string, Wish[]] | undefined
  for (const one of line) if (one[1].length > (longest?.[1].length ?? 0)) longest = one
  return longest
}

const firstOf = (values: Iterable<string>): string | undefined => {
  for (const value of values) return value
  return undefined
}

const lastOf = (values: Iterable<string>): string | undefined => {
  let last: string | undefined
  for (const value of values) last = value
  return last
}

/** A vote that nobody can trace, and what is counted of many. docs/spec/feed.md §Votes. */
import { type ActProof, readActProof, writeActProof } from './act.ts'
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type PostId, readPostId } from './keys.ts'

export const CHOICES = ['none', 'up', 'down'] as const
export type Choice = (typeof CHOICES)[number]

export type Vote = {
  readonly post: PostId
  readonly choice: Choice
  /** From 1. Of two ballots of one voter the higher one counts. */
  readonly counter: number
}
export type Ballot = Vote & { readonly proof: ActProof }

/** As it was counted: `position` orders a post's ballots and stays when one is changed; the root is that of `cohort` in a log of `size`. */
export type CountedBallot = {
  readonly position: number
  readonly choice: Choice
  readonly counter: number
  readonly size: number
  readonly cohort: number
  readonly proof: ActProof
}

export type Tally = { readonly sequence: number; readonly up: number; readonly down: number }

/** What the proof of a ballot is bound to. */
export const votePayload = (vote: Vote): Bytes => encode((writer) => writeVote(writer, vote))

export const encodeBallot = (ballot: Ballot): Bytes => encode((writer) => writeBallot(writer, ballot), 512)
export const decodeBallot = (bytes: Uint8Array) => decode(bytes, readBallot)

export const readBallot = (reader: Reader): Ballot => ({
  post: readPostId(reader),
  choice: readChoice(reader),
  counter: readCounter(reader),
  proof: readActProof(reader),
})

export function writeBallot(writer: Writer, ballot: Ballot): void {
  writeVote(writer, ballot)
  writeActProof(writer, ballot.proof)
}

export const readCountedBallot = (reader: Reader): CountedBallot => ({
  position: reader.uint64(),
  choice: readChoice(reader),
  counter: readCounter(reader),
  size: reader.uint64(),
  cohort: reader.uint32(),
  proof: readActProof(reader),
})

export function writeCountedBallot(writer: Writer, ballot: CountedBallot): void {
  writer.uint64(ballot.position).uint8(CHOICES.indexOf(ballot.choice)).uint64(ballot.counter)
  writer.uint64(ballot.size).uint32(ballot.cohort)
  writeActProof(writer, ballot.proof)
}

export const readTally = (reader: Reader): Tally => ({
  sequence: reader.uint64(),
  up: reader.uint32(),
  down: reader.uint32(),
})

export function writeTally(writer: Writer, tally: Tally): void {
  writer.uint64(tally.sequence).uint32(tally.up).uint32(tally.down)
}

function writeVote(writer: Writer, vote: Vote): void {
  writer.bytes(vote.post).uint8(CHOICES.indexOf(vote.choice)).uint64(vote.counter)
}

function readChoice(reader: Reader): Choice {
  const choice = CHOICES[reader.uint8()]
  if (choice === undefined) throw new MalformedError('unknown choice')
  return choice
}

function readCounter(reader: Reader): number {
  const counter = reader.uint64()
  if (counter === 0) throw new MalformedError('counter is zero')
  return counter
}

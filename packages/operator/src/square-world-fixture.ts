/** An Operator with Alice and Bob in its register, and one lane to ask it on: for the tests of the square. */
import type { Fingerprint, OperatorKeys, PostId, Reply } from '@comrad/protocol'
import { createComrad, expectReply, greet, type Member, register, type TestComrad } from './comrad-fixture.ts'
import type { Operator } from './operator.ts'
import { type NoteWish, noteBy, postOf, publishOf } from './square-fixture.ts'
import { connectInMemory, createTestOperator, type TestOperatorOptions, testProofPool } from './testing.ts'

export const codeOf = (reply: Reply): string => (reply.type === 'refused' ? reply.code : reply.type)

export type SquareWorld = {
  readonly operator: Operator
  readonly alice: TestComrad
  readonly bob: TestComrad
  readonly keys: OperatorKeys
  readonly fingerprint: Fingerprint
  readonly ask: Member['ask']
  readonly as: (comrad: TestComrad) => Member
}

export async function createSquareWorld(options: TestOperatorOptions = {}): Promise<SquareWorld> {
  const operator = await createTestOperator(options)
  const { request: ask } = connectInMemory(operator)
  const [alice, bob] = [createComrad('alice'), createComrad('bob')]
  await register(alice, ask)
  await register(bob, ask)
  const { keys } = await greet(ask)
  const proofs = options.proofPool ?? testProofPool()
  const as = (comrad: TestComrad): Member => ({ comrad, proofs, ask })
  return { operator, alice, bob, keys, fingerprint: operator.fingerprint, ask, as }
}

/** By Alice. */
export async function postBy(world: SquareWorld, text: string, wish: NoteWish = {}): Promise<PostId> {
  const { request, id } = publishOf(world.alice, noteBy(world.alice, postOf(text), wish), world)
  expectReply(await world.ask(request), 'published')
  return id
}

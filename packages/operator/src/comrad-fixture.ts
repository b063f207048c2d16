/** Somebody with keys who can ask the Operator for things: for this room's tests and benches. */
import {
  actMessage,
  actScope,
  claimSubject,
  createPhrase,
  createPrekeys,
  deliveryTokenHash,
  deriveDeliveryToken,
  deriveIdentity,
  fingerprintOf,
  type Identity,
  type ProofPool,
  randomBytes,
  type Seed,
  seedOf,
  sha256,
  signChallenge,
  signClaim,
  solveProofOfWork,
} from '@comrad/keymaker'
import {
  type ActProof,
  type Address,
  type Bytes,
  type Commitment,
  DEVICE,
  type DeliveryToken,
  dayOf,
  ENVELOPE_CIPHERTEXT_BYTES,
  ENVELOPE_ID_BYTES,
  type Envelope,
  type EnvelopeId,
  type Hash,
  type PrekeyPublication,
  type ProofOfWork,
  parseName,
  permitPayload,
  type Reply,
  type ReplyTo,
  type Request,
  type Slot,
  slotScope,
} from '@comrad/protocol'

/** However it travels. */
export type Ask = <T extends Request>(request: T) => Promise<ReplyTo<T['type']>>
export type Greeting = Extract<Reply, { type: 'greeting' }>

export type TestComrad = {
  readonly address: Address
  readonly identity: Identity
  readonly token: DeliveryToken
  readonly tokenHash: Hash
  /** Made anew each time. */
  createPublication(): PrekeyPublication
  claimFor(greeting: Greeting): Promise<Extract<Request, { type: 'claim' }>>
  authenticateFor(greeting: Greeting, address?: Address): Extract<Request, { type: 'authenticate' }>
}

export type Keys = { readonly seed: Seed; readonly identity: Identity }

export function createKeys(): Keys {
  const seed = seedOf(createPhrase())
  return { seed, identity: deriveIdentity(seed) }
}

/** A crowd may share its keys: making them is what takes time. */
export function createComrad(text: string, { seed, identity }: Keys = createKeys()): TestComrad {
  const name = parseName(text)
  if (!name.ok) throw new Error(`not a name: ${text}`)
  const self = { name: name.value, device: DEVICE }
  const token = deriveDeliveryToken(seed, 1)

  return {
    address: self,
    identity,
    token,
    tokenHash: deliveryTokenHash(token),
    createPublication: () =>
      createPrekeys({ identity, registrationId: 1, oneTime: 2, oneTimeKyber: 1, now: Date.now() })
        .publication,
    async claimFor(greeting) {
      const { record, signature } = signClaim(identity, name.value)
      const subject = claimSubject(record, fingerprintOf(greeting.keys.logKey))
      return {
        type: 'claim',
        claim: { record, signature, stamp: await solve(greeting, 'claimPow', subject) },
      }
    },
    authenticateFor(greeting, address = self) {
      const { challenge, keys } = greeting
      return {
        type: 'authenticate',
        address,
        signature: signChallenge(identity, { challenge, address, logKey: keys.logKey }),
      }
    },
  }
}

/** Claims the name on an anonymous lane. */
export async function register(comrad: TestComrad, ask: Ask): Promise<void> {
  expectReply(await ask(await comrad.claimFor(await greet(ask))), 'claimed')
}

/** Makes the lane the comrad's own. */
export async function authenticate(comrad: TestComrad, ask: Ask): Promise<void> {
  expectReply(await ask(comrad.authenticateFor(await greet(ask))), 'authenticated')
}

export async function greet(ask: Ask): Promise<Greeting> {
  return expectReply(await ask({ type: 'hello' }), 'greeting')
}

export const depositOf = (envelope: Envelope): Extract<Request, { type: 'deposit' }> => ({
  type: 'deposit',
  envelope,
})

/** A letter by somebody who has the recipient's token. It says nothing. */
export const letterTo = ({ address, token }: Pick<TestComrad, 'address' | 'token'>): Envelope => ({
  recipient: address,
  id: randomBytes(ENVELOPE_ID_BYTES) as EnvelopeId,
  authorization: { type: 'token', token },
  ciphertext: randomBytes(ENVELOPE_CIPHERTEXT_BYTES),
})

export type Member = { readonly comrad: TestComrad; readonly proofs: ProofPool; readonly ask: Ask }

/** Proves that the comrad did this, as its device would: against the anchor, with every commitment up to it. */
export async function prove(
  { comrad, proofs, ask }: Member,
  { scope, payload }: { readonly scope: string; readonly payload: Bytes },
): Promise<ActProof> {
  const greeting = await greet(ask)
  expectReply(await ask({ type: 'anchor' }), 'anchor')
  const commitments: Commitment[] = []
  for (;;) {
    const { records } = expectReply(await ask({ type: 'leaves', from: commitments.length }), 'leaves')
    if (records.length === 0) break
    commitments.push(...records.map(({ commitment }) => commitment))
  }
  const { commitment } = comrad.identity
  const position = commitments.findIndex((one) => Buffer.compare(one, commitment) === 0)
  const subject = { fingerprint: fingerprintOf(greeting.keys.logKey), scope }
  const proved = await proofs.prove({
    identity: comrad.identity,
    commitments,
    position,
    scope: actScope(subject),
    message: actMessage({ ...subject, payload }),
  })
  if (!proved.ok) throw new Error(`not proved: ${proved.error.type}`)
  return proved.value
}

/** A letter by a stranger, with the permit for it: already asked for. */
export async function permittedLetterTo(
  recipient: Pick<TestComrad, 'address' | 'token'>,
  member: Member,
  given: Partial<Slot> = {},
): Promise<Envelope> {
  const letter = letterTo(recipient)
  const slot = { day: dayOf(Date.now()), slot: 0, ...given }
  const envelope = { recipient: letter.recipient, id: letter.id, hash: sha256(letter.ciphertext) }
  const proof = await prove(member, { scope: slotScope('meet', slot), payload: permitPayload(envelope) })
  expectReply(await member.ask({ type: 'permit', permit: { ...slot, ...envelope, proof } }), 'done')
  return { ...letter, authorization: { type: 'permit', ...slot, nullifier: proof.nullifier } }
}

export function expectReply<T extends Reply['type']>(reply: Reply, type: T): Extract<Reply, { type: T }> {
  if (reply.type !== type)
    throw new Error(`expected ${type}, got ${reply.type === 'refused' ? reply.code : reply.type}`)
  return reply as Extract<Reply, { type: T }>
}

async function solve(
  greeting: Greeting,
  price: 'claimPow',
  subject: Parameters<typeof solveProofOfWork>[0]['subject'],
): Promise<ProofOfWork> {
  const proof = await solveProofOfWork({
    params: greeting[price],
    subject,
    day: dayOf(greeting.time),
    random: randomBytes,
  })
  if (!proof) throw new Error('the price is out of bounds')
  return proof
}

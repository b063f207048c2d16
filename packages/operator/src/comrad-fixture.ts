/** Somebody with keys who can ask the Operator for things: for this room's tests and benches. */
import {
  claimSubject,
  createPhrase,
  createPrekeys,
  deliveryTokenHash,
  deriveDeliveryToken,
  deriveIdentity,
  fingerprintOf,
  type Identity,
  randomBytes,
  type Seed,
  seedOf,
  signChallenge,
  signClaim,
  solveProofOfWork,
  stampSubject,
} from '@comrad/keymaker'
import {
  type Address,
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
  type Reply,
  type ReplyTo,
  type Request,
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

/** A letter by a stranger, who works for it. */
export async function stampedLetterTo(
  comrad: Pick<TestComrad, 'address' | 'token'>,
  greeting: Greeting,
): Promise<Envelope> {
  const letter = letterTo(comrad)
  const subject = stampSubject(letter, fingerprintOf(greeting.keys.logKey))
  return { ...letter, authorization: { type: 'stamp', stamp: await solve(greeting, 'stampPow', subject) } }
}

export function expectReply<T extends Reply['type']>(reply: Reply, type: T): Extract<Reply, { type: T }> {
  if (reply.type !== type)
    throw new Error(`expected ${type}, got ${reply.type === 'refused' ? reply.code : reply.type}`)
  return reply as Extract<Reply, { type: T }>
}

async function solve(
  greeting: Greeting,
  price: 'claimPow' | 'stampPow',
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

/** Mallory: somebody with a name and keys, who seals whatever a test wants. */
import assert from 'node:assert/strict'
import {
  actMessage,
  actScope,
  claimSubject,
  createPhrase,
  createPrekeys,
  deliveryTokenHash,
  deriveDeliveryToken,
  deriveIdentity,
  type Identity,
  issueSenderCertificate,
  type OperatorSecrets,
  openLetter,
  type RatchetReader,
  type RatchetWrite,
  randomBytes,
  sealLetter,
  seedOf,
  sha256,
  signChallenge,
  signClaim,
  solveProofOfWork,
} from '@comrad/keymaker'
import { connectInMemory, type TestLane } from '@comrad/operator/testing'
import {
  type Address,
  type Authorization,
  type Bytes,
  DEVICE,
  type DeliveryToken,
  dayOf,
  decodeLetter,
  ENVELOPE_ID_BYTES,
  type EnvelopeId,
  encodeLetter,
  type IdentityKey,
  type Letter,
  type LetterBody,
  type LetterId,
  type PermittedEnvelope,
  parseName,
  permitPayload,
  type Reply,
  slotScope,
} from '@comrad/protocol'
import type { World } from './world.ts'

export type Puppet = {
  readonly address: Address
  readonly token: DeliveryToken
  readonly identity: Identity
  /** What the Operator gives for the day. */
  certificate(): Promise<Bytes>
  /** Deposits; the plaintext may be anything. */
  deposit(to: string, plaintext: Bytes, options?: DepositOptions): Promise<void>
  letter(body: LetterBody, sequence?: number, checkpoint?: Bytes): Bytes
  /** Opens and acknowledges what waits. */
  collect(): Promise<Letter[]>
}

export type DepositOptions = {
  readonly certificate?: Bytes
  /** Whom the certificate names, if not oneself. */
  readonly as?: Address
  /** Without one: by permit. */
  readonly token?: DeliveryToken
  /** Instead of what would have been sealed. */
  readonly ciphertext?: Bytes
  readonly id?: EnvelopeId
}

const REGISTRATION_ID = 7

export async function createPuppet(world: World, text: string): Promise<Puppet> {
  const name = parseName(text)
  assert.ok(name.ok)
  const address = { name: name.value, device: DEVICE }
  const seed = seedOf(createPhrase())
  const identity = deriveIdentity(seed)
  const token = deriveDeliveryToken(seed, 0)
  const rows = new Map<string, Bytes>()
  let permits = 0
  const ratchet: RatchetReader = { get: (kind, key) => rows.get(`${kind} ${key}`) }
  const { greeting } = await enter()
  const named = await authenticated()
  const prekeys = createPrekeys({
    identity,
    registrationId: REGISTRATION_ID,
    oneTime: 10,
    oneTimeKyber: 2,
    now: world.clock.now(),
  })
  write(prekeys.writes)
  expect(await named.request({ type: 'publish-prekeys', publication: prekeys.publication }), 'done')
  expect(await named.request({ type: 'set-delivery-token', tokenHash: deliveryTokenHash(token) }), 'done')

  return { address, token, identity, certificate, deposit, letter, collect }

  async function enter() {
    const lane = connectInMemory(world.operator())
    const hello = expect(await lane.request({ type: 'hello' }), 'greeting')
    const signed = signClaim(identity, address.name)
    const stamp = await solve(hello.claimPow, claimSubject(signed.record, world.address.fingerprint))
    expect(await lane.request({ type: 'claim', claim: { ...signed, stamp } }), 'claimed')
    lane.close()
    return { greeting: hello }
  }

  async function authenticated(): Promise<TestLane> {
    const lane = connectInMemory(world.operator())
    const { challenge, keys } = expect(await lane.request({ type: 'hello' }), 'greeting')
    const signature = signChallenge(identity, { challenge, address, logKey: keys.logKey })
    expect(await lane.request({ type: 'authenticate', address, signature }), 'authenticated')
    return lane
  }

  async function certificate(): Promise<Bytes> {
    return expect(await named.request({ type: 'certificate' }), 'certificate').certificate
  }

  async function deposit(to: string, plaintext: Bytes, options: DepositOptions = {}): Promise<void> {
    const recipientName = parseName(to)
    assert.ok(recipientName.ok)
    const recipient = { name: recipientName.value, device: DEVICE }
    const lane = connectInMemory(world.operator())
    const id = options.id ?? (randomBytes(ENVELOPE_ID_BYTES) as EnvelopeId)
    const ciphertext = options.ciphertext ?? (await seal(lane, recipient, id, plaintext, options))
    const authorization = options.token
      ? ({ type: 'token', token: options.token } as const)
      : await permit(lane, { recipient, id, hash: sha256(ciphertext) })
    expect(
      await lane.request({ type: 'deposit', envelope: { recipient, id, authorization, ciphertext } }),
      'deposited',
    )
    lane.close()
  }

  async function permit(lane: TestLane, envelope: PermittedEnvelope): Promise<Authorization> {
    expect(await lane.request({ type: 'anchor' }), 'anchor')
    const { records } = expect(await lane.request({ type: 'leaves', from: 0 }), 'leaves')
    const slot = { day: dayOf(world.clock.now()), slot: permits++ }
    const subject = { fingerprint: world.address.fingerprint, scope: slotScope('meet', slot) }
    const proved = await world.proofs.prove({
      identity,
      commitments: records.map(({ commitment }) => commitment),
      position: records.findIndex((one) => one.name === address.name),
      scope: actScope(subject),
      message: actMessage({ ...subject, payload: permitPayload(envelope) }),
    })
    assert.ok(proved.ok, JSON.stringify(proved))
    const wish = { ...slot, ...envelope, proof: proved.value }
    expect(await lane.request({ type: 'permit', permit: wish }), 'done')
    return { type: 'permit', ...slot, nullifier: proved.value.nullifier }
  }

  async function seal(
    lane: TestLane,
    recipient: Address,
    id: EnvelopeId,
    plaintext: Bytes,
    options: DepositOptions,
  ) {
    const { bundle } = expect(await lane.request({ type: 'bundle', address: recipient }), 'bundle')
    const sealed = await sealLetter({
      identity,
      registrationId: REGISTRATION_ID,
      self: options.as ?? address,
      recipient,
      recipientKey: bundle.identityKey,
      envelope: id,
      certificate: options.certificate ?? (await certificate()),
      // A session is kept once there is one, so that the other side's letters open too.
      bundle: rows.has(`session ${recipient.name}/${recipient.device}`) ? undefined : bundle,
      plaintext,
      ratchet,
      now: world.clock.now(),
    })
    assert.ok(sealed.ok, JSON.stringify(sealed))
    write(sealed.value.writes)
    return sealed.value.ciphertext
  }

  function letter(body: LetterBody, sequence = 1, checkpoint: Bytes = new Uint8Array(0)): Bytes {
    const id = randomBytes(16) as LetterId
    return encodeLetter({ id, sequence, sentAt: world.clock.now(), checkpoint, body })
  }

  async function collect(): Promise<Letter[]> {
    const reply = expect(await named.request({ type: 'collect', after: 0, wait: false }), 'letters')
    const letters: Letter[] = []
    for (const { id: envelope, depositedOn, ciphertext } of reply.items) {
      const { trustRoot } = greeting.keys
      const opened = await openLetter({
        identity,
        registrationId: REGISTRATION_ID,
        self: address,
        trustRoot,
        envelope,
        depositedOn,
        ciphertext,
        ratchet,
      })
      assert.ok(opened.ok, JSON.stringify(opened))
      write(opened.value.writes)
      const decoded = decodeLetter(opened.value.plaintext)
      assert.ok(decoded.ok)
      letters.push(decoded.value)
    }
    if (reply.items.length > 0) {
      await named.request({ type: 'acknowledge', ids: reply.items.map(({ id }) => id) })
    }
    return letters
  }

  function write(writes: readonly RatchetWrite[]): void {
    for (const { kind, key, value } of writes) {
      if (value) rows.set(`${kind} ${key}`, value)
      else rows.delete(`${kind} ${key}`)
    }
  }

  async function solve(params: Parameters<typeof solveProofOfWork>[0]['params'], subject: Bytes) {
    const solved = await solveProofOfWork({
      params,
      subject,
      day: dayOf(world.clock.now()),
      random: randomBytes,
    })
    assert.ok(solved)
    return solved
  }
}

/** As only an Operator can: any name, any key, any time. */
export const certify = (
  secrets: OperatorSecrets,
  address: Address,
  identityKey: IdentityKey,
  expires: number,
): Bytes => issueSenderCertificate({ secrets, address, identityKey, expires })

function expect<T extends Reply['type']>(reply: Reply, type: T): Extract<Reply, { type: T }> {
  assert.equal(reply.type, type, JSON.stringify(reply))
  return reply as Extract<Reply, { type: T }>
}

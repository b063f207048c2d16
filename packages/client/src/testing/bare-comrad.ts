/** People without a network: real stores, and letters that go from one outbox to the other's screen when a test says so. */
import { createPhrase } from '@comrad/keymaker'
import { type BlobId, decodeLetter, type Letter, type Name, ok } from '@comrad/protocol'
import { type Account, createAccount } from '../account/account.ts'
import type { Images, PreparedImage } from '../images.ts'
import { receive } from '../inbox/receive.ts'
import type { Received } from '../inbox/received.ts'
import { isCounted } from '../outbox/write-letter.ts'
import { createWriting } from '../outbox/writing.ts'
import { createPeace, type PeaceParts } from '../peace/create-peace.ts'
import { noteDeposited } from '../peace/deposited.ts'
import { createUploads } from '../peace/uploads.ts'
import type { Peace } from '../peace.ts'
import { type BareDevice, createBareDevice, nameOf } from './bare-device.ts'

export type BareComrad = {
  readonly name: Name
  readonly device: BareDevice
  readonly account: Account
  readonly peace: Peace
  readonly trusted: PeaceParts['trusted']
  readonly writing: ReturnType<typeof createWriting>
  /** One's own image: it was called off, or is to be deleted. */
  isRemoved(blob: BlobId): boolean
  /** The Operator has them. */
  finishUploads(): void
}

/** What every file becomes, of whatever kind it is. */
export const PREPARED: PreparedImage = {
  bytes: new Uint8Array([1, 2, 3]),
  width: 2,
  height: 1,
  placeholder: new Uint8Array(5),
}

const anyImage: Images = { prepare: async () => ok(PREPARED) }

export async function createBareComrad(text: string, images = anyImage): Promise<BareComrad> {
  const device: BareDevice = { ...(await createBareDevice()), images }
  const { rows, sql } = device
  const name = nameOf(text)
  rows.account.create(createPhrase(), 1)
  rows.account.registered(name, 0)
  const account = createAccount(device)
  const uploads = createUploads(device)
  const isInFlight = () => false
  const parts = createPeace({ device, account, uploads, isInFlight, carry: () => {}, carryAll: () => {} })
  return {
    name,
    device,
    account,
    ...parts,
    writing: createWriting({ device, account, uploads, isInFlight }),
    isRemoved: (blob) =>
      sql.get(`select 1 from uploads where blob = ? and phase <> 'deleting'`, blob) === undefined,
    finishUploads: () => void sql.run(`update uploads set phase = 'done' where phase = 'waiting'`),
  }
}

export function haveMet(one: BareComrad, other: BareComrad): void {
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    const token = there.account.token()
    if (!token) throw new Error('no token')
    here.device.rows.contacts.setPhase(there.name, 'met', here.device.clock.now())
    here.device.rows.contacts.setToken(there.name, token)
  }
}

export type Carried = { readonly letter: Letter; readonly received: Received }

/** Everything that may leave, in its order; receipts come back at once unless they are `lost`. */
export function carry(from: BareComrad, to: BareComrad, { receipts = true } = {}): readonly Carried[] {
  const carried: Carried[] = []
  for (;;) {
    const next = from.device.rows.outgoing.next(to.name, from.device.clock.now())
    const draft = next && decodeLetter(next.body)
    if (!next || !draft?.ok) return carried
    const letter = { ...draft.value, sequence: sequenceOf(from, to, draft.value) }
    from.device.rows.outgoing.deposited(next.letter, from.device.clock.now())
    from.device.rows.entries.setSent(to.name, next.letter, 'deposited', from.device.clock.now())
    noteDeposited(from.device, next)
    const received = hand(to, from.name, letter)
    carried.push({ letter, received })
    if (receipts && received.type === 'taken' && received.confirm) {
      hand(from, to.name, { ...letter, sequence: 0, body: { kind: 'receipt', letters: [letter.id] } })
    }
  }
}

/** Whatever its sender made of it. */
export function hand(to: BareComrad, from: Name, letter: Letter): Received {
  const token = to.account.token()
  if (!token) throw new Error('no token')
  return to.device.sql.transaction(() => receive(to.device, token, from, letter))
}

function sequenceOf({ device }: BareComrad, { name }: BareComrad, { body }: Letter): number {
  if (!isCounted(body.kind)) return 0
  const sequence = (device.rows.contacts.find(name)?.sequence ?? 0) + 1
  device.rows.contacts.setSequence(name, sequence)
  return sequence
}

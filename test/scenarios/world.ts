/** Alice, Bob and the Operator in one process: real stores, real frames, a clock that stands still until it is moved. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  type Clock,
  type Comrad,
  type ComradOptions,
  type ComradStore,
  type ConversationEntry,
  type ConversationView,
  createComrad,
  type Images,
} from '@comrad/client'
import {
  AT_ONCE,
  createFakeClock,
  createMemoryNetwork,
  createTemporaryStore,
  type FakeClock,
  type MemoryNetwork,
  type MemoryTransport,
  PLAIN_IMAGES,
  type TemporaryStore,
  testProofs,
  turn,
} from '@comrad/client/testing'
import { type ProofPool, randomBytes } from '@comrad/keymaker'
import type { Operator } from '@comrad/operator'
import { createTestOperator, type TestOperatorOptions } from '@comrad/operator/testing'
import type { OperatorAddress } from '@comrad/protocol'

export type World = {
  readonly clock: FakeClock
  readonly network: MemoryNetwork
  readonly address: OperatorAddress
  readonly proofs: ProofPool
  operator(): Operator
  /** Stops what runs; what runs then has this store. */
  runOperator(store: OperatorStore): Promise<void>
  stopOperator(): Promise<void>
  /** A device with a name, ready to be written to. */
  comrad(name: string, options?: PersonOptions): Promise<Person>
  /** A device without an account. */
  stranger(label: string, options?: PersonOptions): Promise<Person>
}

export type PersonOptions = {
  readonly clock?: Clock
  readonly store?: TemporaryStore
  readonly options?: Partial<ComradOptions>
  readonly images?: Images
}

export type Person = {
  /** The name, once there is one. */
  readonly label: string
  readonly comrad: Comrad
  readonly transport: MemoryTransport
  readonly files: TemporaryStore
  readonly store: ComradStore
  /** What the top of the sync loop caught. */
  readonly faults: unknown[]
  close(): Promise<void>
}

/** A month passes in a scenario: what is done each hour is done each day. Nothing waits for a clock that stands still. */
const SELDOM = {
  ...AT_ONCE,
  receiptDelayMs: 0,
  upkeepEveryMs: 86_400_000,
  registerEveryMs: 86_400_000,
  feedEveryMs: 86_400_000,
}

type OperatorStore = NonNullable<TestOperatorOptions['store']>

export async function createWorld(
  t: TestContext,
  store?: OperatorStore,
  { proofs = testProofs() }: { readonly proofs?: ProofPool } = {},
): Promise<World> {
  const clock = createFakeClock()
  const network = createMemoryNetwork(clock)
  const people = new Set<Person>()
  let operator: Operator | undefined = await createTestOperator({
    clock,
    proofPool: proofs,
    ...(store && { store }),
  })
  const { fingerprint } = operator
  const address: OperatorAddress = { kind: 'local', port: 1, fingerprint }
  network.serve(operator)
  t.after(async () => {
    for (const person of people) {
      await person.close()
      assert.deepEqual(person.faults, [], 'no bug was caught at the top')
    }
    await operator?.stop()
  })

  return { clock, network, address, proofs, operator: running, runOperator, stopOperator, comrad, stranger }

  function running(): Operator {
    assert.ok(operator)
    return operator
  }

  async function stopOperator() {
    network.serve(undefined)
    await operator?.stop()
    operator = undefined
  }

  async function runOperator(next: OperatorStore) {
    await stopOperator()
    operator = await createTestOperator({ clock, store: next, proofPool: proofs })
    network.serve(operator)
  }

  async function stranger(label: string, given: PersonOptions = {}): Promise<Person> {
    const files = given.store ?? createTemporaryStore()
    const store = await files.open()
    const transport = network.transport(label)
    const faults: unknown[] = []
    const comrad = createComrad(
      {
        ...{ store, transport, clock: given.clock ?? clock, random: randomBytes, operator: address },
        proofs,
        images: given.images ?? PLAIN_IMAGES,
      },
      { ...SELDOM, ...given.options },
    )
    comrad.on('fault', ({ error }) => faults.push(error))
    let closed = false
    const person: Person = {
      label,
      comrad,
      transport,
      files,
      store,
      faults,
      async close() {
        if (closed) return
        closed = true
        await comrad.stop()
        await transport.close()
        store.close()
      },
    }
    people.add(person)
    t.after(files.remove)
    return person
  }

  async function comrad(name: string, given: PersonOptions = {}): Promise<Person> {
    const person = await stranger(name, given)
    const registered = await person.comrad.register(name)
    assert.ok(registered.ok, `register ${name}: ${JSON.stringify(registered)}`)
    person.comrad.start()
    return person
  }
}

/** Lets the world turn until it is so. The limit only ends a test that has failed already. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 60_000
  while (!holds()) {
    if (performance.now() > giveUpAt) assert.fail(`waited in vain until ${what}`)
    await turn()
  }
}

export async function meet(one: Person, other: Person): Promise<void> {
  const [from, to] = [nameOf(one), nameOf(other)]
  const asked = await one.comrad.meet(to, 'hello')
  assert.ok(asked.ok, `meet: ${JSON.stringify(asked)}`)
  await until(`${to} is asked`, () => other.comrad.contacts().incoming.length > 0)
  assert.ok((await other.comrad.accept(from)).ok)
  await until('both have met', () => [one, other].every(({ comrad }) => comrad.contacts().met.length > 0))
  await settle(one, other)
}

/** Until nobody has anything left to do for the others. */
export async function settle(...people: readonly Person[]): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const { comrad } of people) {
      const synced = await comrad.sync()
      assert.ok(synced.ok, `sync: ${JSON.stringify(synced)}`)
    }
  }
}

export async function send(from: Person, to: Person, text: string): Promise<string> {
  const sent = await from.comrad.send(nameOf(to), text)
  assert.ok(sent.ok, `send: ${JSON.stringify(sent)}`)
  return sent.value.letter
}

export function conversation(of: Person, withWhom: Person): ConversationView {
  const view = of.comrad.conversation(nameOf(withWhom), { limit: 500 })
  assert.ok(view.ok)
  return view.value
}

/** What the screen shows, a word each: "> text" sent, "< text" received, "… n" a gap, "! notice". */
export function screen(of: Person, withWhom: Person): string[] {
  return conversation(of, withWhom).entries.map(lineOf)
}

export function statesOf(of: Person, withWhom: Person): string[] {
  return conversation(of, withWhom).entries.flatMap((entry) =>
    entry.type === 'sent' ? [entry.state.phase] : [],
  )
}

export const nameOf = ({ label }: Person): string => label

function lineOf(entry: ConversationEntry): string {
  switch (entry.type) {
    case 'sent':
      return `> ${entry.text}`
    case 'received':
      return `< ${entry.text}`
    case 'gap':
      return `… ${entry.missing}`
    case 'notice':
      return `! ${entry.notice}`
  }
}

/**
 * The bare store, without network: what the Operator's throughput is measured against. Letters of full size, durable, with
 * the scrub running beside it as it does in an Operator.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from '@comrad/keymaker'
import { openSqliteStore } from '@comrad/operator'
import {
  type Address,
  ENVELOPE_CIPHERTEXT_BYTES,
  ENVELOPE_ID_BYTES,
  type EnvelopeId,
  LETTERS_PER_REPLY,
} from '@comrad/protocol'
import { createHousekeeping } from '../packages/operator/src/housekeeping.ts'
import { addressOf, recordOf, TODAY, tokenHashOf } from '../packages/operator/src/storage-fixture.ts'
import type { OperatorStore } from '../packages/operator/src/store/store.ts'
import { ascending, describeMachine, formatTable, type Measurement, percentile } from './report.ts'

const CALLERS = 64
const LETTERS_EACH = 1000
/** As a device acknowledges: what some collects have brought. */
const IDS_PER_ACKNOWLEDGE = 5 * LETTERS_PER_REPLY

/** A prime: what is deposited together does not lie together in the store. */
const STRIDE = 7919

type Shape = { readonly mailboxes: number; readonly note: string }

const SHAPES: readonly Shape[] = [
  { mailboxes: CALLERS, note: `${CALLERS} callers, a mailbox each, ${LETTERS_EACH} letters each` },
  { mailboxes: 5000, note: `${CALLERS} callers, letters spread over 5,000 mailboxes` },
]

export async function measureStore(): Promise<readonly Measurement[]> {
  const measured: Measurement[] = []
  for (const shape of SHAPES) measured.push(...(await measureShape(shape)))
  return measured
}

async function measureShape({ mailboxes, note }: Shape): Promise<readonly Measurement[]> {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-bench-'))
  const opened = openSqliteStore({ directory })
  if (!opened.ok) throw new Error(`no store: ${opened.error.type}`)
  const store = opened.value
  const housekeeping = createHousekeeping({ store, clock: { now: () => Date.now() } })
  try {
    const addresses = await openMailboxes(store, mailboxes)
    const { perSecond, latencies } = await depositAll(store, addresses)
    const collected = await collectAll(store, addresses)
    const erasedMs = await timed(async () => {
      while (await store.scrub());
    })
    return [
      { name: 'deposits, durable', value: perSecond, unit: 'letters/s', note },
      { name: 'deposit, p50', value: percentile(latencies, 0.5), unit: 'ms' },
      { name: 'deposit, p99', value: percentile(latencies, 0.99), unit: 'ms' },
      { name: 'collected and acknowledged', value: collected, unit: 'letters/s', note },
      { name: 'until the last is scrubbed', value: erasedMs, unit: 'ms' },
    ]
  } finally {
    await housekeeping.stop()
    await store.close()
    await rm(directory, { recursive: true })
  }
}

async function openMailboxes(store: OperatorStore, count: number): Promise<readonly Address[]> {
  const names = Array.from({ length: count }, (_, index) => `comrad-${index}`)
  await Promise.all(names.map((name) => store.claim(recordOf(name))))
  const addresses = names.map(addressOf)
  await Promise.all(addresses.map((address) => store.setTokenHash(address, tokenHashOf(1))))
  return addresses
}

/** Each caller deposits one letter after the other, into mailboxes that have nothing to do with one another. */
async function depositAll(store: OperatorStore, addresses: readonly Address[]) {
  const latencies: number[] = []
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    const ciphertext = randomBytes(ENVELOPE_CIPHERTEXT_BYTES)
    for (let sent = 0; sent < LETTERS_EACH; sent++) {
      const recipient = addresses[((caller + sent * CALLERS) * STRIDE) % addresses.length]
      if (!recipient) throw new Error('no mailbox')
      const id = randomBytes(ENVELOPE_ID_BYTES) as EnvelopeId
      const from = performance.now()
      await store.deposit({ recipient, id, ciphertext, day: TODAY, tokenHash: tokenHashOf(1) })
      latencies.push(performance.now() - from)
    }
  })
  const milliseconds = await timed(() => Promise.all(callers))
  return { perSecond: (latencies.length * 1000) / milliseconds, latencies: ascending(latencies) }
}

async function collectAll(store: OperatorStore, addresses: readonly Address[]): Promise<number> {
  const left = [...addresses]
  const counts: number[] = []
  const callers = Array.from({ length: CALLERS }, async () => {
    for (let address = left.pop(); address; address = left.pop()) counts.push(await empty(store, address))
  })
  const milliseconds = await timed(() => Promise.all(callers))
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / milliseconds
}

async function empty(store: OperatorStore, address: Address): Promise<number> {
  let count = 0
  let after = 0
  let ids: EnvelopeId[] = []
  for (let more = true; more; ) {
    const collected = await store.collect(address, after, LETTERS_PER_REPLY)
    more = collected.more
    after = collected.letters.at(-1)?.position ?? after
    ids.push(...collected.letters.map(({ id }) => id))
    if (more && ids.length < IDS_PER_ACKNOWLEDGE) continue
    await store.acknowledge(address, ids)
    count += ids.length
    ids = []
  }
  return count
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await run()
  return performance.now() - from
}

if (import.meta.main) {
  const { cpu, cores, memoryGiB, node } = describeMachine()
  process.stdout.write(`${cpu} · ${cores} cores · ${memoryGiB} GiB · Node ${node}\n`)
  process.stdout.write(`${formatTable('store', await measureStore())}\n`)
}

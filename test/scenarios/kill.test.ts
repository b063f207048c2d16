import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { test } from 'node:test'
import { type ComradOptions, createComrad, systemClock } from '@comrad/client'
import {
  AT_ONCE,
  createMemoryNetwork,
  createTemporaryStore,
  PLAIN_IMAGES,
  testProofs,
} from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { createTestOperator } from '@comrad/operator/testing'
import { formatOperatorAddress, type OperatorAddress } from '@comrad/protocol'
import { serveLanes } from './child-lanes.ts'
import type { ToChild, ToParent } from './kill-child.ts'

/** Two devices are killed at the same time, so many times each. */
const ROUNDS = 26
const CHILD = new URL('kill-child.ts', import.meta.url)
const QUICK: Partial<ComradOptions> = { ...AT_ONCE, receiptDelayMs: 5, backoff: { minMs: 10, maxMs: 50 } }

test('a device that is killed at any moment loses no letter and shows none twice', async (t) => {
  const operator = await createTestOperator()
  t.after(() => operator.stop())
  const address: OperatorAddress = { kind: 'local', port: 1, fingerprint: operator.fingerprint }
  const alice = await createDevice('alice')
  await Promise.all(['bob', 'carol'].map((name) => survive(name)))

  async function survive(name: string) {
    const device = await createDevice(name)
    assert.ok((await alice.comrad.meet(name)).ok)
    await until(() => device.comrad.contacts().incoming.length > 0)
    assert.ok((await device.comrad.accept('alice')).ok)
    await until(() => alice.comrad.contacts().met.some((contact) => contact.name === name))
    await device.close()

    const written: string[] = []
    const toChild: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const child = startChild(name, device.directory, `${name} ${round}`)
      child.onWritten((text) => written.push(text))
      for (let number = 0; number < 2; number++) {
        const text = `alice ${round}.${number}`
        assert.ok((await alice.comrad.send(name, text)).ok)
        toChild.push(text)
      }
      // In every fourth round while it is still opening its store.
      if (round % 4 > 0) await child.wrote
      await pause(Math.random() * 80)
      await child.kill()
    }

    const last = startChild(name, device.directory, `${name} last`)
    last.onWritten((text) => written.push(text))
    await last.ready
    const shown = await last.finish()
    assert.ok((await alice.comrad.sync()).ok)
    const view = alice.comrad.conversation(name, { limit: 500 })
    assert.ok(view.ok)
    const entries = view.value.entries
    const arrived = entries.flatMap((entry) => (entry.type === 'received' ? [entry.text] : []))
    // What was written in the instant of a kill may have been stored and not told.
    const told = arrived.filter((text) => written.includes(text))
    assert.ok(written.length > ROUNDS, `${written.length} letters is not much of a test`)
    assert.deepEqual(told, written, 'every letter that was written, once, in order')
    assert.equal(new Set(arrived).size, arrived.length, 'and none twice')
    assert.ok(entries.every(({ type }) => type !== 'gap'))
    assert.deepEqual(shown, toChild, 'every letter to it, once, in order')
  }

  async function createDevice(name: string) {
    const files = createTemporaryStore()
    const store = await files.open()
    const transport = createMemoryNetwork(systemClock, operator).transport(name)
    const deps = {
      ...{ store, transport, clock: systemClock, random: randomBytes, operator: address },
      proofs: testProofs(),
      images: PLAIN_IMAGES,
    }
    const comrad = createComrad(deps, QUICK)
    const faults: unknown[] = []
    comrad.on('fault', ({ error }) => faults.push(error))
    assert.ok((await comrad.register(name)).ok)
    comrad.start()
    let closed = false
    async function close() {
      if (closed) return
      closed = true
      await comrad.stop()
      await transport.close()
      store.close()
    }
    t.after(async () => {
      await close()
      files.remove()
      assert.deepEqual(faults, [])
    })
    return { comrad, directory: files.directory, close }
  }

  function startChild(name: string, directory: string, round: string) {
    const other = 'alice'
    const child = fork(CHILD, [directory, formatOperatorAddress(address), other, round], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    t.after(() => child.kill('SIGKILL'))
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const ready = Promise.withResolvers<void>()
    const wrote = Promise.withResolvers<void>()
    const screen = Promise.withResolvers<readonly string[]>()
    let onWritten = (_text: string) => {}
    let count = 0
    const lanes = serveLanes(operator, (message) => {
      if (child.connected) child.send(message satisfies ToChild, () => {})
    })
    child.on('message', (message: ToParent) => {
      if (message.type === 'ready') ready.resolve()
      else if (message.type === 'written') {
        // Two in each round, however slow the machine is: then the kills fall among letters.
        if (++count === 2) wrote.resolve()
        onWritten(message.text)
      } else if (message.type === 'screen') screen.resolve(message.lines)
      else lanes.take(message)
    })
    void ended.then((code) => {
      lanes.closeAll()
      ready.resolve()
      wrote.resolve()
      if (code !== null) screen.reject(new Error(`${name} ended by itself: ${code}`))
    })
    return {
      ready: ready.promise,
      /** Has written something: on a busy machine that takes a while. */
      wrote: wrote.promise,
      onWritten: (listener: typeof onWritten) => {
        onWritten = listener
      },
      async kill() {
        child.kill('SIGKILL')
        assert.equal(await ended, null, `${name} ended by itself`)
      },
      async finish() {
        child.send({ type: 'finish' } satisfies ToChild)
        const lines = await screen.promise
        child.kill('SIGKILL')
        await ended
        return lines
      },
    }
  }
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(holds: () => boolean) {
  while (!holds()) await pause(5)
}

/** Real proofs, made and checked by the circuit; each takes most of a second. */
import assert from 'node:assert/strict'
import { fork, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { ActProof, Bytes, Commitment, Fingerprint, Hash } from '@comrad/protocol'
import { deriveIdentity, type Identity } from '../identity.ts'
import { createPhrase, seedOf } from '../phrase.ts'
import { createStandInProofs } from '../testing-stand-in-proofs.ts'
import { ArtifactError, artifactPath, readArtifact } from './artifacts.ts'
import { createCohortTree } from './cohort-tree.ts'
import { fromElement, SCALAR_FIELD } from './field.ts'
import { forkProofChild, type ProofChild } from './fork-child.ts'
import { createProofPool, type ProofPool } from './proof-pool.ts'
import { actMessage, actScope, nullifierOf } from './scope.ts'

const HANGING_CHILD = join(import.meta.dirname, 'hanging-child-fixture.ts')
const fingerprint = 'a'.repeat(52) as Fingerprint
const person = () => deriveIdentity(seedOf(createPhrase()))
const scope = actScope({ fingerprint, scope: 'vote/00' })
const message = actMessage({ fingerprint, scope: 'vote/00', payload: new Uint8Array([1]) })

/** Of eight bytes: no two of random ones are the same. */
const partsOf = (bytes: Bytes): readonly Bytes[] =>
  Array.from({ length: bytes.length / 8 }, (_, index) => bytes.slice(8 * index, 8 * index + 8))

const POOLS = {
  'a proof': () => createProofPool({ processes: 2 }),
  'what stands in for one in tests': createStandInProofs,
}

for (const [what, createPool] of Object.entries(POOLS))
  describe(what, () => {
    let pool: ProofPool
    let people: readonly Identity[]
    let commitments: readonly Commitment[]
    let proof: ActProof
    const steps: string[] = []

    before(async () => {
      pool = createPool()
      people = Array.from({ length: 9 }, person)
      commitments = people.map(({ commitment }) => commitment)
      const identity = people[4]
      assert.ok(identity)
      const onProgress = (step: string) => steps.push(step)
      const proved = await pool.prove({ identity, commitments, position: 4, scope, message, onProgress })
      assert.ok(proved.ok)
      proof = proved.value
    })
    after(() => pool.close())

    const holds = async (changed: Partial<ActProof>, given: { scope?: Hash; message?: Hash } = {}) => {
      const verified = await pool.verify({ proof: { ...proof, ...changed }, scope, message, ...given })
      assert.ok(verified.ok)
      return verified.value
    }

    test('holds for its scope and message, under the root of its cohort, with the nullifier of its identity', async () => {
      assert.equal(await holds({}), true)
      assert.deepEqual(proof.root, createCohortTree(commitments).root)
      assert.deepEqual(proof.nullifier, people[4] && nullifierOf(people[4], scope))
      assert.deepEqual(steps, ['tree', 'proof'])
    })

    test('does not hold when anything of it is changed', async () => {
      assert.equal(await holds({}, { message: scope }), false, 'another message')
      assert.equal(await holds({}, { scope: message }), false, 'another scope')
      assert.equal(await holds({ root: message }), false, 'another root')
      assert.equal(await holds({ nullifier: message }), false, 'another nullifier')
      assert.equal(await holds({ points: proof.points.with(3, (proof.points[3] ?? 0) ^ 1) as Bytes }), false)
      assert.equal(await holds({ points: new Uint8Array(256) }), false)
      assert.equal(await holds({ points: proof.points.slice(1) as Bytes }), false)
      assert.equal(await holds({ nullifier: fromElement(SCALAR_FIELD) }), false, 'no field element')
      assert.equal(await holds({ points: new Uint8Array(256).fill(0xff) }), false, 'no field elements')
    })

    test('of one person shows nothing that another act of theirs shows, but the group', async () => {
      const identity = people[4]
      assert.ok(identity)
      const elsewhere = actScope({ fingerprint, scope: 'vote/01' })
      const other = await pool.prove({ identity, commitments, position: 4, scope: elsewhere, message })
      assert.ok(other.ok)
      const shown = Buffer.from(proof.points).toString('hex')
      for (const part of [other.value.nullifier, proof.nullifier, ...partsOf(other.value.points)]) {
        assert.ok(!shown.includes(Buffer.from(part).toString('hex')))
      }
      assert.notDeepEqual(other.value.nullifier, proof.nullifier)
      assert.deepEqual(other.value.root, proof.root)
    })

    test('is not made for somebody who is not at that place of the cohort', async () => {
      const options = { identity: person(), commitments, position: 4, scope, message }
      assert.deepEqual(await pool.prove(options), { ok: false, error: { type: 'not-in-cohort' } })
      assert.deepEqual(await pool.prove({ ...options, position: 9 }), {
        ok: false,
        error: { type: 'not-in-cohort' },
      })
    })

    test('of a cohort of one holds too, and a grown cohort has another root', async () => {
      const identity = people[0]
      assert.ok(identity)
      const alone = await pool.prove({
        identity,
        commitments: commitments.slice(0, 1),
        position: 0,
        scope,
        message,
      })
      assert.ok(alone.ok)
      assert.notDeepEqual(alone.value.root, proof.root)
      const verified = await pool.verify({ proof: alone.value, scope, message })
      assert.deepEqual(verified, { ok: true, value: true })
    })
  })

test('scopes, messages and nullifiers differ by Operator, and nullifiers by person', () => {
  const other = 'b'.repeat(52) as Fingerprint
  assert.notDeepEqual(
    actScope({ fingerprint, scope: 'read/1/0' }),
    actScope({ fingerprint: other, scope: 'read/1/0' }),
  )
  assert.notDeepEqual(
    actScope({ fingerprint, scope: 'read/1/0' }),
    actScope({ fingerprint, scope: 'read/1/1' }),
  )
  const [one, two] = [person(), person()]
  assert.notDeepEqual(nullifierOf(one, scope), nullifierOf(two, scope))
  assert.deepEqual(nullifierOf(one, scope), nullifierOf(one, scope))
})

describe('the pool', () => {
  test('says that it is busy when its queue is full, and finishes what it has', async (t) => {
    const pool = createProofPool({ processes: 1, waiting: 1 })
    t.after(() => pool.close())
    const proof = { root: scope, nullifier: scope, points: new Uint8Array(256) } as ActProof
    const all = await Promise.all([1, 2, 3].map(() => pool.verify({ proof, scope, message })))
    assert.deepEqual(
      all.map((one) => (one.ok ? one.value : one.error.type)),
      [false, false, 'busy'],
    )
  })

  test('answers busy to what it was checking when it is closed, and to everything after', async () => {
    const pool = createProofPool({ processes: 1 })
    const proof = { root: scope, nullifier: scope, points: new Uint8Array(256) } as ActProof
    const asked = pool.verify({ proof, scope, message })
    await pool.close()
    assert.deepEqual(await asked, { ok: false, error: { type: 'busy' } })
    assert.deepEqual(await pool.verify({ proof, scope, message }), { ok: false, error: { type: 'busy' } })
  })

  test('hashes groups as they grew, also one that did not grow', async () => {
    const commitments = Array.from({ length: 5 }, () => person().commitment)
    const pool = createProofPool({ processes: 1 })
    const roots = await pool.roots({ commitments, sizes: [1, 2, 2, commitments.length] })
    await pool.close()
    const expected = [1, 2, 2, commitments.length].map(
      (size) => createCohortTree(commitments.slice(0, size)).root,
    )
    assert.deepEqual(roots, { ok: true, value: expected })
  })

  test('kills a child that hangs: its job fails, and a new child does what waited', async (t) => {
    const identity = person()
    const options = { identity, commitments: [identity.commitment], position: 0, scope, message }
    const children: ProofChild[] = []
    const limits: { readonly ms: number; readonly pass: () => void; isOver: boolean }[] = []
    const pool = createProofPool(
      { processes: 1 },
      {
        fork(onReport) {
          const child = forkProofChild(onReport, children.length === 0 ? HANGING_CHILD : undefined)
          children.push(child)
          return child
        },
        after(ms, pass) {
          const limit = { ms, pass, isOver: false }
          limits.push(limit)
          return () => {
            limit.isOver = true
          }
        },
      },
    )
    t.after(() => pool.close())

    const hanging = Promise.withResolvers<void>()
    const hung = pool.prove({ ...options, onProgress: () => hanging.resolve() })
    const waited = pool.prove(options)
    await hanging.promise
    assert.deepEqual([children.length, pool.waiting()], [1, 1])
    limits[0]?.pass()
    assert.deepEqual(await hung, { ok: false, error: { type: 'failed' } })
    await children[0]?.ended
    assert.equal((await waited).ok, true)
    assert.deepEqual(
      limits.map(({ ms, isOver }) => [ms, isOver]),
      [
        [180_000, true],
        [180_000, true],
      ],
    )
    assert.equal(children.length, 2)
  })

  test('gives a child the next job before it is done; if it dies another child does that one', async (t) => {
    const given: (readonly [child: number, job: number])[] = []
    const kills: (() => void)[] = []
    const pool = createProofPool(
      { processes: 1, waiting: 0, ahead: 1 },
      {
        fork(onReport) {
          const number = kills.length
          const child = forkProofChild(onReport, number === 0 ? HANGING_CHILD : undefined)
          kills.push(child.kill)
          return {
            ...child,
            send(job) {
              given.push([number, job.id])
              child.send(job)
            },
          }
        },
      },
    )
    t.after(() => pool.close())
    const proof = { root: scope, nullifier: scope, points: new Uint8Array(256) } as ActProof
    const verify = () => pool.verify({ proof, scope, message })
    const [first, second, third] = [verify(), verify(), verify()]
    const busy = { ok: false, error: { type: 'busy' } }
    assert.deepEqual(await third, busy, 'there is room for one ahead')
    assert.deepEqual(given, [
      [0, 1],
      [0, 2],
    ])
    kills[0]?.()
    assert.deepEqual(await first, busy)
    assert.deepEqual(await second, { ok: true, value: false })
    assert.deepEqual(given.slice(2), [[1, 2]])
  })

  test('is closed before a program ends that has nothing else to wait for', () => {
    const pool = new URL('./proof-pool.ts', import.meta.url).href
    const program = `import { createProofPool } from '${pool}'
      const pool = createProofPool({ processes: 1 })
      const zero = new Uint8Array(32)
      const proof = { root: zero, nullifier: zero, points: new Uint8Array(256) }
      await pool.verify({ proof, scope: zero, message: zero })
      await pool.close()
      process.stdout.write('closed')`
    const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
    assert.deepEqual([ran.status, ran.stdout], [0, 'closed'])
  })

  test('leaves no child behind when its program is killed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'comrad-pool-'))
    const file = join(directory, 'program.ts')
    const pool = new URL('./proof-pool.ts', import.meta.url).href
    writeFileSync(
      file,
      `import { createProofPool } from '${pool}'
       import { readdirSync, readFileSync } from 'node:fs'
       const pool = createProofPool({ processes: 1 })
       const zero = new Uint8Array(32)
       await pool.verify({ proof: { root: zero, nullifier: zero, points: new Uint8Array(256) }, scope: zero, message: zero })
       const children = readdirSync('/proc').filter((id) => /^\\d+$/.test(id) && statOf(id).includes(' ' + process.pid + ' '))
       process.send(children)
       setInterval(() => {}, 1000)
       function statOf(id) { try { return readFileSync('/proc/' + id + '/stat', 'utf8').split(') ')[1].slice(0, 40) } catch { return '' } }`,
    )
    try {
      const program = fork(file, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      const children = await new Promise<readonly string[]>((resolve) =>
        program.once('message', resolve as never),
      )
      assert.equal(children.length, 1)
      const ended = new Promise((resolve) => program.once('exit', resolve))
      program.kill('SIGKILL')
      await ended
      const giveUpAt = performance.now() + 20_000
      while (children.some(isAlive)) {
        assert.ok(performance.now() < giveUpAt, 'the child outlives its program')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

function isAlive(id: string): boolean {
  try {
    process.kill(Number(id), 0)
    return true
  } catch {
    return false
  }
}

test('a file of the circuit that is not the pinned one is refused', async () => {
  assert.ok((await readArtifact('json')).length > 0)
  await assert.rejects(readArtifact('wasm', artifactPath('json')), ArtifactError)
})

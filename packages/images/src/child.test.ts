/** What the process that opens pictures cannot do, and that it never outlives its job or its parent. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { spawnLocked, startChild } from './child.ts'
import type { Job } from './job.ts'
import { halves, png, timeBomb } from './picture-fixture.ts'
import type { Probe, Tried } from './probe-fixture.ts'

const here = import.meta.dirname

describe('the child', () => {
  test('holds nothing of ours: no variable, no argument', async (t) => {
    process.env['COMRAD_SECRET'] = 'a passphrase'
    t.after(() => delete process.env['COMRAD_SECRET'])
    const { environment, args } = (await probe({ folder: tmpdir(), port: 9 })).main
    assert.deepEqual(environment, {})
    assert.deepEqual(args, [])
  })

  for (const thread of ['main', 'worker'] as const) {
    test(`can write no file, read no other, reach nobody and start nothing (${thread})`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'comrad-locked-'))
      const server = createServer().listen(0, '127.0.0.1')
      let visits = 0
      server.on('connection', () => visits++)
      t.after(() => {
        server.close()
        rmSync(folder, { recursive: true })
        rmSync(join(here, 'written'), { force: true })
      })
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0

      const { tried } = (await probe({ folder, port }))[thread]
      assert.deepEqual(tried, {
        write: 'ERR_ACCESS_DENIED',
        writeBesideItself: 'ERR_ACCESS_DENIED',
        read: 'ERR_ACCESS_DENIED',
        readHome: 'ERR_ACCESS_DENIED',
        connect: 'ERR_ACCESS_DENIED',
        listen: 'ERR_ACCESS_DENIED',
        resolve: 'ERR_ACCESS_DENIED',
        spawn: 'ERR_ACCESS_DENIED',
        addon: 'ERR_DLOPEN_DISABLED',
        evaluate: 'EvalError',
      } satisfies Tried)
      assert.deepEqual(readdirSync(folder), [])
      assert.equal(existsSync(join(here, 'written')), false)
      assert.equal(visits, 0)
    })
  }

  test('is gone when it has answered', async () => {
    const child = startChild(jobOf(png(halves(8, 8))), { timeoutMs: 120_000 })
    assert.equal((await child.answer).ok, true)
    assert.equal(isAlive(child.pid), false)
  })

  test('is gone when its time is over', async () => {
    const child = startChild(jobOf(await timeBomb()), { timeoutMs: 2_000 })
    assert.deepEqual(await child.answer, { ok: false, error: { type: 'timeout' } })
    assert.equal(isAlive(child.pid), false)
  })

  test('fails when somebody kills it, and the next one opens the next picture', async () => {
    const killed = startChild(jobOf(await timeBomb()), { timeoutMs: 120_000 })
    assert.ok(killed.pid)
    await isBusy(killed.pid)
    process.kill(killed.pid, 'SIGKILL')
    assert.deepEqual(await killed.answer, { ok: false, error: { type: 'failed' } })
    const next = startChild(jobOf(png(halves(8, 8))), { timeoutMs: 120_000 })
    assert.equal((await next.answer).ok, true)
  })

  test('dies with its parent, in the middle of a picture', async () => {
    const parent = fork(join(here, 'parent-fixture.ts'), { execArgv: [], stdio: 'ignore' })
    const [pid] = await once(parent, 'message')
    await isBusy(pid)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    const deadline = AbortSignal.timeout(15_000)
    while (isAlive(pid) && !deadline.aborted) await wait(20)
    const survived = isAlive(pid)
    if (survived) process.kill(pid, 'SIGKILL')
    assert.equal(survived, false, 'it lives on')
  })

  test('keeps nobody waiting that has nothing to ask of it', async () => {
    const idle = fork(join(here, 'idle-fixture.ts'), { execArgv: [], stdio: 'ignore' })
    idle.disconnect()
    const [code] = await once(idle, 'exit')
    assert.equal(code, 0)
  })
})

function jobOf(file: Job['file']): Job {
  return { type: 'prepare', file, side: 1_280, pixelsMax: 50_000_000, memoryMb: 640 }
}

async function probe(what: { folder: string; port: number }): Promise<{ main: Probe; worker: Probe }> {
  const child = spawnLocked(join(here, 'probe-fixture.ts'))
  child.stdin?.end(JSON.stringify(what))
  return JSON.parse(await outputOf(child))
}

function outputOf({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout)
  return text(stdout)
}

function isAlive(pid: number | undefined): boolean {
  assert.ok(pid)
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // What was ours is reaped by us; what was another's may wait for somebody to look.
  return !(existsSync('/proc') && statOf(pid).startsWith('Z'))
}

/** Until it has used a second of a processor: reading its program and its job takes less. */
async function isBusy(pid: number) {
  if (!existsSync('/proc')) return wait(3_000)
  const ticks = () =>
    statOf(pid)
      .split(' ')
      .slice(11, 13)
      .map(Number)
      .reduce((sum, part) => sum + part, 0)
  while (isAlive(pid) && ticks() < 100) await wait(20)
}

/** From the state on: the name before it may contain anything. */
function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? ''
  } catch {
    return 'Z'
  }
}

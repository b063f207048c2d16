import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LineView } from '../house/house.ts'
import { SCREENS_EN } from '../words/screens/en.ts'
import { reachViewOf, wordsOfReach } from './reach-view.ts'
import type { ConnectionView } from './status-view.ts'

const LINES = {
  local: { phase: 'local' },
  starting: { phase: 'starting', percent: 45, words: { happened: 'Reading the list.' } },
  ready: { phase: 'ready', since: 0 },
  failed: { phase: 'failed', words: { happened: 'There is no tor.' } },
} as const satisfies Record<string, LineView>

const CONNECTIONS = {
  halted: { phase: 'halted' },
  refused: { phase: 'refused', reason: 'wrong-operator', words: { happened: 'Somebody else answers.' } },
  connected: { phase: 'connected' },
  waiting: { phase: 'waiting', retryInMs: 2_001 },
  connecting: { phase: 'connecting', attempt: 1 },
  stopped: { phase: 'stopped' },
} as const satisfies Record<string, ConnectionView>

function phase(line: LineView | undefined, connection: ConnectionView, anonymity: 'tor' | 'none' = 'tor') {
  return reachViewOf(line, { connection, operator: { address: '', anonymity } }).phase
}

test('an alarm is graver than a foreign Operator, that than a way that failed, and that than one that comes up', () => {
  const { halted, refused, connected, waiting } = CONNECTIONS
  for (const line of [undefined, ...Object.values(LINES)]) {
    assert.equal(phase(line, halted), 'halted')
    assert.equal(phase(line, refused), 'refused')
  }
  for (const connection of [connected, waiting, CONNECTIONS.connecting, CONNECTIONS.stopped]) {
    assert.equal(phase(LINES.failed, connection), 'failed')
    assert.equal(phase(LINES.starting, connection), 'starting')
    for (const line of [undefined, LINES.local, LINES.ready]) {
      assert.equal(phase(line, connection), connection.phase)
    }
  }
})

test('connected is good through Tor, and on this machine only not anonymous', () => {
  const of = (anonymity: 'tor' | 'none') =>
    reachViewOf(LINES.ready, { connection: CONNECTIONS.connected, operator: { address: '', anonymity } })
  assert.deepEqual(of('tor'), { phase: 'connected', tone: 'good' })
  assert.deepEqual(of('none'), { phase: 'connected-here', tone: 'waiting' })
})

test('before anything is known of the device it is not connected, and the way is shown', () => {
  assert.equal(reachViewOf(undefined, undefined).phase, 'stopped')
  assert.equal(reachViewOf(LINES.starting, undefined).phase, 'starting')
})

test('each state is told in words, with what it is about', () => {
  const say = (line: LineView | undefined, connection: ConnectionView) =>
    wordsOfReach(reachViewOf(line, { connection, operator: { address: '', anonymity: 'tor' } }), SCREENS_EN)
  assert.equal(say(undefined, CONNECTIONS.refused), 'Somebody else answers.')
  assert.equal(say(LINES.failed, CONNECTIONS.stopped), 'There is no tor.')
  assert.equal(say(LINES.starting, CONNECTIONS.stopped), 'Tor: 45 % · Reading the list.')
  assert.match(say(LINES.ready, CONNECTIONS.waiting), /Next try in 3 s/)
  assert.equal(say(LINES.ready, CONNECTIONS.connected), 'Connected through Tor')
  assert.equal(say(LINES.ready, CONNECTIONS.halted), SCREENS_EN.reach.halted)
})

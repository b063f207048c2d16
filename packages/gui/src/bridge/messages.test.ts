import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseMessage } from './messages.ts'

const HEARD = [
  '{"type":"change"}',
  '{"type":"progress","id":3,"progress":{"step":"working"}}',
  '{"type":"event","event":"letter","name":"bob"}',
  '{"type":"event","event":"post"}',
  '{"type":"answer","id":0,"ok":true,"value":null}',
  '{"type":"answer","id":3,"ok":false,"error":{"type":"fault"},"words":{"happened":"It broke."}}',
]

const UNHEARD = [
  '',
  'null',
  '[]',
  '{}',
  '{"type":"toString"}',
  '{"type":"end"}',
  '{"type":"progress","id":"3"}',
  '{"type":"event","event":"__proto__"}',
  '{"type":"event","event":"letter","name":{"html":"<b>"}}',
  '{"type":"answer","ok":true,"value":1}',
  '{"type":"answer","id":1.5,"ok":true,"value":1}',
  '{"type":"answer","id":3,"ok":"true","value":1}',
  '{"type":"answer","id":3,"ok":false,"error":{"type":"fault"}}',
  '{"type":"answer","id":3,"ok":false,"error":null,"words":{"happened":"x"}}',
  '{"type":"answer","id":3,"ok":false,"error":{"type":"fault"},"words":{"happened":{"html":"<b>"}}}',
  '{"type":"answer","id":3,"ok":false,"error":{"type":"fault"},"words":{"happened":"x","todo":5}}',
]

test('the window hears the messages that there are', () => {
  for (const text of HEARD) assert.deepEqual(parseMessage(text), JSON.parse(text))
})

test('it hears no other, and none of a wrong shape', () => {
  for (const text of UNHEARD) assert.equal(parseMessage(text), undefined, text)
})

test('no text breaks the window', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseMessage(text)))
})

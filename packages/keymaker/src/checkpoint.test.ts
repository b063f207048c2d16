import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkpointOrigin, type Hash, type LogKey } from '@comrad/protocol'
import { keyIdOf, signCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { verifyEd25519 } from './ed25519.ts'
import { createOperatorSecrets, fingerprintOf } from './operator-keys.ts'
import { randomBytes, utf8 } from './primitives.ts'
import { bytesOf, textOf } from './testing.ts'

const operator = createOperatorSecrets()
const { logKey } = operator.keys
const origin = checkpointOrigin(fingerprintOf(logKey))
const checkpoint = { origin, size: 42, root: randomBytes(32) as Hash }
const note = signCheckpoint(operator, checkpoint)

test('a note holds for its log', () => {
  assert.deepEqual(verifyCheckpoint(note, logKey, origin), { ok: true, value: checkpoint })
  assert.match(
    textOf(note),
    /^comrad\.operator\/[a-z2-7]{52}\n42\n[^\n]{44}\n\n\u2014 comrad\.operator\/[a-z2-7]{52} [^\n]{92}\n$/,
  )
})

test('key ids and signatures are those of the note that Go publishes with its sumdb package', () => {
  // golang.org/x/mod/sumdb/note, the verifier key PeterNeumann+c74f20a3+ARpc2Qc….
  const key = new Uint8Array(Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64')).slice(1)
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const signed = Buffer.from(
    'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
    'base64',
  )
  assert.equal(Buffer.from(keyIdOf('PeterNeumann', key as LogKey)).toString('hex'), 'c74f20a3')
  assert.equal(signed.subarray(0, 4).toString('hex'), 'c74f20a3')
  assert.ok(verifyEd25519(key as LogKey, utf8(text), new Uint8Array(signed.subarray(4))))
})

describe('a note is refused', () => {
  const refusalOf = (bytes: Uint8Array, key = logKey, expected: string = origin) => {
    const verified = verifyCheckpoint(bytes, key, expected)
    return verified.ok ? undefined : verified.error.type
  }
  const edited = (from: string | RegExp, to: string) => bytesOf(textOf(note).replace(from, to))
  const signatureLine = textOf(note).split('\n')[4]

  test('with another size or root', () => {
    assert.equal(refusalOf(edited('\n42\n', '\n43\n')), 'signature')
    const root = Buffer.from(checkpoint.root).toString('base64')
    assert.equal(refusalOf(edited(root, Buffer.alloc(32).toString('base64'))), 'signature')
  })

  test('of another log, or signed by another key', () => {
    assert.equal(refusalOf(note, logKey, 'comrad.operator/other'), 'origin')
    const mallory = createOperatorSecrets()
    assert.equal(refusalOf(signCheckpoint(mallory, checkpoint)), 'signature')
    assert.equal(refusalOf(note, mallory.keys.logKey), 'signature')
  })

  test('without a signature, with a second one of ours that fails, or with the key id alone', () => {
    assert.equal(refusalOf(edited(/\n\n.*\n$/s, '\n')), 'malformed')
    const bad = `\u2014 ${origin} ${Buffer.from([...keyIdOf(origin, logKey), ...randomBytes(64)]).toString('base64')}\n`
    assert.equal(refusalOf(bytesOf(textOf(note) + bad)), 'signature')
    const short = `\u2014 ${origin} ${Buffer.from([...keyIdOf(origin, logKey), 1]).toString('base64')}`
    assert.equal(refusalOf(edited(signatureLine ?? '', short)), 'signature')
  })

  test('but not for the signature of a stranger beside ours', () => {
    const witness = `\u2014 witness.example ${Buffer.from(randomBytes(68)).toString('base64')}\n`
    assert.equal(refusalOf(bytesOf(textOf(note) + witness)), undefined)
  })

  test('with any byte changed', () => {
    for (let at = 0; at < note.length; at++) {
      const changed = note.with(at, (note[at] ?? 0) ^ 1)
      assert.notEqual(refusalOf(changed as Uint8Array), undefined, `byte ${at}`)
    }
  })

  test('when it is cut off anywhere', () => {
    for (let length = 0; length < note.length; length++)
      assert.equal(refusalOf(note.slice(0, length)), 'malformed')
  })
})

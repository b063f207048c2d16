/** What every driver of the store must do. A driver's test calls this. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_ROOT, inclusionProof, leafHash, treeRoot, verifyInclusion } from '@comrad/keymaker'
import { encodeDirectoryRecord, MAILBOX_LETTERS, MEET_REQUESTS_WAITING } from '@comrad/protocol'
import {
  addressOf,
  depositFor,
  idOf,
  nameOf,
  publicationOf,
  recordOf,
  TODAY,
  tokenHashOf,
} from '../storage-fixture.ts'
import { describeSquare, furnishSquare, squareSnapshotOf } from './square-conformance.ts'
import type { OperatorStore } from './store.ts'

const ALICE = addressOf('alice')
const BOB = addressOf('bob')

export function describeStore(driver: string, create: () => OperatorStore) {
  const withAlice = async () => {
    const store = create()
    await store.claim(recordOf('alice'))
    await store.setTokenHash(ALICE, tokenHashOf(1))
    return store
  }

  describeSquare(driver, create)

  describe(`${driver}: the Operator's keys`, () => {
    test('are made once', async () => {
      const store = create()
      assert.deepEqual(await store.keepSecrets(() => new Uint8Array([1])), new Uint8Array([1]))
      assert.deepEqual(await store.keepSecrets(() => new Uint8Array([2])), new Uint8Array([1]))
    })
  })

  describe(`${driver}: the register`, () => {
    test('gives each name to the first who claims it, for ever', async () => {
      const store = create()
      assert.deepEqual(await store.claim(recordOf('alice')), { type: 'claimed', index: 0 })
      assert.deepEqual(await store.claim(recordOf('bob')), { type: 'claimed', index: 1 })
      assert.deepEqual(await store.claim(recordOf('alice')), { type: 'already-yours', index: 0 })
      assert.deepEqual(await store.claim(recordOf('alice', { key: 2 })), { type: 'taken' })
      assert.deepEqual(await store.claim(recordOf('alice', { commitment: 2 })), { type: 'taken' })
      assert.equal(await store.size(), 2)
      assert.deepEqual(await store.find(nameOf('alice')), { index: 0, record: recordOf('alice') })
      assert.equal(await store.find(nameOf('carol')), undefined)
    })

    test('lets one of many who claim a name at once have it', async () => {
      const store = create()
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, key) => store.claim(recordOf('alice', { key }))),
      )
      assert.equal(outcomes.filter(({ type }) => type === 'claimed').length, 1)
      assert.equal(outcomes.filter(({ type }) => type === 'taken').length, 19)
      assert.equal(await store.size(), 1)
    })

    test('answers records in order of registration, and none beyond the end', async () => {
      const store = create()
      for (const name of ['alice', 'bob', 'carol']) await store.claim(recordOf(name))
      assert.deepEqual(await store.records(0, 2), [recordOf('alice'), recordOf('bob')])
      assert.deepEqual(await store.records(2, 2), [recordOf('carol')])
      assert.deepEqual(await store.records(3, 2), [])
    })

    test('keeps the tree of RFC 9162 over its records', async () => {
      const store = create()
      assert.deepEqual(await treeRoot(store.node, 0), EMPTY_ROOT)
      const records = Array.from({ length: 11 }, (_, index) => recordOf(`name${index}`))
      await Promise.all(records.map((record) => store.claim(record)))
      for (let size = 1; size <= records.length; size++) {
        const root = await treeRoot(store.node, size)
        for (let index = 0; index < size; index++) {
          const record = records[index]
          assert.ok(record)
          const proof = await inclusionProof(store.node, index, size)
          const leaf = leafHash(encodeDirectoryRecord(record))
          assert.ok(verifyInclusion({ leafHash: leaf, index, size, proof, root }), `${index} in ${size}`)
        }
      }
      await assert.rejects(store.node(0, 11), /no such node/)
      await assert.rejects(store.node(2, 2), /no such node/)
    })
  })

  describe(`${driver}: prekeys`, () => {
    test('are given out once each; then the last-resort key alone', async () => {
      const store = await withAlice()
      const publication = publicationOf({ firstId: 1, oneTime: 2, oneTimeKyber: 1 })
      assert.equal(await store.takePrekeys(ALICE), undefined)
      assert.equal(await store.publishPrekeys(ALICE, publication), true)
      const { registrationId, signedPrekey, lastResortKyber } = publication
      const common = { registrationId, signedPrekey }
      assert.deepEqual(
        [await store.takePrekeys(ALICE), await store.takePrekeys(ALICE), await store.takePrekeys(ALICE)],
        [
          { ...common, kyberPrekey: publication.oneTimeKyber[0], oneTime: publication.oneTime[0] },
          { ...common, kyberPrekey: lastResortKyber, oneTime: publication.oneTime[1] },
          { ...common, kyberPrekey: lastResortKyber },
        ],
      )
    })

    test('of one mailbox are not given to two who ask at once', async () => {
      const store = await withAlice()
      await store.publishPrekeys(ALICE, publicationOf({ firstId: 1, oneTime: 10, oneTimeKyber: 10 }))
      const taken = await Promise.all(Array.from({ length: 10 }, () => store.takePrekeys(ALICE)))
      assert.equal(new Set(taken.map((bundle) => bundle?.oneTime?.id)).size, 10)
      assert.equal(new Set(taken.map((bundle) => bundle?.kyberPrekey.id)).size, 10)
    })

    test('that are published replace the ones before', async () => {
      const store = await withAlice()
      await store.publishPrekeys(ALICE, publicationOf({ firstId: 1, oneTime: 5, oneTimeKyber: 5 }))
      const newer = publicationOf({ firstId: 50, oneTime: 2, oneTimeKyber: 3 })
      await store.publishPrekeys(ALICE, newer)
      assert.deepEqual((await store.takePrekeys(ALICE))?.oneTime, newer.oneTime[0])
      assert.deepEqual(await store.mailbox(ALICE), {
        ...{ waiting: 0, oneTime: 1, oneTimeKyber: 2 },
        tokenHash: tokenHashOf(1),
      })
    })

    test('that were given out do not come back when their publication is repeated', async () => {
      const store = await withAlice()
      const publication = publicationOf({ firstId: 1, oneTime: 2, oneTimeKyber: 2 })
      await store.publishPrekeys(ALICE, publication)
      await store.takePrekeys(ALICE)
      assert.equal(await store.publishPrekeys(ALICE, publication), true)
      const status = await store.mailbox(ALICE)
      assert.deepEqual([status?.oneTime, status?.oneTimeKyber], [1, 1])
    })

    test('of nobody are nobody’s', async () => {
      const store = await withAlice()
      const publication = publicationOf({ firstId: 1, oneTime: 1, oneTimeKyber: 1 })
      assert.equal(await store.publishPrekeys(BOB, publication), false)
      assert.equal(await store.takePrekeys(BOB), undefined)
    })
  })

  describe(`${driver}: a mailbox`, () => {
    test('is opened by a claim, for the one device of a name', async () => {
      const store = create()
      assert.equal(await store.mailbox(ALICE), undefined)
      assert.equal(await store.setTokenHash(ALICE, tokenHashOf(1)), false)
      assert.equal(await store.deposit(depositFor(ALICE, 1)), 'unknown-recipient')
      await store.claim(recordOf('alice'))
      assert.deepEqual(await store.mailbox(ALICE), { waiting: 0, oneTime: 0, oneTimeKyber: 0 })
      assert.equal(await store.deposit(depositFor({ ...ALICE, device: 2 }, 1)), 'unknown-recipient')
    })

    test('takes letters with its token, and none with another or before one is set', async () => {
      const store = create()
      await store.claim(recordOf('alice'))
      assert.equal(await store.deposit(depositFor(ALICE, 1)), 'token-refused')
      await store.setTokenHash(ALICE, tokenHashOf(1))
      assert.equal(await store.deposit(depositFor(ALICE, 1)), 'stored')
      assert.equal(await store.deposit(depositFor(ALICE, 2, { tokenHash: tokenHashOf(2) })), 'token-refused')
      await store.setTokenHash(ALICE, tokenHashOf(2))
      assert.equal(await store.deposit(depositFor(ALICE, 2)), 'token-refused')
      assert.equal((await store.mailbox(ALICE))?.waiting, 1)
    })

    test('tells nobody with a wrong token that a letter waits', async () => {
      const store = await withAlice()
      await store.deposit(depositFor(ALICE, 1))
      await store.setTokenHash(ALICE, tokenHashOf(2))
      assert.equal(await store.deposit(depositFor(ALICE, 1)), 'token-refused')
    })

    test('collects in order of deposit what was deposited, and deletes nothing', async () => {
      const store = await withAlice()
      for (let index = 1; index <= 5; index++) await store.deposit(depositFor(ALICE, index))
      const { letters, more } = await store.collect(ALICE, 0, 5)
      assert.equal(more, false)
      assert.deepEqual(
        letters.map(({ id, ciphertext, depositedOn }) => ({ id, ciphertext, depositedOn })),
        [1, 2, 3, 4, 5].map((index) => {
          const { id, ciphertext } = depositFor(ALICE, index)
          return { id, ciphertext, depositedOn: TODAY }
        }),
      )
      assert.deepEqual(await store.collect(ALICE, 0, 5), { letters, more })
      assert.deepEqual(await store.collect(BOB, 0, 5), { letters: [], more: false })
    })

    test('collects page by page', async () => {
      const store = await withAlice()
      for (let index = 1; index <= 5; index++) await store.deposit(depositFor(ALICE, index))
      const first = await store.collect(ALICE, 0, 2)
      assert.deepEqual([first.letters.length, first.more], [2, true])
      const rest = await store.collect(ALICE, first.letters[1]?.position ?? 0, 3)
      assert.deepEqual([rest.letters.length, rest.more], [3, false])
      assert.deepEqual(rest.letters[0]?.id, idOf(3))
    })

    test('takes an id once while its letter waits, and keeps the letter that came first', async () => {
      const store = await withAlice()
      assert.equal(await store.deposit(depositFor(ALICE, 1)), 'stored')
      const other = depositFor(ALICE, 2)
      assert.equal(await store.deposit({ ...other, id: idOf(1) }), 'duplicate')
      const { letters } = await store.collect(ALICE, 0, 5)
      assert.deepEqual(
        letters.map(({ ciphertext }) => ciphertext),
        [depositFor(ALICE, 1).ciphertext],
      )
    })

    test('stores one of many equal deposits at once', async () => {
      const store = await withAlice()
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => store.deposit(depositFor(ALICE, 1))),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'stored').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'duplicate').length, 9)
    })

    test('keeps the same id for two people apart', async () => {
      const store = await withAlice()
      await store.claim(recordOf('bob'))
      await store.setTokenHash(BOB, tokenHashOf(1))
      assert.equal(await store.deposit(depositFor(ALICE, 1)), 'stored')
      assert.equal(await store.deposit(depositFor(BOB, 1)), 'stored')
      await store.acknowledge(BOB, [idOf(1)])
      assert.equal((await store.mailbox(ALICE))?.waiting, 1)
    })

    test('deletes for ever what is acknowledged, in any order, and nothing else', async () => {
      const store = await withAlice()
      for (let index = 1; index <= 5; index++) await store.deposit(depositFor(ALICE, index))
      await store.acknowledge(ALICE, [idOf(4), idOf(2), idOf(99), idOf(2)])
      await store.acknowledge(BOB, [idOf(1)])
      const { letters } = await store.collect(ALICE, 0, 5)
      assert.deepEqual(
        letters.map(({ id }) => id),
        [idOf(1), idOf(3), idOf(5)],
      )
      assert.equal((await store.mailbox(ALICE))?.waiting, 3)
      await store.acknowledge(ALICE, [idOf(4)])
      assert.equal((await store.mailbox(ALICE))?.waiting, 3)
    })

    test('never uses a position twice', async () => {
      const store = await withAlice()
      for (let index = 1; index <= 3; index++) await store.deposit(depositFor(ALICE, index))
      const before = await positionsOf(store)
      await store.acknowledge(ALICE, [idOf(1), idOf(2), idOf(3)])
      await store.deposit(depositFor(ALICE, 1))
      const [position = 0] = await positionsOf(store)
      assert.ok(position > Math.max(...before))
      assert.deepEqual(await positionsOf(store, Math.max(...before)), [position])
    })

    test('is full at its quota, still knows what waits, and takes again when there is room', async () => {
      const store = await withAlice()
      const all = Array.from({ length: MAILBOX_LETTERS }, (_, index) => depositFor(ALICE, index))
      const outcomes = await Promise.all(all.map((one) => store.deposit(one)))
      assert.ok(outcomes.every((outcome) => outcome === 'stored'))
      assert.equal(await store.deposit(depositFor(ALICE, MAILBOX_LETTERS)), 'full')
      assert.equal(await store.deposit(depositFor(ALICE, 7)), 'duplicate')
      await store.acknowledge(ALICE, [idOf(7)])
      assert.equal(await store.deposit(depositFor(ALICE, MAILBOX_LETTERS)), 'stored')
      assert.equal(await store.deposit(depositFor(ALICE, 7)), 'full')
    })

    test('has few places for letters that come by permit, and they do not take those of contacts', async () => {
      const store = await withAlice()
      const byPermit = (index: number) => {
        const { tokenHash: _, ...rest } = depositFor(ALICE, index)
        return rest
      }
      for (let index = 0; index < MEET_REQUESTS_WAITING; index++) {
        assert.equal(await store.deposit(byPermit(index)), 'stored')
      }
      assert.equal(await store.deposit(byPermit(1000)), 'full')
      assert.equal(await store.deposit(byPermit(5)), 'duplicate')
      assert.equal(await store.deposit(depositFor(ALICE, 1001)), 'stored')
      await store.acknowledge(ALICE, [idOf(1001)])
      assert.equal(await store.deposit(byPermit(1000)), 'full')
      await store.acknowledge(ALICE, [idOf(3)])
      assert.equal(await store.deposit(byPermit(1000)), 'stored')
    })

    test('forgets letters of days before the given one', async () => {
      const store = await withAlice()
      for (let index = 0; index < 30; index++) {
        await store.deposit(depositFor(ALICE, index, { day: TODAY + (index % 3) }))
      }
      while (await store.expire(TODAY + 2));
      assert.equal((await store.mailbox(ALICE))?.waiting, 10)
      const { letters } = await store.collect(ALICE, 0, 100)
      assert.ok(letters.every(({ depositedOn }) => depositedOn === TODAY + 2))
      assert.equal(await store.deposit(depositFor(ALICE, 0)), 'stored')
      while (await store.expire(TODAY + 3));
      assert.equal((await store.mailbox(ALICE))?.waiting, 0)
    })

    test('is not touched by a scrub', async () => {
      const store = await withAlice()
      for (let index = 0; index < 20; index++) await store.deposit(depositFor(ALICE, index))
      await store.acknowledge(ALICE, [idOf(3), idOf(4), idOf(19)])
      const before = await store.collect(ALICE, 0, 20)
      while (await store.scrub());
      assert.deepEqual(await store.collect(ALICE, 0, 20), before)
      assert.equal(before.letters.length, 17)
    })
  })

  test(`${driver}: a closed store does nothing`, async () => {
    const store = await withAlice()
    await store.close()
    await store.close()
    await assert.rejects(store.deposit(depositFor(ALICE, 1)), /closed/)
    await assert.rejects(store.size(), /closed/)
    await assert.rejects(store.scrub(), /closed/)
  })

  test(`${driver}: what was asked for before a close happens`, async () => {
    const store = await withAlice()
    const deposits = Array.from({ length: 50 }, (_, index) => store.deposit(depositFor(ALICE, index)))
    await store.close()
    assert.ok((await Promise.all(deposits)).every((outcome) => outcome === 'stored'))
  })
}

/** For a driver that keeps what it is given. */
export function describeKeptStore(
  driver: string,
  create: () => { readonly store: OperatorStore; reopen(): Promise<OperatorStore> },
) {
  test(`${driver}: after it was opened again, everything is as it was`, async () => {
    const { store, reopen } = create()
    await store.claim(recordOf('alice'))
    await store.setTokenHash(ALICE, tokenHashOf(1))
    await store.keepSecrets(() => new Uint8Array([7]))
    await store.claim(recordOf('bob'))
    await store.publishPrekeys(ALICE, publicationOf({ firstId: 1, oneTime: 3, oneTimeKyber: 2 }))
    await store.takePrekeys(ALICE)
    for (let index = 1; index <= 4; index++) await store.deposit(depositFor(ALICE, index))
    await store.acknowledge(ALICE, [idOf(2), idOf(4)])
    await furnishSquare(store)
    const before = await snapshotOf(store)
    const again = await reopen()
    assert.deepEqual(await snapshotOf(again), before)
    assert.deepEqual(await again.keepSecrets(() => new Uint8Array([8])), new Uint8Array([7]))
    assert.deepEqual(await again.claim(recordOf('bob', { key: 9 })), { type: 'taken' })
    assert.equal((await again.takePrekeys(ALICE))?.oneTime?.id, 2)
    await again.deposit(depositFor(ALICE, 5))
    assert.deepEqual(
      await positionsOf(again),
      [1, 3, 5],
      'the position of the deleted last letter stays used',
    )
  })
}

async function snapshotOf(store: OperatorStore) {
  const size = await store.size()
  return {
    records: await store.records(0, 100),
    root: await treeRoot(store.node, size),
    status: await store.mailbox(ALICE),
    letters: await store.collect(ALICE, 0, 100),
    square: await squareSnapshotOf(store),
  }
}

async function positionsOf(store: OperatorStore, after = 0) {
  return (await store.collect(ALICE, after, 100)).letters.map(({ position }) => position)
}

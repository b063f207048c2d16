import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createPhrase, createRegistrationId } from '@comrad/keymaker'
import type { Name, PostId } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { createFeedViews } from '../feed/feed-views.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { enter } from '../testing/bare-views.ts'
import { recordOf } from '../testing/log-keeper.ts'
import { emblemOf } from './emblem-view.ts'

const [alice, bob] = ['alice', 'bob'].map(nameOf) as [Name, Name]
const DAY_MS = 86_400_000

let device: BareDevice
beforeEach(async () => {
  device = await createBareDevice()
  device.rows.account.create(createPhrase(), createRegistrationId())
})
afterEach(() => device.close())

const asked = (name?: string) =>
  createFeedViews({
    ...{ device, account: createAccount(device), sync: () => ({ phase: 'never' }) as const },
    ...{ castStep: () => undefined, settings: () => ({ prefetchImages: false }) },
  }).profile(name)

function profile(name?: string) {
  const found = asked(name)
  if (!found.ok) throw new Error(found.error.type)
  return found.value
}

function register() {
  device.rows.account.registered(alice, 0)
  const bobs = recordOf('bob')
  enter(device, [bobs])
  return bobs
}

test('without a name of one’s own there is no profile of one’s own', () => {
  assert.deepEqual(asked(), { ok: false, error: { type: 'not-registered' } })
})

test('what is no name, and a name that nobody has, have no profile', () => {
  register()
  const refused = asked('No Name')
  assert.equal(!refused.ok && refused.error.type, 'name-invalid')
  assert.deepEqual(asked('nobody'), { ok: false, error: { type: 'unknown-name' } })
})

test('somebody whom one has never met has a name, the emblem of their key, and nothing else', () => {
  const { identityKey } = register()
  assert.deepEqual(profile('Bob'), {
    ...{ name: bob, emblem: emblemOf(identityKey), isMine: false, posts: [] },
    ...{ youTrust: false, trustsYou: false, muted: false, blocked: false },
  })
})

test('one’s own profile is there without asking for it by name, before the register is read', () => {
  register()
  const own = profile()
  assert.deepEqual([own.name, own.isMine, own.state], [alice, true, 'shown'])
  assert.equal(own.emblem, emblemOf(createAccount(device).self()?.identity.identityKey))
  assert.deepEqual(profile('alice'), own)
})

test('a face of one’s own is on its way until it is shown', () => {
  register()
  const { faces } = device.rows
  const now = device.clock.now()
  faces.setOwn(alice, { text: 'Hello' }, { at: now, expiresAt: now + DAY_MS })
  assert.deepEqual([profile().state, profile().world], ['waiting', { text: 'Hello', at: now }])
  faces.setShown('world')
  assert.equal(profile().state, 'shown')
  device.rows.trustedFaces.set(alice, { text: 'Psst' }, { at: now, state: 'waiting' })
  assert.deepEqual([profile().state, profile().trustsYou], ['waiting', false], 'either of them')
})

test('a face for the world is there until it ends; one for the trusted says that they trust', async () => {
  register()
  const { faces, trustedFaces } = device.rows
  const now = device.clock.now()
  faces.setWorld(bob, { text: 'For all' }, { at: now, expiresAt: now + DAY_MS })
  trustedFaces.set(bob, { text: 'For you' }, { at: now })
  const both = profile('bob')
  assert.deepEqual([both.world?.text, both.trusted?.text, both.trustsYou], ['For all', 'For you', true])
  assert.equal(both.state, undefined, 'of one’s own faces only')
  await device.clock.advance(DAY_MS)
  const after = profile('bob')
  assert.deepEqual([after.world, after.trusted?.text], [undefined, 'For you'])
})

test('whom one trusts, has muted or blocked is said', () => {
  register()
  const { contacts, quiet } = device.rows
  contacts.setPhase(bob, 'met', 0)
  contacts.setTrusted(bob, true)
  quiet.muted.add(bob)
  quiet.blocked.add(bob)
  const { youTrust, muted, blocked } = profile('bob')
  assert.deepEqual([youTrust, muted, blocked], [true, true, true])
})

test('the latest posts are with it, and no more than twenty', () => {
  register()
  const now = device.clock.now()
  for (let index = 0; index < 25; index++) {
    device.rows.posts.addWorld({
      ...{ id: device.random(16) as PostId, author: bob, content: { text: `${index}` }, replyTo: undefined },
      ...{ writtenAt: now - index, expiresAt: now + DAY_MS, page: 0, sequence: index + 1 },
    })
  }
  const { posts } = profile('bob')
  assert.deepEqual([posts.length, posts[0]?.text], [20, '0'])
  assert.deepEqual(profile().posts, [])
})

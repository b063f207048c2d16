/** The public square as it is typed: posts, threads, votes, recounts, faces, timers and peace, by real processes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { halves, png } from '../../packages/images/src/picture-fixture.ts'
import {
  exitOf,
  json,
  PASSPHRASE,
  type Ran,
  run,
  spawnComrad,
  startLocalOperator,
  temporaryDirectory,
  useStandInProofs,
} from './command.ts'

useStandInProofs()

type Post = {
  readonly post: string
  readonly text: string
  readonly author: string
  readonly audience: string
  readonly unread: boolean
  readonly image?: { readonly width: number }
  readonly votes?: { readonly up: number; readonly down: number }
}

const errorIn = (ran: Ran): string => {
  assert.equal(ran.code, 1, ran.stdout + ran.stderr)
  return (json(ran)['error'] as { type: string }).type
}
const postsIn = (ran: Ran): readonly Post[] => json(ran)['posts'] as readonly Post[]

test('three comrads post, reply, vote, recount, trust and keep their peace', async (context) => {
  const directory = await temporaryDirectory(context)
  const { address } = await startLocalOperator(context, join(directory, 'operator'))
  const comrad =
    (name: string) =>
    (...args: string[]) =>
      run(['--home', join(directory, name), '--json', ...args], { passphrase: PASSPHRASE })
  const [alice, bob, carol] = [comrad('alice'), comrad('bob'), comrad('carol')]
  for (const [name, person] of [['alice', alice] as const, ['bob', bob] as const, ['carol', carol] as const])
    assert.equal((await person('--operator', address, 'register', name)).code, 0)
  const picture = join(directory, 'banner.png')
  await writeFile(picture, png(halves(1_600, 900)))
  let post = ''

  await context.test('a post with an image is read by others, unread once', async () => {
    const published = json(await alice('post', 'Friday at eight.', '--image', picture, '--expires', '3d'))
    assert.equal(published['state'], 'published')
    post = String(published['post'])
    const [first] = postsIn(await bob('feed'))
    assert.deepEqual(
      [first?.post, first?.author, first?.text, first?.unread, first?.image?.width],
      [post, 'alice', 'Friday at eight.', true, 1_280],
    )
    assert.equal(postsIn(await bob('feed', '--offline'))[0]?.unread, false)
  })

  await context.test('feed --follow stays until it is told to stop, and that is no failure', async () => {
    const wish = ['feed', '--follow', '--by', 'votes', '--from', 'alice', '--to', 'world']
    const child = spawnComrad(['--home', join(directory, 'carol'), '--json', ...wish], {
      passphrase: PASSPHRASE,
    })
    child.stderr?.resume()
    const ended = exitOf(child)
    const [shown] = await once(child.stdout ?? child, 'data')
    assert.match(String(shown), /Friday at eight/)
    child.kill('SIGINT')
    assert.equal(await ended, 0)
  })

  await context.test('its image is fetched when it is asked for, and is a WebP', async () => {
    const file = join(directory, 'seen.webp')
    assert.equal((await bob('show', post.slice(0, 8), '--image', file)).code, 0)
    const bytes = await readFile(file)
    assert.equal(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12), 'RIFFWEBP')
  })

  await context.test('a reply stands under its post', async () => {
    assert.equal(json(await bob('reply', post.slice(0, 8), 'I shall be there.'))['state'], 'published')
    const { posts } = json(await carol('show', post)) as { posts: { depth: number; post: Post }[] }
    assert.deepEqual(
      posts.map((one) => [one.depth, one.post.author, one.post.text]),
      [
        [0, 'alice', 'Friday at eight.'],
        [1, 'bob', 'I shall be there.'],
      ],
    )
  })

  await context.test('votes are cast, changed and taken back; a recount agrees', async () => {
    assert.equal(json(await bob('vote', post, 'up'))['state'], 'cast')
    assert.equal(json(await carol('vote', post, 'up'))['state'], 'cast')
    assert.equal(json(await carol('vote', post, 'down'))['state'], 'cast')
    const recount = json(await alice('audit', post))
    assert.deepEqual(recount['shown'], { up: 1, down: 1 })
    assert.deepEqual(recount['counted'], { up: 1, down: 1, taken: 0 })
    assert.equal(recount['agrees'], true)
    assert.equal(json(await carol('vote', post, 'none'))['state'], 'cast')
    assert.deepEqual(postsIn(await alice('feed')).find((one) => one.post === post)?.votes, {
      ...{ up: 1, down: 0, mine: { phase: 'none' } },
    })
    const [first] = postsIn(await alice('feed', '--by', 'votes', '--offline'))
    assert.equal(first?.post, post)
  })

  await context.test('what is for the trusted is read by them alone, and gone when trust is', async () => {
    assert.equal(errorIn(await alice('post', '--to', 'trusted', 'To nobody')), 'nobody-trusted')
    assert.equal(json(await bob('meet', 'alice'))['state'], 'asked')
    assert.equal(json(await alice('meet', 'bob'))['state'], 'met')
    assert.equal((await alice('trust', 'bob')).code, 0)
    assert.equal((await alice('post', '--to', 'trusted', 'The back door is open.')).code, 0)
    const edited = ['--world', 'Baker', '--trusted', 'Shift leader', '--trusted-photo', picture]
    assert.equal((await alice('profile', 'edit', ...edited)).code, 0)
    assert.deepEqual(
      postsIn(await bob('feed', '--to', 'trusted')).map((one) => [one.text, one.audience]),
      [['The back door is open.', 'trusted']],
    )
    assert.deepEqual(postsIn(await carol('feed', '--to', 'trusted')), [])
    assert.match((await bob('profile', 'alice')).stdout, /Baker.*Shift leader/)
    assert.doesNotMatch((await carol('profile', 'alice')).stdout, /Shift leader/)
    assert.equal((await alice('untrust', 'bob')).code, 0)
    assert.deepEqual(postsIn(await bob('feed', '--to', 'trusted')), [])
    assert.doesNotMatch((await bob('profile', 'alice')).stdout, /Shift leader/)
  })

  await context.test('a letter with an image, a timer, and the conversation', async () => {
    assert.equal(json(await alice('send', 'bob', 'look', '--image', picture))['state'], 'deposited')
    const images = join(directory, 'images')
    const { entries } = json(await bob('conversation', 'alice', '--images', images)) as {
      entries: { type: string; text?: string; letter?: string }[]
    }
    const [letter] = entries.filter((one) => one.type === 'received')
    assert.equal(letter?.text, 'look')
    assert.deepEqual(await readdir(images), [`${letter?.letter}.webp`])
    assert.deepEqual(json(await bob('timer', 'alice', '1d')), { name: 'alice', seconds: 86_400 })
    const [met] = (json(await alice('contacts')) as { met: { timer: number }[] }).met
    assert.equal(met?.timer, 86_400)
  })

  await context.test('words are found on this device, whatever signs are among them', async () => {
    const found = JSON.stringify(json(await bob('search', 'friday')))
    assert.match(found, new RegExp(post))
    assert.equal((await bob('search', '" OR * NEAR(')).code, 0)
  })

  await context.test(
    'two processes of one account that vote at once leave one ballot, and both know',
    async () => {
      const published = json(await alice('post', 'Or on Saturday?'))
      assert.equal(published['state'], 'published')
      const raced = String(published['post'])
      assert.ok(postsIn(await bob('feed')).some((one) => one.post === raced))
      // As from a backup: the same keys on another machine.
      await cp(join(directory, 'bob'), join(directory, 'bob elsewhere'), { recursive: true })
      const elsewhere = comrad('bob elsewhere')
      const cast = await Promise.all([bob('vote', raced, 'up'), elsewhere('vote', raced, 'down')])
      assert.deepEqual(
        cast.map((ran) => json(ran)['state']),
        ['cast', 'cast'],
      )
      const { counted, agrees } = json(await alice('audit', raced)) as {
        counted: { up: number; down: number; taken: number }
        agrees: boolean
      }
      assert.deepEqual([counted.up + counted.down, counted.taken, agrees], [1, 0, true])
      assert.equal((await alice('delete', raced)).code, 0)
    },
  )

  await context.test('a conversation that is forgotten is gone here, and stays with the other', async () => {
    assert.equal(errorIn(await alice('forget', 'bob')), 'interaction-ended')
    assert.deepEqual(json(await alice('forget', 'bob', '--yes')), { deleted: 'bob' })
    const entriesOf = async (ran: Promise<Ran>) => (json(await ran)['entries'] as readonly unknown[]).length
    assert.equal(await entriesOf(alice('conversation', 'bob', '--offline')), 0)
    assert.ok((await entriesOf(bob('conversation', 'alice', '--offline'))) > 0)
    assert.equal(errorIn(await alice('forget', 'nobody-here', '--yes')), 'unknown-contact')
  })

  await context.test('peace: hidden below a threshold, muted, blocked', async () => {
    assert.equal((await carol('settings', '--hide-below', '1')).code, 0)
    assert.deepEqual(
      postsIn(await carol('feed', '--offline')).map((one) => one.post),
      [post],
    )
    assert.equal((await carol('settings', '--hide-below', 'off')).code, 0)
    const authors = async (...args: readonly string[]) => [
      ...new Set(postsIn(await carol('feed', '--offline', ...args)).map((one) => one.author)),
    ]
    assert.deepEqual((await authors()).sort(), ['alice', 'bob'])
    assert.equal((await carol('mute', 'alice')).code, 0)
    assert.deepEqual(await authors(), ['bob'])
    assert.deepEqual(await authors('--from', 'alice'), ['alice'], 'who looks for the muted finds them')
    assert.equal((await carol('unmute', 'alice')).code, 0)
    assert.deepEqual((await authors()).sort(), ['alice', 'bob'])
    assert.equal((await carol('block', 'alice')).code, 0)
    assert.deepEqual(await authors(), ['bob'])
    assert.deepEqual(await authors('--from', 'alice'), [])
    assert.equal((await carol('unblock', 'alice')).code, 0)
    assert.deepEqual((await authors()).sort(), ['alice', 'bob'])
    assert.equal((await carol('block', 'alice')).code, 0)
  })

  await context.test('one’s own post is deleted for everybody, and nobody else’s', async () => {
    assert.equal(errorIn(await bob('delete', post)), 'not-yours')
    assert.equal((await alice('delete', post)).code, 0)
    assert.equal(errorIn(await bob('show', post)), 'unknown-post')
  })

  await context.test('what is refused, and why', async (refused) => {
    const cases: readonly (readonly [string, readonly string[], string])[] = [
      ['a thousand and one characters', ['post', 'x'.repeat(1_001)], 'text-invalid'],
      ['nothing', ['post', ''], 'text-invalid'],
      ['for ever', ['post', 'x', '--expires', '31d'], 'expiry-invalid'],
      ['for no time', ['post', 'x', '--expires', '0d'], 'expiry-invalid'],
      [
        'a file that is no image',
        ['post', 'x', '--image', join(import.meta.dirname, 'axe.ts')],
        'image-refused',
      ],
      ['a post that nobody has seen', ['vote', 'ffffffff', 'up'], 'unknown-post'],
      ['trust in a stranger', ['trust', 'carol'], 'unknown-contact'],
    ]
    for (const [name, args, type] of cases)
      await refused.test(name, async () => assert.equal(errorIn(await alice(...args)), type))
  })
})

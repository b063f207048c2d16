/** Three comrads with things to say, so that no screen is looked at empty that people will see full. */
import type { Page } from 'playwright-core'
import { PASSPHRASE } from '../e2e/browser.ts'
import { untilSo } from '../e2e/patience.ts'
import { ask, until } from './core.ts'

/** As long as a name may be. */
export const LONG_NAME = 'krasnaya-presnya-print-workers'

/** An account, without the way to one. */
export async function enter(page: Page, name: string): Promise<void> {
  await ask(page, 'create', { passphrase: PASSPHRASE })
  await ask(page, 'register', { name })
}

/** `alice` and `bob` are already in the register; the third is made here. */
export async function fill(alice: Page, bob: Page, third: Page): Promise<void> {
  for (const [page, name, greeting] of [
    [bob, 'alice', 'From the print shop. We met on Saturday.'],
    [third, 'alice', 'ХорошогоДняВсемТоварищамИзТипографииСНаилучшимиПожеланиямиНавсегда'],
  ] as const) {
    await ask(page, 'meet', { name, greeting })
  }
  await until(alice, ['contacts', {}], ({ incoming }: { incoming: unknown[] }) => incoming.length === 2)
  await ask(alice, 'accept', { name: 'bob' })
  await until(bob, ['contacts', {}], ({ met }: { met: unknown[] }) => met.length === 1)
  await ask(alice, 'edit-profile', {
    world: {
      text: 'Typesetter. Bread, roses, and a decent night’s sleep.',
      photo: await poster(alice, 400, 400, 1),
    },
    trusted: { text: 'The press is in the cellar behind the bakery; ring twice.' },
  })
  for (const [page, text] of WORDS) {
    const [from, to] = page === 'alice' ? [alice, bob] : [bob, alice]
    await ask(from, 'send', { name: page === 'alice' ? 'bob' : 'alice', text })
    await until(to, ['conversation', { name: page }], ({ entries }: { entries: { text?: string }[] }) =>
      entries.some((entry) => entry.text === text),
    )
  }
  await ask(bob, 'send', { name: 'alice', text: '', image: await poster(bob, 640, 420, 4) })
  await write(alice, bob, third)
  await until(
    alice,
    ['conversation', { name: 'bob' }],
    ({ entries }: { entries: unknown[] }) => entries.length >= 8,
  )
}

async function write(alice: Page, bob: Page, third: Page): Promise<void> {
  const first = await post(
    bob,
    'The bakers of the night shift have won: eight hours, and the ovens are swept by those who own them. Come and eat with us on Saturday at noon, by the river.',
  )
  await post(
    third,
    `Pneumonoultramicroscopicsilicovolcanoconiosis${'Donaudampfschifffahrtsgesellschaft'.repeat(3)}: a word without a place to break.`,
  )
  const picture = await post(
    alice,
    'The new poster is dry. Who has paste?',
    await poster(alice, 1200, 800, 2),
  )
  await post(alice, '<b>Not bold</b> javascript:alert(1) 🌹🌹🌹 \u202eevil\u202c')
  await post(third, 'اجتماع الجمعية العامة يوم السبت عند الظهر. أحضروا الخبز والورد.')
  await Promise.all([alice, bob, third].map((page) => seen(page, 5)))
  const reply = await post(bob, 'I have two buckets, and a ladder.', undefined, picture)
  await seen(alice, 6)
  await post(alice, 'Then at six, at the corner of the market.', undefined, reply)
  await post(third, 'I bring the brushes.', undefined, picture)
  await Promise.all([alice, bob].map((page) => seen(page, 8)))
  await ask(bob, 'vote', { post: picture, choice: 'up' })
  await ask(third, 'vote', { post: picture, choice: 'up' })
  await ask(alice, 'vote', { post: first, choice: 'up' })
  await ask(third, 'vote', { post: first, choice: 'down' })
  for (const [page, which] of [
    [alice, first],
    [bob, picture],
  ] as const)
    await counted(page, which)
}

/** The names of posts are those of the world: everybody calls a post the same. */
async function post(
  page: Page,
  text: string,
  image?: Uint8Array<ArrayBuffer>,
  replyTo?: string,
): Promise<string> {
  const given = { to: 'world' as const, text, ...(image && { image }), ...(replyTo && { replyTo }) }
  const { post: made } = (await ask(page, 'post', given)) as { post: string }
  return made
}

async function seen(page: Page, count: number): Promise<void> {
  await untilSo(
    async () => {
      await ask(page, 'refresh-feed', {})
      const { posts } = (await ask(page, 'feed', {})) as { posts: { state?: { phase: string } }[] }
      return posts.length >= count && posts.every(({ state }) => state?.phase !== 'waiting')
    },
    'the feed arrives',
    400,
  )
}

async function counted(page: Page, which: string): Promise<void> {
  type Thread = { posts: { post: { post: string; votes?: { mine: { phase: string } } } }[] }
  await until(page, ['thread', { post: which }], ({ posts }: Thread) =>
    posts.some(({ post: one }) => one.post === which && one.votes?.mine.phase === 'cast'),
  )
}

/** A picture that nobody has to fetch: drawn by the browser itself. */
export async function poster(
  page: Page,
  width: number,
  height: number,
  turn: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const drawn = await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(${width}, ${height})
    const draw = canvas.getContext('2d')
    draw.fillStyle = '#e8dcc4'
    draw.fillRect(0, 0, ${width}, ${height})
    draw.translate(${width / 2}, ${height / 2})
    draw.rotate(${turn * 0.6})
    draw.fillStyle = '#b8141f'
    draw.fillRect(${-width}, ${-height / 9}, ${width * 2}, ${height / 4})
    draw.fillStyle = '#1b1714'
    draw.beginPath()
    draw.arc(${width / 6}, ${-height / 6}, ${height / 5}, 0, 7)
    draw.fill()
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
    return [...new Uint8Array(await blob.arrayBuffer())]
  })()`)
  return new Uint8Array(drawn as number[])
}

const WORDS: readonly (readonly ['alice' | 'bob', string])[] = [
  ['bob', 'Is the paper here?'],
  ['alice', 'Two reams. It came in the bread van, under the rye, and nobody asked.'],
  ['bob', 'Good. Then we print tonight.'],
  ['alice', 'Bring gloves; the ink is the cheap one.'],
  [
    'bob',
    'https://example.org/a/very/long/address/that/does/not/break/anywhere/because/it/is/an/address?with=query&and=more',
  ],
  ['alice', 'I do not open those. Tell me on Saturday.'],
]

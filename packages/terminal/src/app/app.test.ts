/** The rooms as somebody at 80 by 24 sees them. Every screen on the way is held to that size, and to what a terminal must not be sent. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { StoreFailure } from '@comrad/client'
import { err, ok } from '@comrad/protocol'
import {
  contactOf,
  createFakeComrad,
  type FakeFacts,
  NOW,
  nameOf,
  postOf,
  receivedOf,
  sentOf,
  statusOf,
} from './testing/fake-comrad.ts'
import { createFakeHouse, KEYS, openApp, PASSPHRASE } from './testing/open-app.ts'

type Context = Parameters<typeof openApp>[0]

function open(t: Context, facts: Partial<FakeFacts> = {}, options: Parameters<typeof openApp>[2] = {}) {
  const comrad = createFakeComrad(facts)
  const house = createFakeHouse(comrad)
  return { comrad, house, app: openApp(t, house, options) }
}

const changed = (comrad: ReturnType<typeof createFakeComrad>) => comrad.emit('change', undefined)

describe('the frame', () => {
  test('says the rooms, what is new in each, and whether it is connected', async (t) => {
    const { mail } = statusOf({})
    const status = { mail: { ...mail, unread: 2 }, requests: 1 }
    const { app } = open(t, { status })
    const frame = await app.sees(/1 Feed {2}2 Messages•2 {2}3 Contacts•1 {2}4 Profile/)
    assert.match(frame, /● Connected through Tor/)
    assert.match(frame, /\? keys {2}q leave/)
  })

  test('follows Tor while it connects', async (t) => {
    const { app, house } = open(t, { status: { connection: { phase: 'stopped' } } })
    house.setLine({ phase: 'starting', percent: 45, words: { happened: 'Reading the list of relays.' } })
    await app.sees(/● Tor: 45 % · Reading the list of relays\./)
  })

  test('shows an alarm in every room', async (t) => {
    const words = { happened: 'There are two registers.', todo: 'compare them.' }
    const checkpoint = { size: 3, root: 'cd'.repeat(32), note: '' }
    const alarm = { kind: 'forked', seen: checkpoint, shown: checkpoint } as const
    const evidence = [{ is: 'seen', what: `register of 3, root ${checkpoint.root}` }] as const
    const status = statusOf({
      connection: { phase: 'halted' },
      alarms: [{ id: 1, raisedAt: NOW, alarm, endsTrust: true, evidence, words }],
      words: [words],
    })
    const { app } = open(t, { status })
    await app.sees(/● Stopped: the Operator cannot be trusted\s+! There are two registers\./)
    await app.press('7')
    await app.sees(/Seen before: register of 3, root\s+cdcd/)
  })

  test('tells in passing what comes in, as far as it is wanted', async (t) => {
    const { app, comrad, house } = open(t)
    comrad.emit('letter', { from: nameOf('bob'), letter: 'x' })
    await app.sees(/» bob has written\./)
    await house.changePreferences({ notifications: 'without-content' })
    comrad.emit('letter', { from: nameOf('bob'), letter: 'x' })
    await app.sees(/» A message has come\./)
  })

  test('lists its keys', async (t) => {
    const { app } = open(t)
    await app.press('?')
    const frame = await app.sees(/■ Keys/)
    assert.match(frame, /In every room\s+1 +feed/)
    await app.press(KEYS.pageDown)
    await app.sees(/With a post\s/)
    await app.press(KEYS.escape)
    await app.sees(/1 Feed/)
  })

  test('a letter typed in a field is not a key of the rooms', async (t) => {
    const { app } = open(t)
    await app.press('5', 'q7?')
    await app.sees(/▸ Search this device\s+q7\?/)
  })

  test('is usable when the terminal shrinks, and says so where it is too small', async (t) => {
    const { app } = open(t, { posts: [postOf('bob', 'Hello '.repeat(40))] })
    await app.sees(/bob/)
    await app.resize(40, 12)
    await app.sees(/bob/)
    assert.match(app.frame(), /^ 1 Feed {2}2 {2}3 {2}4 /)
    await app.resize(30, 8)
    await app.sees(/too small/)
    await app.resize(120, 40)
    await app.sees(/7 Status/)
  })

  test('ends with Ctrl-C, and with q after a question', async (t) => {
    const first = open(t).app
    await first.press(KEYS.quit)
    await first.isOver
    const { app } = open(t)
    await app.press('q')
    await app.sees(/■ Leave Comrad/)
    await app.press(KEYS.enter)
    await app.isOver
  })

  test('the panic chord asks once, also while one writes, and then wipes', async (t) => {
    const { app, house } = open(t)
    await app.press('n', 'Something')
    await app.press(KEYS.panic)
    await app.sees(/■ Wipe this device[\s\S]*Ctrl-X again: wipe now/)
    await app.press('y', KEYS.enter)
    assert.deepEqual(house.asked, [], 'nothing else says yes')
    await app.press(KEYS.escape)
    await app.sees(/Something/)
    await app.press(KEYS.panic, KEYS.panic)
    await app.sees(/Make an account/)
    assert.deepEqual(house.asked, ['wipe'])
  })

  test('the panic chord and the setting ask one and the same question', async (t) => {
    const { app, house } = open(t)
    await app.press('6', KEYS.end, KEYS.enter)
    await app.sees(/■ Wipe this device/)
    await app.press(KEYS.panic)
    await app.sees(/Make an account/)
    assert.deepEqual(house.asked, ['wipe'])
  })

  test('speaks Spanish as soon as that is chosen', async (t) => {
    const { app } = open(t)
    await app.press('6', KEYS.enter)
    await app.sees(/1 Plaza {2}2 Mensajes[\s\S]*▌ Idioma +Español/)
  })
})

describe('the feed', () => {
  test('is empty at first, and says how fresh it is', async (t) => {
    const { app, comrad } = open(t, { sync: { phase: 'never' } })
    await app.sees(/The feed has not been read yet\.[\s\S]*Nothing here yet\. n says the first word\./)
    comrad.facts.sync = { phase: 'syncing', pagesLeft: 3 }
    changed(comrad)
    await app.sees(/Reading the feed: 3 pages left/)
    comrad.facts.sync = { phase: 'waiting', words: { happened: 'Too few.', todo: 'wait.' } }
    changed(comrad)
    await app.sees(/· Too few\.\s+To do: wait\./)
  })

  test('shows a post with its author, age, votes and replies, and marks what is new', async (t) => {
    const posts = [
      postOf('bob', 'We meet at six.\nBring banners.', { unread: true, replies: 2 }),
      postOf('carol', '', {
        image: { width: 640, height: 480, placeholder: new Uint8Array(), isHere: false },
      }),
      postOf('alice', 'Mine', { audience: 'trusted', state: { phase: 'waiting' } }),
    ]
    const { app, comrad } = open(t, { posts })
    const frame = await app.sees(/▌ ● bob {2}5 min · gone in 7 days +\+3 −1 · 2 replies/)
    assert.match(frame, /▌ │ We meet at six\.\n▌ │ Bring banners\./)
    assert.match(frame, /carol[^\n]*\n {2}│ \[image 640×480\] {2}v shows it/)
    assert.match(frame, /alice \(you\) {2}5 min · gone in 7 days · trusted · on its way/)
    await app.clock.advance(1_500)
    assert.ok(comrad.asked.includes(`markPostsRead ${posts[0]?.post}`))
  })

  test('says why a vote or a post waits', async (t) => {
    const mine = {
      ...{ phase: 'casting' as const, choice: 'up' as const, reason: 'too-few-members' as const },
      words: { happened: 'Too few comrads.', kept: 'your vote.', todo: 'invite others.' },
    }
    const words = { happened: 'Its image goes first.' }
    const posts = [
      postOf('bob', 'Shall we?', { votes: { up: 1, down: 0, mine } }),
      postOf('alice', 'Look', { state: { phase: 'waiting', reason: 'image', words } }),
    ]
    const { app } = open(t, { posts })
    const frame = await app.sees(/· Too few comrads\.\n▌ {3}Kept: your vote\.\n▌ {3}To do: invite others\./)
    assert.match(frame, /on its way[\s\S]*· Its image goes first\./)
  })

  test('asks for a stretch at a time, and for the next one before its end', async (t) => {
    const posts = Array.from({ length: 1_000 }, (_, place) => postOf('bob', `Post ${place}.`))
    const { app, comrad } = open(t, { posts })
    await app.sees(/▌ │ Post 0\./)
    const most = () => Math.max(...comrad.asked.map((one) => Number(/^feed \w+\+(\d+)$/.exec(one)?.[1] ?? 0)))
    assert.ok(most() <= 30, `${most()} at once`)
    for (let place = 1; place <= 60; place++) await app.press('j')
    await app.sees(/▌ │ Post 60\./)
    for (let place = 1; place <= 60; place++) await app.press('k')
    await app.sees(/▌ │ Post 0\./)
    assert.ok(most() <= 30)
  })

  test('a key that is held down is that key so many times, and a text is not a row of keys', async (t) => {
    const posts = Array.from({ length: 20 }, (_, place) => postOf('bob', `Post ${place}.`))
    const { app, comrad } = open(t, { posts })
    await app.sees(/▌ │ Post 0\./)
    await app.press('jjjjj')
    await app.sees(/▌ │ Post 5\./)
    await app.press('\x1b[A\x1b[A')
    await app.sees(/▌ │ Post 3\./)
    await app.press('jad+q')
    await app.sees(/▌ │ Post 3\./)
    assert.ok(!comrad.asked.some((one) => /^(vote|audit)/.test(one)))
  })

  test('what comes in above does not move what is selected', async (t) => {
    const posts = [postOf('bob', 'First'), postOf('carol', 'Second')]
    const { app, comrad } = open(t, { posts })
    await app.sees(/▌ │ First/)
    comrad.facts.posts = [postOf('dave', 'News'), ...posts]
    changed(comrad)
    await app.sees(/News[\s\S]*▌ │ First/)
    await app.press('+')
    assert.ok(comrad.asked.includes(`vote ${posts[0]?.post} up`))
  })

  test('votes, takes a vote back, and says why neither can be', async (t) => {
    const post = postOf('bob', 'Yes?', { votes: { up: 1, down: 0, mine: { phase: 'cast', choice: 'up' } } })
    const { app, comrad } = open(t, { posts: [post] })
    await app.sees(/you: \+ \+1 −0/)
    await app.press('+', '-')
    assert.deepEqual(
      comrad.asked.filter((one) => one.startsWith('vote')),
      [`vote ${post.post} none`, `vote ${post.post} down`],
    )
    comrad.facts.answers = { vote: err({ type: 'expired' }) }
    await app.press('-')
    await app.sees(/■ Comrad\s+! /)
  })

  test('a post is written with a counter, kept as it is typed, and said to be wrong where it is', async (t) => {
    const { app, comrad, house } = open(t)
    await app.press('n', 'Comrades, tomorrow')
    const frame = await app.sees(/▸ What do you want to say\? {2}982 characters left\s+Comrades, tomorrow/)
    assert.match(frame, /\[the whole world\] · those I trust/)
    await app.clock.advance(400)
    assert.equal(house.drafts.get('post'), 'Comrades, tomorrow')
    await app.press(KEYS.tab, KEYS.right)
    await app.sees(/the whole world · \[those I trust\]\s+Sealed for each of them/)
    await app.press(KEYS.tab, KEYS.left, KEYS.tab, '/pictures/none.png', KEYS.enter)
    await app.sees(/! \/pictures\/none\.png cannot be read\./)
    await app.press(KEYS.clear, '/pictures/banner.png')
    comrad.facts.answers = { post: err({ type: 'nobody-trusted' }) }
    await app.press(KEYS.enter)
    await app.sees(/■ As it will be sent\s+▀▀\s[\s\S]*Enter Publish/)
    await app.press(KEYS.escape)
    await app.sees(/▸ An image/)
    assert.ok(!comrad.asked.some((one) => one.startsWith('post ')), 'what does not look right is not sent')
    await app.press(KEYS.enter)
    await app.sees(/■ As it will be sent/)
    await app.press(KEYS.enter)
    await app.sees(/! You trust nobody yet/)
    comrad.facts.answers = {}
    await app.press(KEYS.enter)
    await app.sees(/■ As it will be sent/)
    await app.press(KEYS.enter)
    await app.sees(/» Kept; it is published as soon as it can be\./)
    assert.equal(
      comrad.asked.filter((one) => one.startsWith('post ')).at(-1),
      `post ${JSON.stringify({ to: 'trusted', text: 'Comrades, tomorrow', expiresDays: 3, image: { 0: 9 } })}`,
    )
    assert.equal(house.drafts.get('post'), '', 'what is published is no draft any more')
  })

  test('a full disk ends nothing: it is said, and kept with the next character', async (t) => {
    const { app, house } = open(t)
    const keep = house.keepDraft
    house.keepDraft = async () => {
      throw new StoreFailure('storage-full')
    }
    await app.press('n', 'Half a')
    await app.clock.advance(400)
    await app.sees(/Half a[\s\S]*! .*disk is full/)
    house.keepDraft = keep
    await app.press(' sen')
    await app.clock.advance(400)
    assert.equal(house.drafts.get('post'), 'Half a sen')
    assert.doesNotMatch(app.frame(), /disk is full/)
  })

  test('what was being written when it ended is there again', async (t) => {
    const { app, house } = open(t)
    house.drafts.set('post', 'Half a sen')
    await app.press('n')
    await app.sees(/Half a sen/)
  })

  test('a reply goes where its parent went', async (t) => {
    const post = postOf('bob', 'Only us', { audience: 'trusted' })
    const { app, comrad } = open(t, { posts: [post] })
    await app.sees(/Only us/)
    await app.press('r')
    await app.sees(/■ In reply to bob/)
    await app.press('Agreed')
    await app.press(KEYS.save)
    await app.sees(/» Kept/)
    assert.match(comrad.asked.at(-1) ?? comrad.asked.join(), /feed|post/)
    const [said = ''] = comrad.asked.filter((one) => one.startsWith('post '))
    assert.deepEqual(JSON.parse(said.slice(5)), {
      ...{ to: 'trusted', text: 'Agreed', expiresDays: 7, replyTo: post.post },
    })
  })

  test('a deleted post can be had back for a while, and is gone after it', async (t) => {
    const post = postOf('alice', 'Oh no')
    const { app, comrad } = open(t, { posts: [post] })
    await app.sees(/Oh no/)
    await app.press('d')
    await app.sees(/» Deleted\. u takes it back\./)
    comrad.facts.posts = []
    comrad.facts.deletions = [{ post: post.post, dueAt: NOW + 6_000 }]
    comrad.emit('change', undefined)
    await app.sees(/Nothing here yet/)
    await app.press('u')
    comrad.facts.deletions = []
    await app.press('u')
    assert.deepEqual(
      comrad.asked.filter((one) => /^(delete|keep)Post/.test(one)),
      [`deletePost ${post.post}`, `keepPost ${post.post}`],
      'asked of the core at once, and nothing that cannot be had back',
    )
  })

  test("nobody's post but one's own is deleted", async (t) => {
    const { app, comrad } = open(t, { posts: [postOf('bob', 'His')] })
    await app.sees(/His/)
    await app.press('d')
    await app.clock.advance(6_000)
    assert.ok(!comrad.asked.some((one) => one.startsWith('deletePost')))
  })

  test('a recount says what was found', async (t) => {
    const audit = {
      ...{ post: 'x', shown: { up: 3, down: 1 }, counted: { up: 2, down: 1, taken: 0 }, invalid: 1 },
      ...{
        groups: [{ cohort: 0, size: 9, members: 9, ballots: 3, seenAt: Date.UTC(2020, 1, 1, 12) }],
        mine: 'missing',
        agrees: false,
      },
      words: [{ happened: 'A ballot is false.' }],
    }
    const { app } = open(t, { posts: [postOf('bob', 'Count me')], answers: { audit: ok(audit) } })
    await app.sees(/Count me/)
    await app.press('a')
    const frame = await app.sees(/The tally is not what the ballots say\./)
    assert.match(frame, /Shown: \+3 −1\s+Counted here: \+2 −1\s+Refused: 1/)
    assert.match(frame, /Your own ballot is missing!\s+3 ballots of a group of 9 members/)
    assert.match(frame, /this device has known 9 names since 2020-02-01 \d\d:00/)
  })

  test('a thread is shown whole, the replies under what they answer', async (t) => {
    const long = Array.from({ length: 12 }, (_, line) => `Line ${line}`).join('\n')
    const { app } = open(t, { posts: [postOf('bob', long), postOf('carol', 'I agree')] })
    await app.sees(/… 6 lines more: Enter shows all/)
    await app.press(KEYS.enter)
    const frame = await app.sees(/│ Line 11/)
    assert.match(frame, /\n {4}carol/)
    await app.press(KEYS.escape)
    await app.sees(/Enter shows all/)
  })
})

describe('messages', () => {
  const people = [contactOf('bob', { unread: 3, verified: true }), contactOf('carol', { muted: true })]

  test('none yet says how to come to some', async (t) => {
    const { app } = open(t)
    await app.press('2')
    await app.sees(/No messages yet\. Meet somebody first: 3, then n\./)
  })

  test('the conversations, with what is new in each', async (t) => {
    const { app } = open(t, { people })
    await app.press('2')
    const frame = await app.sees(/▌ bob {2}verified +● 3 {2}now/)
    assert.match(frame, /carol {2}muted/)
  })

  test('thousands of people are asked for a stretch at a time', async (t) => {
    const many = Array.from({ length: 5_000 }, (_, place) => contactOf(`comrad-${place}`))
    const { app, comrad } = open(t, { people: many })
    await app.press('2')
    await app.sees(/▌ comrad-0/)
    for (let page = 0; page < 12; page++) await app.press(KEYS.pageDown)
    await app.sees(/▌ comrad-1[5-9]\d /)
    const limits = comrad.asked.flatMap((one) => /^people met \d+\+(\d+)$/.exec(one)?.[1] ?? [])
    assert.ok(Math.max(...limits.map(Number)) <= 60)
  })

  test('a conversation shows who said what, and how far each letter is', async (t) => {
    const entries = [
      {
        type: 'notice',
        notice: 'met',
        at: NOW,
        count: 1,
        words: { happened: 'You have met.', kept: 'it.', todo: 'compare.' },
      },
      receivedOf('Are you there?'),
      { type: 'gap', missing: 2, words: { happened: '2 letters are missing here.' } },
      sentOf('Delivered one', { phase: 'delivered', at: NOW }),
      sentOf('Waiting one', { phase: 'queued', reason: 'mailbox-full', cancellable: true }),
      sentOf('Lost one', { phase: 'undelivered', at: NOW }),
    ] as const
    const { app, comrad } = open(t, { people, entries })
    await app.press('2', KEYS.enter)
    const frame = await app.sees(/· 2 letters are missing here\./)
    assert.match(frame, /· You have met\. Kept: it\. To do: compare\.\n/)
    assert.match(frame, /bob {2}[\d:]+\n {2}│ Are you there\?/)
    assert.match(frame, /you {2}[\d:]+ · delivered\n {2}│ Delivered one/)
    assert.match(frame, /· waiting: their mailbox is full\n/)
    assert.match(frame, /· not delivered\n/)
    assert.ok(comrad.asked.includes('markRead bob'))
  })

  test('what is written is sent with Enter, a line begun with Ctrl-J, and kept until then', async (t) => {
    const { app, comrad, house } = open(t, { people })
    await app.press('2', KEYS.enter)
    await app.sees(/You have met bob\. Say hello\./)
    await app.press('One', KEYS.newLine, 'Two')
    await app.clock.advance(400)
    assert.equal(house.drafts.get('message/bob'), 'One\nTwo')
    comrad.facts.answers = { send: err({ type: 'storage-full' }) }
    await app.press(KEYS.enter)
    await app.sees(/Two[\s\S]*! /)
    comrad.facts.answers = {}
    await app.press(KEYS.enter)
    assert.equal(comrad.asked.filter((one) => one.startsWith('send')).at(-1), 'send bob One\nTwo')
    assert.equal(house.drafts.get('message/bob'), '')
  })

  test('a text that is pasted with its ends of line is not sent at each of them', async (t) => {
    const { app, comrad } = open(t, { people })
    await app.press('2', KEYS.enter, '\x1b[200~first\rsecond\r\x1b[201~')
    await app.sees(/987 characters left\n +second/)
    assert.ok(!comrad.asked.some((one) => one.startsWith('send')))
  })

  test('an image is sent from a file', async (t) => {
    const { app, comrad } = open(t, { people })
    await app.press('2', KEYS.enter, KEYS.image, '/pictures/banner.png', KEYS.enter, 'Look')
    await app.press(KEYS.save)
    await app.sees(/■ As it will be sent\s+▀▀\s[\s\S]*Enter Send/)
    await app.press(KEYS.enter)
    await app.sees(/▸ To bob/)
    assert.ok(comrad.asked.includes('send bob Look {"0":9}'))
  })

  test('a waiting letter is taken back, and a lost one written again', async (t) => {
    const entries = [
      sentOf('Lost', { phase: 'undelivered', at: NOW }),
      sentOf('Waits', { phase: 'queued', cancellable: true }),
    ]
    const { app, comrad } = open(t, { people, entries })
    await app.press('2', KEYS.enter, KEYS.escape, 'x')
    await app.press('k', 'r')
    await app.sees(/» Written again\./)
    const [lost, waits] = entries.map((entry) => (entry.type === 'sent' ? entry.letter : ''))
    assert.deepEqual(
      comrad.asked.filter((one) => /^(cancel|send)/.test(one)),
      [`cancel ${waits}`, `sendAgain ${lost}`],
    )
  })

  test('a letter of nothing but an image is written again, and why it cannot be is said', async (t) => {
    const letter = sentOf('', { phase: 'cancelled', at: NOW })
    const image = { width: 4, height: 3, placeholder: new Uint8Array(0), isHere: false }
    const { app, comrad } = open(t, { people, entries: [{ ...letter, image } as typeof letter] })
    comrad.facts.answers = { sendAgain: err({ type: 'own-image-gone' }) }
    await app.press('2', KEYS.enter, KEYS.escape, 'r')
    await app.sees(/! The image of that letter is not on this device any more\./)
    assert.equal(comrad.asked.filter((one) => one.startsWith('send')).length, 1)
  })

  test('a timer is set, a conversation deleted after a question', async (t) => {
    const { app, comrad } = open(t, { people })
    await app.press('2', KEYS.enter, KEYS.escape, 't')
    await app.sees(/■ Messages disappear[\s\S]*\[never\] · after 5 min/)
    await app.press(KEYS.right, KEYS.enter)
    await app.sees(/To bob/)
    await app.press('d')
    await app.sees(/■ Delete this conversation: bob/)
    await app.press(KEYS.enter)
    await app.sees(/▌ bob/)
    assert.deepEqual(
      comrad.asked.filter((one) => /^(setTimer|delete)/.test(one)),
      ['setTimer bob 300', 'deleteConversation bob'],
    )
  })

  test('a long conversation is read a stretch at a time, from its end', async (t) => {
    const entries = Array.from({ length: 2_000 }, (_, place) => receivedOf(`Letter ${place}.`))
    const { app } = open(t, { people, entries })
    await app.press('2', KEYS.enter)
    await app.sees(/Letter 1999\./)
    await app.press(KEYS.escape)
    for (let page = 0; page < 20; page++) await app.press(KEYS.pageUp)
    await app.sees(/Letter 18[3-9]\d\./)
  })
})

describe('contacts', () => {
  const asks = contactOf('dave', { meeting: { phase: 'incoming', at: NOW, greeting: 'From the harbour' } })
  const people = [asks, contactOf('bob'), contactOf('erin', { meeting: { phase: 'refused', at: NOW } })]

  test('nobody yet says how to meet somebody, and how others join', async (t) => {
    const { app } = open(t, {}, { joinLine: 'npm run comrad -- register NAME' })
    await app.press('3')
    await app.sees(/Nobody yet\. n asks somebody by name\.[\s\S]*Others join with:\s+npm run comrad/)
  })

  test('who asks is accepted or declined; the greeting is theirs', async (t) => {
    const { app, comrad } = open(t, { people })
    await app.press('3')
    const frame = await app.sees(/They ask to meet you\n▌ dave {2}asks: “From the harbour”/)
    assert.match(frame, / {2}Met\n {2}bob[\s\S]* {2}Closed\n {2}erin {2}declined to meet you/)
    await app.press('y', 'd')
    assert.deepEqual(
      comrad.asked.filter((one) => /^(accept|decline)/.test(one)),
      ['accept dave', 'decline dave {"tell":false}'],
    )
    await app.press('j', 'y')
    assert.equal(comrad.asked.filter((one) => one.startsWith('accept')).length, 1, 'bob did not ask')
  })

  test('a stranger who asks is declined and told, or blocked; who was declined is accepted after all', async (t) => {
    const declined = contactOf('erin', { meeting: { phase: 'declined', at: NOW } })
    const { app, comrad } = open(t, { people: [asks, declined] })
    await app.press('3', 'D')
    await app.sees(/» Declined\. dave is told\./)
    await app.press('b')
    await app.sees(/■ Block: dave/)
    await app.press(KEYS.enter, 'j', 'y')
    await app.sees(/» erin is told that you have met\./)
    await app.press(KEYS.enter)
    await app.sees(/y accept {2}m mute {2}b block/)
    assert.deepEqual(
      comrad.asked.filter((one) => /^(accept|decline|block)/.test(one)),
      ['decline dave {"tell":true}', 'block dave', 'accept erin'],
    )
  })

  test('a stranger who does not ask is blocked too', async (t) => {
    const { app, comrad } = open(t, { posts: [postOf('mallory', 'Spam')] })
    await app.sees(/Spam/)
    await app.press('p', 'b', KEYS.enter)
    await app.sees(/» Done\./)
    assert.ok(comrad.asked.includes('block mallory'))
  })

  test('somebody is asked by name, and the answer or the refusal is said', async (t) => {
    const { app, comrad } = open(t, { answers: { meet: err({ type: 'unknown-name' }) } })
    await app.press('3', 'n', 'zoe', KEYS.enter, 'Hello', KEYS.enter)
    await app.sees(/■ Meet somebody[\s\S]*! /)
    const words = { happened: 'zoe is asked.' }
    comrad.facts.answers = { meet: ok({ name: nameOf('zoe'), state: 'asked', words }) }
    await app.press(KEYS.enter)
    await app.sees(/zoe is asked\./)
    assert.match(comrad.asked.join('\n'), /meet zoe Hello/)
  })

  test('a request that waits says for what', async (t) => {
    const meeting = { phase: 'requested', at: NOW, answer: 'awaited' } as const
    const { app } = open(t, { people: [contactOf('zoe', { meeting })] })
    await app.press('3')
    await app.sees(/You have asked\n▌ zoe {2}no answer yet/)
    await app.press(KEYS.enter)
    await app.sees(/· zoe waits for more comrads\./)
  })

  test('a safety number stands beside its code, and is said to be the same', async (t) => {
    const { app, comrad } = open(t, { people })
    await app.press('3', 'j', KEYS.enter)
    await app.sees(/w write {2}s safety number {2}f trust {2}m mute {2}b block/)
    await app.press('s')
    const frame = await app.sees(/█[▀▄ █]+█ +10000 {2}10001 {2}10002 {2}10003/)
    assert.match(frame, /Read the digits to each other/)
    await app.press('y')
    assert.ok(comrad.asked.includes('markVerified bob'))
  })

  test('trust and block are asked about first', async (t) => {
    const { app, comrad } = open(t, { people })
    await app.press('3', 'j', KEYS.enter, 'f')
    await app.sees(/■ Trust: bob\s+They see your trusted face/)
    await app.press(KEYS.escape)
    await app.press('b')
    await app.sees(/■ Block: bob/)
    await app.press(KEYS.enter)
    await app.sees(/» Done\./)
    assert.deepEqual(
      comrad.asked.filter((one) => /^(trust|block)/.test(one)),
      ['block bob'],
    )
  })
})

describe('the other rooms', () => {
  test("one's own two faces are shown and changed", async (t) => {
    const { app, comrad } = open(t, { faces: { alice: { world: { text: 'Printer.', at: NOW } } } })
    await app.press('4')
    await app.sees(
      /alice {2}you[\s\S]*▌ For those I trust\n▌ {3}Nothing is shown here\.\n▌ For the world\n▌ │ Printer\./,
    )
    await app.press('i', 'For friends', KEYS.enter, '-', KEYS.enter)
    await app.sees(/alice {2}you/)
    assert.ok(comrad.asked.includes('editProfile {"trusted":{"text":"For friends","photo":null}}'))
  })

  test('a search looks here, and goes to what it found', async (t) => {
    const found = [
      { type: 'message', with: nameOf('bob'), from: 'them', letter: 'r', text: 'the banner', at: NOW },
    ] as const
    const { app } = open(t, { found, people: [contactOf('bob')] })
    await app.press('/', 'nothing of it')
    await app.sees(/Nothing here holds these words\./)
    await app.press(KEYS.clear, 'banner')
    await app.sees(/1 found\.[\s\S]*message with bob {2}now\n +│ the banner/)
    await app.press(KEYS.down)
    await app.sees(/▌ message with bob/)
    await app.press(KEYS.enter)
    await app.sees(/▸ To bob/)
  })

  test('the settings change what they name', async (t) => {
    const { app, comrad, house } = open(t)
    await app.press('6', 'j', KEYS.enter)
    assert.equal(house.preferences().notifications, 'off')
    await app.press('j', KEYS.enter)
    assert.ok(comrad.asked.includes('changeSettings {"prefetchImages":false,"hideBelow":0}'))
    await app.press('j', 'j', KEYS.enter)
    await app.sees(/■ Your 24 words[\s\S]*▸ The passphrase of now/)
    await app.press('not this one', KEYS.enter)
    await app.sees(/That is not the passphrase/)
    await app.press(KEYS.clear, PASSPHRASE, KEYS.enter)
    await app.sees(/■ Your 24 words[\s\S]* 1 word1 +7 word7/)
  })

  test('a disk that refuses a setting, and a fault of ours, are said and end nothing', async (t) => {
    const { app, comrad, house } = open(t)
    house.changePreferences = async () => {
      throw new StoreFailure('storage-failed')
    }
    await app.press('6', KEYS.enter)
    await app.sees(/■ Comrad\s+! /)
    await app.press(KEYS.escape)
    comrad.facts.answers = {
      changeSettings() {
        throw new Error('a bug')
      },
    }
    await app.press('j', 'j', KEYS.enter)
    const frame = await app.sees(/! Something broke inside Comrad\./)
    assert.doesNotMatch(frame, /a bug/)
    await app.press(KEYS.escape)
    house.wipe = async () => {
      throw new Error('a bug')
    }
    await app.press(KEYS.panic, KEYS.panic)
    await app.sees(/! Something broke inside Comrad\./)
    comrad.facts.answers = { editProfile: () => Promise.reject(new Error('a bug')) }
    await app.press(KEYS.escape, '4', 'e', 'Me', KEYS.save)
    await app.sees(/! Something broke inside Comrad\./)
  })

  test('a backup is written where nothing stands yet', async (t) => {
    const { app, house } = open(t)
    await app.press('6', KEYS.end, 'k', 'k', KEYS.enter)
    await app.sees(/▸ Where to/)
    await app.press(KEYS.clear, 'old.backup', KEYS.enter)
    await app.sees(/! old\.backup cannot be written\./)
    await app.press(KEYS.clear, 'new.backup', KEYS.enter)
    await app.sees(/» The backup is in new\.backup\./)
    assert.deepEqual(house.asked, ['backup /here/old.backup', 'backup /here/new.backup'])
  })

  test('a second passphrase is set twice the same, and taken away only where that is chosen', async (t) => {
    const { app, house } = open(t)
    await app.press('6', KEYS.end, 'k', 'k', 'k', KEYS.enter)
    await app.press(KEYS.enter, 'at the door', KEYS.enter, 'at the dooor', KEYS.enter)
    await app.sees(/! The two passphrases are not the same\./)
    await app.press(KEYS.clear, 'at the door', KEYS.enter)
    await app.sees(/» Done\./)
    assert.deepEqual(house.asked, ['wiping at the door'])
    await app.press(KEYS.enter, KEYS.enter, KEYS.enter, KEYS.enter)
    assert.ok(!house.asked.includes('wiping undefined'), 'empty fields take nothing away')
    await app.press(KEYS.escape, KEYS.enter, KEYS.right)
    await app.sees(/\[Take it away\]\s+Enter Take it away/)
    await app.press(KEYS.enter)
    await app.sees(/▌ A second passphrase that wipes/)
    assert.equal(house.asked.at(-1), 'wiping undefined')
  })

  test('the status says what the Operator knows and cannot know', async (t) => {
    const { app } = open(t)
    await app.press('7')
    await app.sees(/All is well\.[\s\S]*3 names; every one was checked[\s\S]*root of the tree:/)
    await app.press(KEYS.pageDown)
    const frame = await app.sees(/What it cannot know/)
    assert.match(frame, /Hidden among 30 comrads; at least 20 are asked for\./)
    assert.match(frame, /Where you are: Tor hides your address\./)
  })

  test('an image is drawn with half blocks, in both of their colours', async (t) => {
    const image = { width: 2, height: 2, placeholder: new Uint8Array(), isHere: true }
    const { app, comrad } = open(t, { posts: [postOf('bob', 'Look', { image })] })
    Object.assign(comrad, { image: async () => ok(new Uint8Array([1])) })
    await app.sees(/Look/)
    await app.press('v')
    await app.sees(/■ Image by bob\s+▀▀\s/)
  })

  test('an image that cannot be opened or has gone says so', async (t) => {
    const image = { width: 2, height: 2, placeholder: new Uint8Array(), isHere: true }
    const decode = async () => err({ type: 'failed' })
    const { app, comrad } = open(t, { posts: [postOf('bob', 'Look', { image })] }, { decode })
    Object.assign(comrad, { image: async () => ok(new Uint8Array([1])) })
    await app.sees(/Look/)
    await app.press('v')
    await app.sees(/This image is broken, and was not opened\./)
    await app.press(KEYS.escape)
    Object.assign(comrad, { image: async () => err({ type: 'image-gone' }) })
    await app.press('v')
    await app.sees(/■ Image by bob\s+! /)
  })
})

describe('text of strangers does nothing to the terminal, and stays within the screen', () => {
  const hostile = {
    'escape sequences': '\x1b[2J\x1b]0;owned\x07\x1b[35mmagenta\x9b1mtext',
    'an order turned around': 'safe \u202egnp.exe\u202c \u2066x\u2069',
    zalgo: `z${'\u0301'.repeat(60)}a${'\u0489'.repeat(60)}lgo`,
    'a thousand emoji': '😀'.repeat(1_000),
    'emoji by their selector': '❤️'.repeat(500),
    'one endless emoji': `👩${'\u200d👩'.repeat(400)}`,
    'wide characters': '漢字'.repeat(500),
    'one long word': 'x'.repeat(1_000),
    'nothing but lines': '\n'.repeat(1_000),
    'a line that looks like ours': 'hi\n  alice  now\n» Wiped.',
  }
  for (const [name, text] of Object.entries(hostile)) {
    test(name, async (t) => {
      const people = [
        contactOf('bob'),
        contactOf('dave', { meeting: { phase: 'incoming', at: NOW, greeting: text } }),
      ]
      const posts = [postOf('bob', text), postOf('carol', 'An honest post')]
      const found = [{ type: 'post', post: 'f', author: nameOf('bob'), text: `x${text}`, at: NOW }] as const
      const faces = { dave: { world: { text, at: NOW } } }
      const { app } = open(t, { people, posts, entries: [receivedOf(text)], found, faces })
      await app.sees(/bob/)
      await app.press('j', 'k', KEYS.enter, KEYS.pageDown, KEYS.end)
      await app.press('2', KEYS.enter)
      await app.sees(/▸ To bob/)
      await app.press(KEYS.escape)
      await app.press('3', KEYS.enter)
      await app.sees(/y accept/)
      await app.press('5', 'x')
      await app.sees(/post by bob/)
      await app.resize(40, 12)
      await app.press(KEYS.escape)
      await app.resize(80, 24)
      assert.doesNotMatch(app.frame(), /^» Wiped/m)
    })
  }
})

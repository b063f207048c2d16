/** The core's side of the bridge: takes calls that anybody could have made, answers them from the house. Holds no state of its own. */
import {
  type Comrad,
  type ComradError,
  type House,
  type Speech,
  type Words,
  wordsOfError,
} from '@comrad/client'
import { type Bytes, err, ok, parseName, type Result } from '@comrad/protocol'
import type { Drawer } from './drawer.ts'
import { decodeJson, encodeJson } from './json.ts'
import type { Answer, Notice } from './messages.ts'
import { ShapeError } from './shape.ts'
import { isWishName, WISHES, type WishArguments, type WishName } from './wishes.ts'

export type DeskDeps = {
  readonly house: House
  readonly drawer: Drawer
  /** Puts a window's change at rest for so long, so that a flood of letters does not redraw it a thousand times. */
  readonly changeEveryMs?: number
  /** Of a picture that anybody may have sent: a browser decodes whatever it is given. */
  mayBeShown(image: Bytes): boolean
  readonly timers: { after(ms: number, run: () => void): () => void }
}

export type Desk = {
  /** `tell` reaches the window that called, while its call is under way. */
  answer(call: string, tell?: (notice: string) => void): Promise<string>
  /** To a call that is longer than any that there is, of which this is the beginning. */
  answerTooLong(beginning: string): string
  picture(path: string): Promise<Bytes | undefined>
  /** Until the function that it gives back is called. */
  onNotice(listener: (notice: string) => void): () => void
  close(): void
}

type Told = (progress: unknown) => void
type Outcome = Result<unknown, ComradError | { readonly type: string }>
type Handlers = {
  readonly [W in WishName]: (given: WishArguments<W>, tell: Told) => Outcome | Promise<Outcome>
}

const CHANGE_EVERY_MS = 50
const CLOSED = err({ type: 'house-closed' } as const)

export function createDesk(deps: DeskDeps): Desk {
  const { house, drawer, timers, mayBeShown, changeEveryMs = CHANGE_EVERY_MS } = deps
  const listeners = new Set<(notice: string) => void>()
  const handlers = createHandlers(house, drawer)
  let stopChange: (() => void) | undefined
  let followed: Comrad | undefined
  let unfollow: readonly (() => void)[] = []
  const stopHouse = house.on('change', () => {
    follow()
    changed()
  })
  follow()

  return {
    answer,
    answerTooLong,
    picture,
    onNotice(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stopHouse()
      stopChange?.()
      for (const stop of unfollow) stop()
      listeners.clear()
    },
  }

  async function answer(text: string, tell: (notice: string) => void = () => {}): Promise<string> {
    let id = 0
    try {
      const call = decodeJson(text) as { id?: unknown; wish?: unknown; arguments?: unknown } | null
      if (typeof call?.id !== 'number' || !Number.isSafeInteger(call.id)) throw new ShapeError('no id')
      id = call.id
      if (!isWishName(call.wish)) throw new ShapeError('unknown wish')
      const given = WISHES[call.wish](call.arguments ?? {})
      const handle = handlers[call.wish] as (given: unknown, tell: Told) => Outcome | Promise<Outcome>
      const outcome = await handle(given, (progress) =>
        tell(encodeJson({ type: 'progress', id, progress } satisfies Notice)),
      )
      return encodeJson(answerOf(id, outcome))
    } catch (error) {
      if (error instanceof ShapeError || error instanceof SyntaxError) {
        return encodeJson(answerOf(id, err({ type: 'malformed-call' })))
      }
      return encodeJson(answerOf(id, err({ type: 'fault' })))
    }
  }

  function answerTooLong(beginning: string): string {
    const id = Number(/^\{"id":(\d{1,15}),/.exec(beginning)?.[1] ?? 0)
    return encodeJson(answerOf(id, err({ type: 'call-too-long' })))
  }

  function answerOf(id: number, outcome: Outcome): Answer {
    if (outcome.ok) return { type: 'answer', id, ok: true, value: outcome.value ?? null }
    const words = wordsFor(outcome.error, house.speech())
    return { type: 'answer', id, ok: false, error: outcome.error, words }
  }

  async function picture(path: string): Promise<Bytes | undefined> {
    const bytes = await pictureAt(path)
    return bytes && mayBeShown(bytes) ? bytes : undefined
  }

  async function pictureAt(path: string): Promise<Bytes | undefined> {
    const comrad = house.comrad()
    const [kind, of = '', audience] = path.split('/')
    if (!comrad) return undefined
    if (kind === 'post') return grantedOf(await comrad.image(of))
    if (kind === 'letter') return grantedOf(await comrad.letterImage(of))
    const name = parseName(of)
    if (kind !== 'face' || !name.ok || (audience !== 'world' && audience !== 'trusted')) return undefined
    return grantedOf(await comrad.photo(name.value, audience))
  }

  /** The comrad of a house that was locked is another one when it is opened again. */
  function follow() {
    const comrad = house.comrad()
    if (comrad === followed) return
    for (const stop of unfollow) stop()
    followed = comrad
    unfollow = comrad
      ? [
          comrad.on('change', changed),
          comrad.on('letter', ({ from }) => notify({ type: 'event', event: 'letter', name: from })),
          comrad.on('request', ({ from }) => notify({ type: 'event', event: 'request', name: from })),
          comrad.on('met', ({ with: name }) => notify({ type: 'event', event: 'met', name })),
          comrad.on('fault', () => notify({ type: 'event', event: 'fault' })),
          comrad.on('post', () => notify({ type: 'event', event: 'post' })),
        ]
      : []
  }

  function changed() {
    stopChange ??= timers.after(changeEveryMs, () => {
      stopChange = undefined
      notify({ type: 'change' })
    })
  }

  function notify(notice: Notice) {
    const message = encodeJson(notice)
    for (const listener of listeners) listener(message)
  }
}

function wordsFor(error: { readonly type: string }, speech: Speech): Words {
  switch (error.type) {
    case 'house-closed':
    case 'malformed-call':
    case 'fault':
    case 'call-too-long':
    case 'file-too-large':
    case 'file-gone':
      return speech.desk[error.type]
    default:
      return wordsOfError(error as ComradError, speech)
  }
}

const grantedOf = <T>(result: Result<T, unknown>): T | undefined => (result.ok ? result.value : undefined)

async function exportTo(house: House, drawer: Drawer): Promise<Outcome> {
  const { file, path } = await drawer.place()
  const exported = await house.exportBackup(path)
  if (exported.ok) return ok({ file, length: exported.value })
  await drawer.remove(file)
  return exported
}

/** Whatever becomes of it, it is not needed any more. */
async function importFrom(house: House, drawer: Drawer, file: number): Promise<Outcome> {
  const path = drawer.pathOf(file)
  if (path === undefined) return err({ type: 'file-gone' })
  const imported = await house.importBackup(path)
  await drawer.remove(file)
  return imported
}

function createHandlers(house: House, drawer: Drawer): Handlers {
  const inside =
    <A>(act: (comrad: Comrad, given: A, tell: Told) => Outcome | Promise<Outcome>) =>
    (given: A, tell: Told): Outcome | Promise<Outcome> => {
      const comrad = house.comrad()
      return comrad ? act(comrad, given, tell) : CLOSED
    }

  return {
    house: () => ok(house.view()),
    line: () => ok(house.line()),
    bridges: () => ok(house.bridges()),
    'change-bridges': ({ text }) => house.changeBridges(text),
    strength: ({ passphrase }) => ok(house.strengthOf(passphrase)),
    create: ({ passphrase }) => house.create(passphrase),
    unlock: ({ passphrase }) => house.unlock(passphrase),
    lock: async () => ok(await house.lock()),
    wipe: async () => ok(await house.wipe()),
    'change-passphrase': ({ from, to }) => house.changePassphrase(from, to),
    'set-wiping-passphrase': ({ passphrase }) => house.setWipingPassphrase(passphrase),
    'export-backup': () => exportTo(house, drawer),
    'import-backup': ({ file }) => importFrom(house, drawer, file),
    'begin-file': () => drawer.begin(),
    'add-to-file': ({ file, part }) => drawer.add(file, part),
    'read-file': ({ file, at }) => drawer.read(file, at),
    'close-file': async ({ file }) => ok(await drawer.remove(file)),
    preferences: () => ok(house.preferences()),
    'change-preferences': async (given) => ok(await house.changePreferences(given)),
    draft: ({ place }) => ok(house.draft(place)),
    'keep-draft': async ({ place, text }) => ok(await house.keepDraft(place, text)),

    account: inside((comrad) => ok(comrad.account())),
    phrase: inside((_comrad, { passphrase }) => house.phrase(passphrase)),
    // Whoever has just got a name is shown the words, this once.
    register: inside(async (comrad, { name }, tell) => {
      const registered = await comrad.register(name, tell)
      return registered.ok ? ok({ ...registered.value, phrase: comrad.recoveryPhrase() ?? null }) : registered
    }),
    recover: inside((comrad, { phrase }, tell) => comrad.recover(phrase, tell)),

    status: inside((comrad) => ok(comrad.status())),
    contacts: inside((comrad) => ok(comrad.contacts())),
    people: inside((comrad, given) => ok(comrad.people(given))),
    contact: inside((comrad, { name }) => comrad.contact(name)),
    conversation: inside((comrad, { name, ...page }) => comrad.conversation(name, page)),
    verify: inside((comrad, { name }) => comrad.verify(name)),
    'compare-scanned': inside((comrad, { name, scanned }) => comrad.compareScanned(name, scanned)),
    'mark-verified': inside((comrad, { name }) => comrad.markVerified(name)),
    meet: inside((comrad, { name, greeting }, tell) => comrad.meet(name, greeting, tell)),
    meeting: inside((comrad, { name }) => comrad.meeting(name)),
    accept: inside((comrad, { name }) => comrad.accept(name)),
    decline: inside((comrad, { name, tell = false }) => comrad.decline(name, { tell })),
    send: inside((comrad, { name, text, image }) => comrad.send(name, text, image)),
    cancel: inside((comrad, { letter }) => comrad.cancel(letter)),
    'send-again': inside((comrad, { letter }) => comrad.sendAgain(letter)),
    'mark-read': inside((comrad, { name }) => comrad.markRead(name)),

    feed: inside((comrad, given) => {
      const author = given.author === undefined ? undefined : parseName(given.author)
      if (author && !author.ok) return err({ type: 'name-invalid', reason: author.error })
      return ok(comrad.feed({ ...given, author: author?.value } as Parameters<Comrad['feed']>[0]))
    }),
    'refresh-feed': inside((comrad) => ok(comrad.refreshFeed())),
    thread: inside((comrad, { post }) => comrad.thread(post)),
    post: inside((comrad, given) => comrad.post(given)),
    'delete-post': inside((comrad, { post }) => comrad.deletePost(post)),
    'keep-post': inside((comrad, { post }) => comrad.keepPost(post)),
    deletions: inside((comrad) => ok(comrad.deletions())),
    vote: inside((comrad, { post, choice }) => comrad.vote(post, choice)),
    audit: inside((comrad, { post }, tell) => comrad.audit(post, tell)),
    'mark-posts-read': inside((comrad, { posts }) => comrad.markPostsRead(posts)),
    profile: inside((comrad, { name }) => comrad.profile(name)),
    'edit-profile': inside((comrad, given) => comrad.editProfile(given)),
    search: inside((comrad, { words, ...page }) => ok(comrad.search(words, page))),
    settings: inside((comrad) => ok(comrad.settings())),
    'change-settings': inside((comrad, given) => comrad.changeSettings(given)),

    trust: inside((comrad, { name }) => comrad.trust(name)),
    untrust: inside((comrad, { name }) => comrad.untrust(name)),
    mute: inside((comrad, { name }) => comrad.mute(name)),
    unmute: inside((comrad, { name }) => comrad.unmute(name)),
    block: inside((comrad, { name }) => comrad.block(name)),
    unblock: inside((comrad, { name }) => comrad.unblock(name)),
    quiet: inside((comrad) => ok({ muted: comrad.muted(), blocked: comrad.blocked() })),
    'set-timer': inside((comrad, { name, seconds }) => comrad.setTimer(name, seconds)),
    'delete-conversation': inside((comrad, { name }) => comrad.deleteConversation(name)),
  }
}

/** Puts a comrad's device together. Everything it touches is an argument. */
import type { ProofPool } from '@comrad/keymaker'
import { type Bytes, err, type Name, type OperatorAddress, ok, type Result } from '@comrad/protocol'
import { createAccount } from './account/account.ts'
import { createReadiness } from './account/readiness.ts'
import { createRegistration } from './account/registration.ts'
import type { Clock } from './clock.ts'
import type { Comrad, ComradEvents } from './comrad.ts'
import { createMeeting } from './contacts/meeting.ts'
import { createPeople } from './contacts/people.ts'
import { createSquare } from './create-square.ts'
import { type ComradOptions, type Device, optionsAt } from './device.ts'
import { createEngine, type Engine } from './engine.ts'
import { createEvents } from './events.ts'
import type { StorageFailure } from './failure.ts'
import { findPost } from './feed/find-post.ts'
import type { Images } from './images.ts'
import { createLink } from './link.ts'
import { createWriting } from './outbox/writing.ts'
import { createPauses } from './pauses.ts'
import { createPeace } from './peace/create-peace.ts'
import { createForgetting } from './peace/forgetting.ts'
import { createUploads } from './peace/uploads.ts'
import { createQueue } from './queue.ts'
import { createMonitor } from './register/monitor.ts'
import { unlessStopped } from './stopping.ts'
import type { ComradStore } from './store/comrad-store.ts'
import { createRows } from './store/rows.ts'
import { StoreFailure } from './store/store-error.ts'
import { watchStorage } from './store/watch-storage.ts'
import { sync } from './sync.ts'
import { createTask, type Outcome, type Task } from './task.ts'
import type { Transport } from './transport.ts'
import { createTrust } from './trust.ts'
import type { LetterKey } from './views/conversation-view.ts'
import { createViews } from './views/create-views.ts'
import type { PostKey } from './views/feed-view.ts'
import { EN } from './words/en.ts'
import type { Speech } from './words/speech.ts'

export type ComradDeps = {
  readonly store: ComradStore
  readonly transport: Transport
  readonly clock: Clock
  readonly random: (length: number) => Bytes
  readonly operator: OperatorAddress
  /** Closed by whoever made it. */
  readonly proofs: ProofPool
  readonly images: Images
  /** English unless said. */
  speech?(): Speech
}

export function createComrad(deps: ComradDeps, given: Partial<ComradOptions> = {}): Comrad {
  const { clock, random, operator, transport, proofs, speech = () => EN } = deps
  const options = { ...optionsAt(operator), ...given }
  const events = createEvents<ComradEvents>()
  const changed = () => events.emit('change', undefined)
  const storage = watchStorage({ sql: deps.store.sql, clock }, changed)
  const { sql } = storage
  const rows = createRows(sql)
  const queue = createQueue()
  const images: Images = {
    prepare: (file, given) =>
      unlessStopped(deps.images.prepare(file, given), stopping.signal, err({ type: 'failed' })),
  }
  const pauses = createPauses({ clock, random })
  const device: Device = {
    ...{ clock, random, sql, rows, queue, events, operator, proofs, images, pauses, speech, options },
    createTask: taskOf,
  }

  const account = createAccount(device)
  const trust = createTrust(device)
  const link = createLink({
    device,
    transport,
    account,
    trust,
    onCheckpoint: (note, sizeBefore, keys) => monitor.watch(note, sizeBefore, keys),
    onNamedOpen: () => engine?.onNamedOpen(),
    onRecipientOpen: (name) => engine?.courier.onOpen(name),
    onFeedOpen: () => engine?.onFeedOpen(),
  })
  const named = () => link.named().request
  const keys = () => link.greeting()?.keys
  const { isWrongOperator } = link
  const monitor = createMonitor({
    ...{ device, account, trust, keys, isWrongOperator },
    reading: link.reading,
    onBehind: () => engine?.onBehind(),
  })
  const readiness = createReadiness({ device, account, named, keys, operatorNow: link.operatorNow })
  const registration = createRegistration({
    device,
    account,
    link,
    monitor,
    readiness,
    signal: () => stopping.signal,
  })
  const meetings = createMeeting({ device, account, monitor })
  const uploads = createUploads(device)
  const isInFlight = (letter: LetterKey) => engine?.courier.isInFlight(letter) ?? false
  const writing = createWriting({ device, account, uploads, isInFlight })
  const { peace, trusted } = createPeace({
    device,
    account,
    uploads,
    isInFlight,
    carry: (contact) => engine?.courier.poke(contact),
    carryAll: () => engine?.dispatch(),
  })
  const square = createSquare({
    ...{ device, account, link, trust, monitor, uploads, trusted },
    signal: () => stopping.signal,
    carry: () => engine?.carrySquare(),
    onUploaded: () => engine?.onUploaded(),
  })
  const views = createViews({
    ...{ device, account, link, anonymity: transport.anonymity },
    storage: storage.state,
    square: square.status,
  })
  const people = createPeople({ device, account, views })
  /** Claims and recoveries take long; two at once would be two wishes for one account. */
  const wishes = createQueue()
  /** What people asked for and is under way: a stop waits for it. */
  const underWay = new Set<Promise<unknown>>()
  let stopping = new AbortController()
  let engine: Engine | undefined
  trust.onHalt(() => link.close())
  forgetQuietly()
  events.on('met', ({ with: name }) => engine?.courier.poke(name, { now: true }))

  return {
    account: account.view,
    recoveryPhrase: () => account.stored()?.phrase,
    createAccount: () =>
      kept(async () => (account.stored() ? err({ type: 'account-exists' }) : ok(account.create()))),
    register: (name, onProgress) => kept(() => wishes.run(() => registration.register(name, onProgress))),
    recover: (phrase, onProgress) => kept(() => wishes.run(() => registration.recover(phrase, onProgress))),

    start,
    stop,
    sync: (given) =>
      kept(async () => {
        start()
        return engine
          ? sync({ device, link, trust, storage: storage.state }, engine, given)
          : err({ type: 'stopped' })
      }),
    checkLog: () =>
      kept(async () => {
        const read = await monitor.read()
        return read.ok ? ok(views.register()) : read
      }),

    meet: (name, greeting = '', onProgress = () => {}) =>
      kept(async () => {
        const asked = await meetings.meet(name, greeting, onProgress)
        if (!asked.ok) return asked
        engine?.courier.onProgress(asked.value, onProgress)
        engine?.courier.poke(asked.value, { now: true })
        const view = views.meeting(asked.value)
        if (!view) throw new Error('a meeting that was stored is not there')
        return ok(view)
      }),
    meeting: (text) => people.lookUp(text, views.meeting),
    accept: (name) => kept(async () => carried(await meetings.accept(name))),
    decline: (name, { tell = false } = {}) => kept(async () => carried(await meetings.decline(name, tell))),

    send: (to, text, image) => kept(async () => onItsWay(await writing.send(to, text, image))),
    sendAgain: (letter) => kept(async () => onItsWay(await writing.sendAgain(letter))),
    cancel: (letter) => kept(() => writing.cancel(letter)),
    letterImage: (letter) => kept(() => square.pictures.letterImage(letter)),
    markRead: (text) => kept(async () => people.markRead(text)),
    verify: people.verify,
    compareScanned: (text, scanned) => kept(async () => people.compareScanned(text, scanned)),
    markVerified: (text) => kept(async () => people.markVerified(text)),

    post: (wish) => kept(() => square.posting.post(wish)),
    deletePost: (post, { atOnce = false } = {}) =>
      kept(() => (atOnce ? square.posting.deletePost(post) : square.deletions.begin(post))),
    keepPost: (post) => kept(() => square.deletions.keep(post)),
    deletions: square.deletions.pending,
    vote: (post, choice) => kept(() => square.voting.vote(post, choice)),
    audit: (post, onProgress = () => {}) => kept(() => square.audit(post, onProgress)),
    feed: square.views.feed,
    refreshFeed: () => engine?.readFeed(),
    thread: square.views.thread,
    markPostsRead: (posts) => kept(async () => ok(markPostsRead(posts))),
    image: (post) => kept(() => square.pictures.image(post)),
    profile: square.views.profile,
    editProfile: (edit) => kept(() => square.posting.editProfile(edit)),
    photo: (name, audience) => kept(() => square.pictures.photo(name, audience)),
    search: square.search,
    settings: square.settings.settings,
    changeSettings: (settings) => kept(async () => ok(square.settings.change(settings))),

    trust: (name) => kept(() => peace.trust(name)),
    untrust: (name) => kept(() => peace.untrust(name)),
    mute: (name) => kept(() => peace.mute(name)),
    unmute: (name) => kept(() => peace.unmute(name)),
    block: (name) => kept(() => peace.block(name)),
    unblock: (name) => kept(() => peace.unblock(name)),
    setTimer: (name, seconds) => kept(() => peace.setTimer(name, seconds)),
    deleteConversation: (name) => kept(() => peace.deleteConversation(name)),
    muted: peace.muted,
    blocked: peace.blocked,

    status: views.status,
    contacts: views.contacts,
    people: views.people,
    contact: (text) => people.lookUp(text, views.contact),
    conversation: (text, page = {}) => people.lookUp(text, (name) => views.conversation(name, page)),
    inbox: views.inbox,
    alarms: views.alarms,
    on: events.on,
  }

  function start(): void {
    const { face } = trusted
    engine ??= createEngine({
      ...{ device, account, link, trust, monitor, readiness, registration, face, square, onFault },
    })
    changed()
  }

  async function stop(): Promise<void> {
    const running = engine
    engine = undefined
    stopping.abort()
    link.close()
    await running?.stop()
    await Promise.allSettled(underWay)
    await queue.idle()
    stopping = new AbortController()
    link.reopen()
    changed()
  }

  /** The disk is an expected way to fail; everything else that is thrown is a bug, and goes on to the top. */
  async function kept<T, E>(wish: () => Promise<Result<T, E>>): Promise<Result<T, E | StorageFailure>> {
    const granted = wish()
    underWay.add(granted)
    try {
      return await granted
    } catch (error) {
      if (error instanceof StoreFailure) return err({ type: error.reason })
      throw error
    } finally {
      underWay.delete(granted)
    }
  }

  function onItsWay<E>(
    written: Result<{ readonly letter: LetterKey; readonly to: Name }, E>,
  ): Result<{ readonly letter: LetterKey }, E> {
    if (!written.ok) return written
    engine?.courier.poke(written.value.to)
    engine?.carrySquare()
    return ok({ letter: written.value.letter })
  }

  function markPostsRead(posts: readonly PostKey[]): void {
    sql.transaction(() => {
      for (const key of posts) {
        const post = findPost(device, key)
        if (post.ok) rows.posts.markRead(post.value.id)
      }
    })
    changed()
  }

  function carried<E>(answered: Result<Name, E>): Result<void, E> {
    if (!answered.ok) return answered
    engine?.courier.poke(answered.value, { now: true })
    return ok(undefined)
  }

  /** Before anything is shown, also by a command that never connects. A disk that is full keeps it off the screen only. */
  function forgetQuietly(): void {
    try {
      createForgetting(device).forget()
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error
    }
  }

  function taskOf(run: () => Promise<Outcome>): Task {
    return createTask({ clock, random, backoff: options.backoff, onFault }, run)
  }

  /** The top of everything that runs by itself. A full disk is not a bug: it is in the status, and is tried again. */
  function onFault(error: unknown): void {
    if (!(error instanceof StoreFailure)) events.emit('fault', { error })
  }
}

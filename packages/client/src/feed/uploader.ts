/** Brings images to the Operator, and takes them away: each on a circuit of its own, chunk by chunk, also after a restart. */
import {
  BLOB_CHUNK_BYTES,
  type BlobOpening,
  decode,
  encode,
  type RefusalCode,
  readBlobHeader,
  readBlobOpening,
  writeBlobOpening,
} from '@comrad/protocol'
import type { Actor } from '../acts/actor.ts'
import { outcomeOfAct, outcomeOfAsk, reasonOfAct, type WaitingReason } from '../acts/waiting.ts'
import { type AskError, ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { StoredUpload } from '../store/upload-rows.ts'
import type { Outcome } from '../task.ts'
import type { SendRequest } from '../transport.ts'

type Deps = {
  readonly device: Device
  readonly link: Link
  readonly actor: Actor
  /** Letters and notes may have waited for it. */
  onDone(): void
}

/** The blob is lost: somebody has its id, or it came too late. */
const HOPELESS: readonly RefusalCode[] = ['blob-conflict', 'expiry-refused']

export function createUploader({ device, link, actor, onDone }: Deps) {
  const { rows, sql, clock, events } = device

  return { run }

  async function run(): Promise<Outcome> {
    for (const upload of rows.uploads.all()) {
      if (upload.expiresAt <= clock.now()) {
        sql.transaction(() => rows.uploads.forget(upload.blob))
        continue
      }
      const outcome = upload.phase === 'deleting' ? await remove(upload) : await bring(upload)
      if (outcome !== 'done') return outcome
    }
    return 'done'
  }

  async function bring(upload: StoredUpload): Promise<Outcome> {
    const tried = await link.once(async (request) => {
      const opening = upload.opening ? decoded(upload.opening) : await open(request, upload)
      return 'proof' in opening ? { failure: await send(request, upload, opening) } : opening
    })
    if ('outcome' in tried) return tried.outcome
    const { failure } = tried
    if (!failure) {
      sql.transaction(() => rows.uploads.done(upload.blob))
      onDone()
      return 'done'
    }
    const code = failure.type === 'refused' ? failure.code : undefined
    if (code && HOPELESS.includes(code)) {
      sql.transaction(() => rows.uploads.forget(upload.blob))
      return 'done'
    }
    if (actor.judge(failure)) {
      sql.transaction(() => rows.uploads.setOpening(upload.blob, null))
      return { retryInMs: 0 }
    }
    wait(upload, failure.type === 'offline' ? 'offline' : 'busy')
    return outcomeOfAsk(failure)
  }

  function wait({ blob }: StoredUpload, reason: WaitingReason): void {
    if (sql.transaction(() => rows.uploads.wait(blob, reason))) events.emit('change', undefined)
  }

  async function open(
    request: SendRequest,
    upload: StoredUpload,
  ): Promise<BlobOpening | { readonly outcome: Outcome }> {
    const header = decode(upload.header, readBlobHeader)
    if (!header.ok) throw new Error('an upload in the store does not decode')
    const act = await actor.useSlot('blob', upload.header, request)
    if (!act.ok) {
      wait(upload, reasonOfAct(act.error))
      return { outcome: outcomeOfAct(act.error, device.random) }
    }
    const opening = { ...act.value, ...header.value }
    const bytes = encode((writer) => writeBlobOpening(writer, opening), 512)
    sql.transaction(() => rows.uploads.setOpening(upload.blob, bytes))
    return opening
  }

  async function send(
    request: SendRequest,
    { blob, chunks }: StoredUpload,
    opening: BlobOpening,
  ): Promise<AskError | undefined> {
    const opened = await ask(request, { type: 'open-blob', opening })
    if (!opened.ok) return opened.error
    for (let index = 0; index < opening.chunks; index++) {
      const bytes = chunks.slice(index * BLOB_CHUNK_BYTES, (index + 1) * BLOB_CHUNK_BYTES)
      const put = await ask(request, { type: 'put-chunk', chunk: { id: blob, index, bytes } })
      if (!put.ok) return put.error
    }
    return undefined
  }

  async function remove({ blob, opening, secret }: StoredUpload): Promise<Outcome> {
    if (opening) {
      const answered = await link.once((request) => ask(request, { type: 'delete-blob', blob, secret }))
      if (!answered.ok && answered.error.type !== 'refused') return outcomeOfAsk(answered.error)
    }
    sql.transaction(() => rows.uploads.forget(blob))
    return 'done'
  }
}

function decoded(bytes: Uint8Array): BlobOpening {
  const opening = decode(bytes, readBlobOpening)
  if (!opening.ok) throw new Error('an opening in the store does not decode')
  return opening.value
}

/** Files of any size to the core and from it: a part at a time, each once the one before has arrived. */
import { PART_BYTES } from '../bridge/parts-of-files.ts'
import type { Answered, Core } from './core.ts'

type OnPart = (share: number) => void

/** Answers the name under which it lies there. */
export async function bringFile(core: Core, file: Blob, onPart: OnPart): Promise<Answered<number>> {
  const begun = await core.ask('begin-file', {})
  if (!begun.ok) return begun
  for (let at = 0; at < file.size; at += PART_BYTES) {
    onPart(at / file.size)
    const part = new Uint8Array(await file.slice(at, at + PART_BYTES).arrayBuffer())
    const added = await core.ask('add-to-file', { file: begun.value, part })
    if (added.ok) continue
    void core.ask('close-file', { file: begun.value })
    return added
  }
  return begun
}

type There = { readonly file: number; readonly length: number }

/** A blob of parts may lie on the browser's disk: not all of it is ever in memory. */
export async function fetchFile(core: Core, there: There, onPart: OnPart): Promise<Answered<Blob>> {
  const { file, length } = there
  const parts: Blob[] = []
  for (let at = 0; at < length; ) {
    onPart(at / length)
    const part = await core.ask('read-file', { file, at })
    if (!part.ok) return part
    if (part.value.length === 0) break
    parts.push(new Blob([new Uint8Array(part.value)]))
    at += part.value.length
  }
  void core.ask('close-file', { file })
  return { ok: true, value: new Blob(parts) }
}

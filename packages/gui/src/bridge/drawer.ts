/**
 * Files that are on their way between a window and the core, a part at a time: no call is long, whatever the file. Each lies in a private
 * file of its own until it is used or given back. What lies here is as encrypted as it came.
 */
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { FILE_BYTES_MAX, PART_BYTES } from './parts-of-files.ts'

export type DrawerError =
  | { readonly type: 'file-gone' }
  | { readonly type: 'file-too-large' }
  | { readonly type: 'storage-full' }
  | { readonly type: 'storage-failed' }

export type Drawer = {
  /** Empty, to be added to. */
  begin(): Promise<Result<number, DrawerError>>
  add(file: number, part: Uint8Array): Promise<Result<void, DrawerError>>
  read(file: number, at: number): Promise<Result<Bytes, DrawerError>>
  /** Where to put a file that is to be read from here. There is none yet. */
  place(): Promise<{ readonly file: number; readonly path: string }>
  pathOf(file: number): string | undefined
  remove(file: number): Promise<void>
  close(): Promise<void>
}

/** Windows that were closed in the middle leave theirs behind: the oldest gives way. */
const FILES_MAX = 4

export function createDrawer(directory: string, { maxBytes = FILE_BYTES_MAX } = {}): Drawer {
  const files = new Map<number, string>()
  let last = 0

  return {
    begin: () =>
      kept(async () => {
        const { file, path } = await place()
        await (await open(path, 'wx', 0o600)).close()
        return ok(file)
      }),
    add: (file, part) =>
      kept(async () => {
        const path = files.get(file)
        if (path === undefined) return err({ type: 'file-gone' })
        if ((await stat(path)).size + part.length > maxBytes) return err({ type: 'file-too-large' })
        const target = await open(path, 'a')
        try {
          await target.writeFile(part)
        } finally {
          await target.close()
        }
        return ok(undefined)
      }),
    read: (file, at) =>
      kept(async () => {
        const path = files.get(file)
        if (path === undefined) return err({ type: 'file-gone' })
        const source = await open(path, 'r')
        try {
          const part = new Uint8Array(PART_BYTES)
          const { bytesRead } = await source.read(part, 0, part.length, at)
          return ok(part.subarray(0, bytesRead))
        } finally {
          await source.close()
        }
      }),
    place,
    pathOf: (file) => files.get(file),
    remove,
    async close() {
      files.clear()
      await rm(directory, { recursive: true, force: true })
    },
  }

  async function place() {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const [oldest] = files.keys()
    if (oldest !== undefined && files.size >= FILES_MAX) await remove(oldest)
    const file = ++last
    const path = join(directory, String(file))
    files.set(file, path)
    return { file, path }
  }

  async function remove(file: number): Promise<void> {
    const path = files.get(file)
    files.delete(file)
    if (path !== undefined) await rm(path, { force: true })
  }
}

async function kept<T>(act: () => Promise<Result<T, DrawerError>>): Promise<Result<T, DrawerError>> {
  try {
    return await act()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return err({ type: 'file-gone' })
    return err({ type: code === 'ENOSPC' || code === 'EDQUOT' ? 'storage-full' : 'storage-failed' })
  }
}

/** A file that somebody names. What is in it is for those to judge who are given it. */
import type { Words } from '@comrad/client'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { useCallback } from 'react'
import { useSurroundings } from './surroundings.ts'

/** No path is no image. */
export function useFile(): (path: string) => Promise<Result<Bytes | undefined, Words>> {
  const { files, say } = useSurroundings()
  return useCallback(
    async (path) => {
      const named = path.trim()
      if (named === '') return ok(undefined)
      const bytes = await files.read(named)
      return bytes ? ok(bytes) : err(say.fileUnreadable(named))
    },
    [files, say],
  )
}

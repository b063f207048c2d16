/**
 * The circuit's files, from Semaphore v4's public ceremony, at depth 16: read from the installed package, never fetched, and
 * used only if they are the ones that this was built with.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { sha256 } from '../primitives.ts'

export type ArtifactName = 'wasm' | 'zkey' | 'json'

/** Of @zk-kit/semaphore-artifacts 4.13.0. */
const PINNED: Readonly<Record<ArtifactName, string>> = {
  wasm: '06df31461d17db86897fc234f0e6e5f5e2f6add1b8c821b5c6ae75030b3e0d7c',
  zkey: '948763c7315a337b7722c0344a28af4be66fbbc618474d6dbe9036e799d1a3b5',
  json: 'c0fc89249ca42a2763ec4e521bf43bc8b3f35307258f6ddcaaed6047c189680e',
}

export class ArtifactError extends Error {}

const resolve = createRequire(import.meta.url).resolve

export const artifactPath = (name: ArtifactName): string =>
  resolve(`@zk-kit/semaphore-artifacts/semaphore-16.${name}`)

/** Throws an `ArtifactError` for a file that is not the pinned one. */
export async function readArtifact(name: ArtifactName, path = artifactPath(name)): Promise<Uint8Array> {
  const bytes = new Uint8Array(await readFile(path))
  const found = Buffer.from(sha256(bytes)).toString('hex')
  if (found !== PINNED[name]) {
    throw new ArtifactError(
      `semaphore-16.${name} is not the file that Comrad was built with; install it anew`,
    )
  }
  return bytes
}

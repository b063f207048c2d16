#!/usr/bin/env node
/** The `comrad` command: begins under whatever Node is on the path, goes on under the pinned one. */
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { findNode, NODE_MAJOR, runInPlace } from './pinned-node.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const compiled = fileURLToPath(new URL('../../../node_modules/.cache/comrad', import.meta.url))

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) {
  // Half of a start is compiling our own sources: what was compiled once is kept beside the packages. It is code, nobody's words.
  module.enableCompileCache(compiled)
  process.env.NODE_COMPILE_CACHE ??= compiled
  await import(main)
} else {
  const node = findNode(root)
  if (node) {
    process.exitCode = await runInPlace(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)])
  } else {
    process.stderr.write(`Comrad needs Node ${NODE_MAJOR}, which comes with its packages. Get them: npm ci\n`)
    process.exitCode = 1
  }
}

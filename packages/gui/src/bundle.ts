/** The window, built into memory: one script, one style, the fonts. Nothing is fetched, and nothing is written. */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Bytes } from '@comrad/protocol'
import { build } from 'esbuild'
import type { Asset, Assets } from './shell/shell.ts'

const WINDOW = join(import.meta.dirname, 'window')
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export async function buildWindow(options: { readonly minify?: boolean } = {}): Promise<Assets> {
  const minify = options.minify ?? true
  const built = await build({
    absWorkingDir: WINDOW,
    entryPoints: { app: 'main.tsx', style: 'style.css' },
    outdir: '/',
    bundle: true,
    format: 'esm',
    target: 'chrome120',
    jsx: 'automatic',
    minify,
    legalComments: 'none',
    loader: { '.woff2': 'file', '.svg': 'file' },
    assetNames: 'asset/[name]-[hash]',
    define: { 'process.env.NODE_ENV': minify ? '"production"' : '"development"' },
    logLevel: 'silent',
    write: false,
  })
  const files = built.outputFiles.map(({ path, contents }): [string, Asset] => [
    path,
    { type: typeOf(path), bytes: contents as Bytes },
  ])
  const page = new Uint8Array(await readFile(join(WINDOW, 'index.html')))
  return new Map([...files, ['/', { type: typeOf('.html'), bytes: page }]])
}

const typeOf = (path: string): string =>
  TYPES[path.startsWith('.') ? path : extname(path)] ?? 'application/octet-stream'

/**
 * What carries the window to a person: everything that a host must offer, in one file. A shell shows what it is given and passes
 * calls on; it knows nothing of what is in them.
 */
import type { Bytes } from '@comrad/protocol'

export type Asset = { readonly type: string; readonly bytes: Bytes }

/** By path; `/` is the page. */
export type Assets = ReadonlyMap<string, Asset>

export type ShellDeps = {
  readonly assets: Assets
  /** One call of the window, as JSON; answers JSON, and never rejects. `tell` is told to the window that called, and to no other. */
  answer(call: string, tell: (message: string) => void): Promise<string>
  /** What a call is answered that is longer than `CALL_LENGTH_MAX`: this is how it begins. */
  answerTooLong(beginning: string): string
  /** An image that is shown, by its path under `PICTURES`. Undefined: there is none. */
  picture(path: string): Promise<Bytes | undefined>
}

export type Opened =
  | { readonly kind: 'chromium' }
  /** To be opened in a browser of this machine, once. */
  | { readonly kind: 'http'; readonly address: string }

export type Shell = {
  readonly opened: Opened
  /** JSON, to every window that is open. */
  notify(message: string): void
  /** The person has closed the window, or it has died. The http shell stays until it is closed from here. */
  readonly closed: Promise<'by-person' | 'died'>
  close(): Promise<void>
}

export const PICTURES = '/picture/'

/** Longer calls are answered that they are: the largest holds an image of 30 MB as base64. Files come in parts. */
export const CALL_LENGTH_MAX = 44_000_000
/** So much of a call says whose it is. */
export const BEGINNING = 64

/**
 * Nothing but what was built here is run, shown or asked. `unsafe-inline` stands for styles only where a nonce does not: style
 * attributes, which virtual lists move their rows with.
 */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  [
    'content-security-policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' blob: data:",
      "font-src 'self'",
      "connect-src 'self'",
      "media-src 'self' blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
  ],
  ['cache-control', 'no-store'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(self), geolocation=(), microphone=(), usb=(), payment=()'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  // The one thing that a page asks of the network and that no content policy speaks of.
  ['x-dns-prefetch-control', 'off'],
  ['x-frame-options', 'DENY'],
]

export const IMAGE_TYPE = 'image/webp'

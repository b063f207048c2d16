/** For tests that want a program which not every machine has. */
import { existsSync } from 'node:fs'

/** Why a test is left out, or false. Where everything is to be shown nothing is left out: the test fails there. */
export function skipWithout(
  isHere: boolean,
  why: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | false {
  if (isHere) return false
  if (env['CI']) throw new Error(`${why}, and a build machine leaves no test out`)
  return why
}

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const found = BROWSERS.find((path) => existsSync(path))

export const CHROMIUM = found ?? '/usr/bin/chromium'
export const skipWithoutChromium = skipWithout(found !== undefined, 'Chromium is not installed')

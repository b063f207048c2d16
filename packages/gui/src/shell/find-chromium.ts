/** A browser of the Chromium family on this machine, and what to install where there is none. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const ON_THE_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'brave-browser',
  'microsoft-edge',
]
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  linux: ['/usr/bin/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
}

export const CHROMIUM_ADVICE: Readonly<Record<string, string>> = {
  linux: 'sudo apt-get install chromium (or as your system has it)',
  darwin: 'brew install --cask chromium, or any of Chrome, Brave and Edge',
}

/** Undefined: there is none that can be run. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env['COMRAD_BROWSER']) return isExecutable(env['COMRAD_BROWSER']) ? env['COMRAD_BROWSER'] : undefined
  const directories = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const named = ON_THE_PATH.flatMap((name) => directories.map((directory) => join(directory, name)))
  return [...named, ...(ELSEWHERE[process.platform] ?? [])].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

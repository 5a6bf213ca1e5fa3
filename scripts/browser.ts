import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { run, runForStatus } from './processes'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A browser that is there already, or null. */
export function findBrowser(): string | null {
  return [...installed, chromium.executablePath()].find(path => existsSync(path)) ?? null
}

/**
 * A browser for the tests: one that is found, else Playwright's own download, else the distribution's package.
 * @throws Error where none of the three works.
 */
export async function provideBrowser(): Promise<string> {
  const found = findBrowser()
  if (found) return found
  await runForStatus('playwright', ['install', '--with-deps', 'chromium'], { timeout: 300_000 })
  const downloaded = findBrowser()
  if (downloaded) return downloaded
  await run('apt-get', ['update', '-qq'])
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  const packaged = findBrowser()
  if (packaged) return packaged
  throw new Error(`no browser: none of ${installed.join(', ')} is there and none could be installed`)
}

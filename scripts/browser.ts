import { findBrowser } from '#workers/commands/find-browser'
import { run, runForStatus } from './processes'

/**
 * A browser for the tests: one that is found, else Playwright's own download, else the distribution's package.
 * @throws Error where none of the three works.
 */
export async function provideBrowser(): Promise<string> {
  const found = await findBrowser()
  if (found) return found
  await runForStatus('playwright', ['install', '--with-deps', 'chromium'], { timeout: 300_000 })
  const downloaded = await findBrowser()
  if (downloaded) return downloaded
  await run('apt-get', ['update', '-qq'])
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  const packaged = await findBrowser()
  if (packaged) return packaged
  throw new Error(`no browser is there and none could be installed`)
}

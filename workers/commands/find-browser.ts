import { existsSync } from 'node:fs'

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A browser for the end-to-end tests: one of the system, else Playwright's own download; null without either. */
export async function findBrowser(): Promise<string | null> {
  // Playwright is there in a development install only.
  const playwright = await import('playwright').catch(() => null)
  const candidates = [...systemBrowsers, ...(playwright ? [playwright.chromium.executablePath()] : [])]
  return candidates.find(path => existsSync(path)) ?? null
}

import { defineConfig } from '@playwright/test'

/** A browser that was found; without one, Playwright's own is meant. */
const browser = process.env.PARALLAX_BROWSER

/** The pages in a browser, over a portal that is running already and holds one evaluated checkpoint. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  use: {
    baseURL: process.env.PARALLAX_E2E_URL ?? 'http://127.0.0.1:3000',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    },
  },
})

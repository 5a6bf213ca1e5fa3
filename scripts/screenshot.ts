import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from 'playwright'
import { z } from 'zod'
import { provideBrowser } from './browser'

/** `tsx scripts/screenshot.ts URL`: takes the README's picture of the first checkpoint of a running portal. */
const url = process.argv[2] ?? 'http://127.0.0.1:3000'
const board = z.object({ rows: z.array(z.object({ entry: z.object({ checkpoint: z.string() }) })).min(1) })
const { rows } = board.parse(await (await fetch(`${url}/api/board`)).json())
const browser = await chromium.launch({ executablePath: await provideBrowser(), args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 1020 }, colorScheme: 'light' })
await page.goto(`${url}/checkpoints/${rows[0]?.entry.checkpoint}`)
await page.evaluate(() => document.fonts.ready)
mkdirSync('docs', { recursive: true })
await page.screenshot({ path: resolve('docs/checkpoint.png') })
await browser.close()

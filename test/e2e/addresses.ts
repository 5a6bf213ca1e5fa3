import type { Page } from '@playwright/test'

/** The address of the page of the first checkpoint on the leaderboard. @throws where there is none. */
export async function checkpointAddress(page: Page): Promise<string> {
  await page.goto('/')
  return hrefOf(page, 'tbody th a')
}

/** The address of the submission that the first checkpoint came from. */
export async function submissionAddress(page: Page): Promise<string> {
  await page.goto(await checkpointAddress(page))
  return hrefOf(page, 'dl a[href^="/submissions/"]')
}

async function hrefOf(page: Page, selector: string): Promise<string> {
  const href = await page.locator(selector).first().getAttribute('href')
  if (href === null) throw new Error(`${selector} on ${page.url()} has no address`)
  return href
}

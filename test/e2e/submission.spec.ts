import { expect, test } from '@playwright/test'
import { submissionAddress } from './addresses'

test('a complete run shows every benchmark as done and leads to its results', async ({ page }) => {
  await page.goto(await submissionAddress(page))
  await expect(page.getByRole('heading', { level: 1 })).toContainText('is measured')
  for (const benchmark of ['MMVP', 'MMStar', 'MME', 'ChartQA'])
    await expect(page.locator('tbody tr').filter({ hasText: benchmark }).first()).toContainText('done')
  for (const row of await page.locator('tbody tr').all()) await expect(row).toContainText('done')
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(0)
  await page.getByRole('link', { name: 'See its results' }).click()
  await expect(page).toHaveURL(/\/checkpoints\/[0-9a-f]{12}$/)
})

import { expect, test } from '@playwright/test'

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('a directory without a checkpoint is refused in one line, and what was typed stays', async ({
      page,
    }) => {
      await page.goto('/submit')
      await page.getByLabel('Directory').fill('/no/such/folder')
      await page.getByRole('main').getByRole('button', { name: 'Submit' }).click()
      const refusal = page.locator('#refusal')
      await expect(refusal).toContainText('/no/such/folder has no config.json')
      await expect(refusal).toContainText('checkpoint-not-found')
      await expect(page.getByLabel('Directory')).toHaveValue('/no/such/folder')
    })

    test('an empty form is refused', async ({ page }) => {
      await page.goto('/submit')
      await page.getByRole('main').getByRole('button', { name: 'Submit' }).click()
      await expect(page.locator('#refusal')).toContainText('Directory')
    })
  })

test('a checkpoint is admitted and its page says that it waits', async ({ page }) => {
  await page.goto('/submit')
  await page.getByLabel('Directory').fill('examples/checkpoints/scenes-llava')
  await page.getByLabel('Name').fill('Admitted by a test')
  await page.getByRole('main').getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/submissions\/[\w-]+$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Admitted by a test waits for a worker')
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(1)
  await page.getByRole('link', { name: 'Stop refreshing' }).click()
  await expect(page.getByText('This page does not refresh.')).toBeVisible()
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(0)

  await page.goto('/')
  await expect(page.getByText('in progress')).toContainText('Admitted by a test')
})

import { expect, test } from '@playwright/test'

test('a row shows the checkpoint with a number and its interval', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('how much of each needed the image')
  const row = page.locator('tbody tr:has([data-lane])').first()
  await expect(row.getByRole('rowheader')).toContainText('verified')
  // Number and interval: "61.8, 59.4 to 64.2".
  for (const measure of ['reliance', 'mean', 'score'])
    await expect(row.locator(`[data-lane=${measure}]`).first()).toHaveText(/[\d.]+.*, −?[\d. ]+ to −?[\d. ]+/)
})

test('every benchmark has a column, and visual reliance stands before the scores', async ({ page }) => {
  await page.goto('/')
  const heads = await page.locator('thead th').allInnerTexts()
  const at = (name: string) => heads.findIndex(head => head.includes(name))
  expect(at('Visual reliance')).toBeGreaterThan(at('Checkpoint'))
  for (const benchmark of ['MMVP', 'MMStar', 'MME'])
    expect(at(benchmark)).toBeGreaterThan(at('Visual reliance'))
})

test('the switch leads to the probes, and its address alone shows them', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Probes', exact: true }).click()
  await expect(page).toHaveURL(/view=probes/)
  await page.reload()
  const heads = page.locator('thead th')
  for (const property of ['Token order', 'Spatial', 'Recognition', 'Text maths', 'Early layers'])
    await expect(heads.filter({ hasText: property })).toHaveCount(1)
  await page.getByRole('navigation', { name: 'Show' }).getByRole('link', { name: 'MMVP_MINI' }).click()
  await expect(page).toHaveURL(/on=/)
  await page.reload()
  for (const setting of ['No image', 'Permuted', '2 × 2'])
    await expect(heads.filter({ hasText: setting })).toHaveCount(1)
  await expect(page.locator('tbody [data-lane=change]').first()).toHaveText(/, −?[\d.]+ to −?[\d.]+/)
})

test('a head sorts by its column', async ({ page }) => {
  await page.goto('/')
  await page.locator('thead').getByRole('link', { name: 'Visual reliance' }).click()
  await expect(page).toHaveURL(/sort=-reliance/)
  await expect(page.locator('th[aria-sort=descending]')).toContainText('Visual reliance')
})

test('an address that makes no sense shows the default view', async ({ page }) => {
  const answer = await page.goto('/?view=nonsense&sort=%3Cscript%3E&on=..')
  expect(answer?.status()).toBe(200)
  await expect(page.locator('th[aria-sort=descending]')).toContainText('Mean')
})

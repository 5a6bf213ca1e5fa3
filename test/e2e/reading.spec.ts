import { expect, test } from '@playwright/test'
import { checkpointAddress, submissionAddress } from './addresses'

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the leaderboard, a checkpoint and the methods can be read', async ({ page }) => {
    await page.goto('/')
    await expect(page.locator('tbody [data-lane=mean]').first()).toHaveText(/\d, −?[\d.]+ to [\d.]+/)
    await page.goto('/?view=probes&sort=-reliance')
    await expect(page.locator('th[aria-sort=descending]')).toContainText('Visual reliance')
    await page.goto(await checkpointAddress(page))
    await expect(page.locator('.profile li').first()).toHaveText(/\d\.\d\d/)
    await page.locator('details.disclosure-quiet summary').first().click()
    await expect(page.locator('.parts').first()).toContainText('mcq.vlmevalkit')
    await page.goto('/methods#visual-reliance')
    await expect(page.locator('#visual-reliance')).toContainText('0.2')
    // The paper's mean drop on one scale, by measurement 6.1.
    await page.goto('/reported')
    await expect(page.getByRole('row', { name: 'Average drop on one scale' })).toContainText('7.65')
  })
})

for (const width of [360, 800, 1200, 1440])
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height: 844 } })

    test('no page scrolls sideways', async ({ page }) => {
      const checkpoint = await checkpointAddress(page)
      const submission = await submissionAddress(page)
      for (const address of [
        '/',
        '/?view=probes',
        checkpoint,
        '/submit',
        submission,
        '/methods',
        '/reported',
        '/nothing',
      ]) {
        await page.goto(address)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(overflow, `${address} is wider than the screen`).toBeLessThanOrEqual(0)
      }
    })
  })

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the board keeps its key numbers: rank, visual reliance and one measure', async ({ page }) => {
    await page.goto('/?sort=-mme')
    const row = page.locator('tbody tr:has([data-lane])').first()
    await expect(row.locator('[data-lane=reliance]')).toBeVisible()
    await expect(row.locator('.measure:visible')).toHaveCount(2)
    await expect(page.locator('th[aria-sort=descending]')).toBeVisible()
  })
})

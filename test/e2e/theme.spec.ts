import { expect, type Page, test } from '@playwright/test'

const paper = { light: 'rgb(251, 252, 252)', dark: 'rgb(15, 20, 22)' }

function background(page: Page): Promise<string> {
  return page.locator('html').evaluate(html => getComputedStyle(html).backgroundColor)
}

test('the system decides as long as nothing was chosen', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto('/')
    expect(await background(page)).toBe(paper[colorScheme])
  }
})

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled, colorScheme: 'light' })

    test('the switch keeps the theme in a cookie, and the server renders it', async ({ page, context }) => {
      await page.goto('/methods')
      await page.getByRole('button', { name: 'Dark' }).click()
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
      expect((await context.cookies()).find(cookie => cookie.name === 'theme')?.value).toBe('dark')
      await page.goto('/')
      expect(await background(page)).toBe(paper.dark)
      await page.getByRole('button', { name: 'Light' }).click()
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    })
  })

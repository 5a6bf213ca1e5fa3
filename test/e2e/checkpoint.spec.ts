import { gunzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { exportedResponse } from '#lib/domain/exported-response'
import { checkpointAddress } from './addresses'

test('the page shows where the numbers come from', async ({ page }) => {
  await page.goto(await checkpointAddress(page))
  await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty()
  const facts = page.locator('dl').first()
  for (const fact of ['verified', 'LLaVA', 'CLIP', 'sha256', 'suite']) await expect(facts).toContainText(fact)
})

test('the profile has its measured properties and says what is not measured', async ({ page }) => {
  await page.goto(await checkpointAddress(page))
  const row = (name: string) => page.locator('.profile li').filter({ hasText: name })
  for (const property of ['Visual reliance', 'Token-order retention', 'Spatial-structure retention'])
    await expect(row(property)).toHaveText(/\d\.\d\d/)
  await expect(row('Text reasoning kept')).toContainText('not measured')
})

test('both probes have a chart with a title and the table behind it', async ({ page }) => {
  await page.goto(await checkpointAddress(page))
  const charts = page.getByRole('img', { name: /scores .* unshuffled and .* shuffled in \d+ × \d+ cells/ })
  await expect(charts.first()).toBeVisible()
  // The ten benchmarks were asked with their tokens permuted, each on a line of its own.
  await expect(page.locator('.forest li').filter({ hasText: 'Permuted' })).toHaveCount(10)
  await expect(page.locator('.forest li').first()).toHaveText(/[\d.]+ ±[\d.]+/)
  const data = page.locator('details').filter({ hasText: 'Data' }).first()
  await data.locator('summary').click()
  await expect(data.locator('tbody tr').first()).toHaveText(/\d to .*\d/)
})

test('each benchmark has its score, its changes and a reading', async ({ page }) => {
  await page.goto(await checkpointAddress(page))
  const section = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Benchmarks', exact: true }) })
  for (const title of ['MMVP_MINI', 'MMStar_MINI', 'MME_MINI', 'ChartQA_TEST_MINI'])
    await expect(section.locator('tbody tr:not(.folded)').filter({ hasText: title })).toHaveCount(1)
  await expect(section.locator('tbody tr').first()).toHaveText(
    /±\d.*(lower by|higher by|no difference detected|equivalent within)/,
  )
})

test('what the field prints of a benchmark is folded under its row, with the scorer, and opens by keyboard', async ({
  page,
}) => {
  await page.goto(await checkpointAddress(page))
  const parts = page.locator('details').filter({ hasText: 'of MME_MINI' })
  const perception = parts.getByText('perception', { exact: true })
  await expect(perception).toBeHidden()
  await parts.locator('summary').press('Enter')
  await expect(perception).toBeVisible()
  await expect(parts).toContainText('yesno.lmms-eval')
})

test('what a map stands for is folded under it, group by group with its interval', async ({ page }) => {
  await page.goto(await checkpointAddress(page))
  const probe = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: /^Patch information loss/ }) })
    .last()
  await expect(probe.locator('.group-map td').first()).toHaveAttribute('title', /% *; 95 % CI .* to .*; p /)
  const groups = page.getByRole('region', { name: 'Patch information loss, every group' })
  await expect(groups).toBeHidden()
  await probe.getByText('Every group, with its interval').press('Enter')
  await expect(groups.getByRole('row', { name: /^1, 1/ }).first()).toHaveText(/\d to .*\d/)
})

test('every answer behind the page can be downloaded', async ({ page, request }) => {
  await page.goto(await checkpointAddress(page))
  const href = await page.getByRole('link', { name: 'JSON lines' }).getAttribute('href')
  const file = await request.get(href ?? '')
  const lines = gunzipSync(await file.body())
    .toString('utf8')
    .trim()
    .split('\n')
  const answers = lines.map(line => exportedResponse.parse(JSON.parse(line)))
  const unprobed = answers.filter(({ condition }) => condition === 'reference')
  // Forty items of each: what the demo suite asks.
  const asked = Map.groupBy(unprobed, ({ benchmark }) => benchmark)
  for (const benchmark of ['mmvp', 'mmstar', 'mme', 'chartqa'])
    expect(new Set(asked.get(benchmark)?.map(({ item }) => item)).size).toBe(40)
  // These may not be passed on: what is there is the checkpoint's own.
  const kept = answers.filter(({ benchmark }) => ['mmvp', 'mmstar', 'mme'].includes(benchmark))
  expect(kept.filter(({ prompt, withheld }) => prompt !== undefined || !withheld)).toEqual([])
  await expect(page.getByRole('button', { name: 'prompts withheld' })).toBeVisible()
})

test('an unknown id is not found', async ({ page }) => {
  for (const address of ['/checkpoints/000000000000', '/submissions/no-such-submission', '/nothing']) {
    const answer = await page.goto(address)
    expect(answer?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing is kept at this address')
  }
})

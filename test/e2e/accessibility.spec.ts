import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { checkpointAddress, submissionAddress } from './addresses'

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
const screens = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
]

for (const { name, viewport } of screens)
  for (const colorScheme of ['light', 'dark'] as const)
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme })

      test('no route breaks a rule of WCAG 2.2 A or AA', async ({ page }) => {
        test.setTimeout(180_000)
        const checkpoint = await checkpointAddress(page)
        const submission = await submissionAddress(page)
        const addresses = [
          '/',
          '/?view=probes',
          checkpoint,
          '/submit',
          submission,
          '/methods',
          '/reported',
          '/nothing',
        ]
        for (const address of addresses) {
          await page.goto(address)
          // What is folded away is read by somebody, too.
          await page
            .locator('details')
            .evaluateAll(all => all.map(details => details.setAttribute('open', '')))
          const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
          const found = violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))
          expect(found, address).toEqual([])
        }
      })
    })

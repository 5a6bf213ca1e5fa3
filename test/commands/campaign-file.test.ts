import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { openCampaign } from '#workers/commands/campaign-file'

const edition = 'e'.repeat(64)
const families = ['a', 'b']

test('sets are remembered campaign by campaign, each once', () => {
  const path = join(temporaryFolder(), 'campaigns.json')
  const first = openCampaign(path, edition, false)
  expect(first.tried).toEqual([])
  first.add({ set: 's1', p: 0.2 }, families)
  const second = openCampaign(path, edition, false)
  expect(second.tried).toEqual([{ set: 's1', p: 0.2 }])
  second.add({ set: 's2', p: 0.1 }, families)
  openCampaign(path, edition, false).add({ set: 's1', p: 0.2 }, families)
  expect(openCampaign(path, edition, false).tried.map(({ set }) => set)).toEqual(['s1', 's2'])
  const next = openCampaign(path, edition, true)
  expect(next.tried).toEqual([])
  next.add({ set: 's3', p: 0.3 }, families)
  expect(JSON.parse(readFileSync(path, 'utf8')).campaigns).toEqual([
    [
      { set: 's1', p: 0.2 },
      { set: 's2', p: 0.1 },
    ],
    [{ set: 's3', p: 0.3 }],
  ])
})

test('five campaigns retire the families; another edition, other families and another file are refused', () => {
  const path = join(temporaryFolder(), 'campaigns.json')
  for (let at = 0; at < 5; at++) openCampaign(path, edition, true).add({ set: `s${at}`, p: 0.5 }, families)
  expect(() => openCampaign(path, edition, true)).toThrow(/5 campaigns: its families are retired/)
  expect(openCampaign(path, edition, false).tried).toEqual([{ set: 's4', p: 0.5 }])
  expect(() => openCampaign(path, 'f'.repeat(64), false)).toThrow(/about edition eeeeeeeeeeee/)
  const before = readFileSync(path, 'utf8')
  const open = openCampaign(path, edition, false)
  expect(() => open.add({ set: 'x', p: 0.5 }, ['a', 'c'])).toThrow(/about families a, b, not a, c/)
  expect(readFileSync(path, 'utf8')).toBe(before)
  writeFileSync(path, '{"mine": true}')
  expect(() => openCampaign(path, edition, false)).toThrow(/no log of campaigns/)
})

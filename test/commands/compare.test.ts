import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { temporaryFolder } from '#test/support/temporary-folder'
import { parallax } from './capture'

const checkpoint = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
let folder: string
const at = (name: string) => join(folder, name)
const compare = (...args: string[]) => parallax('compare', ...args, '--benchmarks', folder)

/** The run again, as of a checkpoint that is right on the items named. */
function imitate(name: string, right: (item: number) => boolean): void {
  cpSync(at('run'), at(name), { recursive: true })
  const path = join(at(name), 'cells.json')
  const json = JSON.parse(readFileSync(path, 'utf8'))
  for (const cell of json.cells)
    cell.scores = cell.scores.map((_: unknown, item: number) =>
      cell.condition === 'reference' && right(item) ? 1 : 0,
    )
  writeFileSync(path, JSON.stringify(json))
}

beforeAll(async () => {
  folder = temporaryFolder()
  writeTsv(at('MMVP_MINI.tsv'), await mmvpRows(16))
  const asked = ['--benchmarks', folder, '--suite', 'demo', '--probe', 'reference', '--out', at('run')]
  expect((await parallax('evaluate', checkpoint, ...asked)).status).toBe(0)
  imitate('all', () => true)
  imitate('half', item => item < 8)
})

test('prints the paired difference of every pair, and what profiles say', async () => {
  const { status, json } = await compare(at('all'), at('half'), at('run'), '--json')
  expect(status).toBe(0)
  const { runs, pairs, notRead } = json()
  expect(runs.map(({ name }: { name: string }) => name)).toEqual(['all', 'half', 'run'].map(at))
  expect(pairs).toHaveLength(3)
  // Pairs of items are the units: four of eight are right in one and wrong in the other.
  expect(pairs[0]).toMatchObject({
    first: 0,
    second: 1,
    scores: [
      { benchmark: 'mmvp', found: { difference: 0.5, units: 8, discordant: { better: 4, worse: 0 } } },
    ],
  })
  // Eight pairs of items show nothing of the picture that is above guessing by two errors in one of them.
  expect(pairs[0].profiles.unshared.map(({ id }: { id: string }) => id)).toContain('P1')
  expect(notRead).toEqual([])
  const { stdout } = await compare(at('all'), at('half'))
  expect(stdout).toContain(`${at('all')} less ${at('half')}`)
  expect(stdout).toMatch(/MMVP_MINI {2}\+50\.0 pp \(95 % CI \+.* to \+.*; p 0\.125; 8 units/)
  expect(stdout).toMatch(/not compared: .*P1/)
})

test('names what it cannot compare', async () => {
  expect((await compare(at('all'))).stderr.at(-1)).toContain('two RUNs or more')
  const none = await compare(at('all'), folder)
  expect([none.status, none.stderr.at(-1)]).toEqual([1, expect.stringContaining('no manifest.json')])
  const elsewhere = await parallax('compare', at('all'), at('half'), '--benchmarks', temporaryFolder())
  expect([elsewhere.status, elsewhere.stderr.at(-1)]).toEqual([
    1,
    expect.stringContaining('MMVP_MINI in edition'),
  ])
})

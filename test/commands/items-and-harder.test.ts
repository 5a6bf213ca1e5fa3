import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { temporaryFolder } from '#test/support/temporary-folder'
import { parallax } from './capture'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const minis = join(import.meta.dirname, '../../examples/benchmarks')
let folder: string
beforeAll(async () => {
  folder = temporaryFolder()
  writeTsv(join(folder, 'MMVP_MINI.tsv'), await mmvpRows(8))
})

const harder = (benchmark: string, transformation: string, out: string, ...more: string[]) =>
  parallax(
    'harder',
    benchmark,
    '--benchmarks',
    minis,
    '--transformation',
    transformation,
    '--out',
    out,
    '--json',
    ...more,
  )

describe('harder', () => {
  test('writes variants with where each is from, and what they are made again by', async () => {
    const out = join(folder, 'mmstar-option-shuffle.tsv')
    const { status, json } = await harder('mmstar', 'option-shuffle', out)
    expect(status).toBe(0)
    const [head = '', first = ''] = readFileSync(out, 'utf8').split('\n')
    for (const column of ['index', 'parents', 'transformation', 'parameters', 'image', 'answer'])
      expect(head.split('\t')).toContain(column)
    expect(first.split('\t').length).toBe(head.split('\t').length)
    const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8'))
    expect(manifest).toMatchObject({
      benchmark: 'mmstar',
      transformation: 'option-shuffle',
      rows: json().rows,
    })
    expect(manifest.rebuild).toContain('harder mmstar --transformation option-shuffle --seed 1')
    // What is left out is counted by its reason.
    const leftOut = Object.values<number>(json().excluded).reduce((sum, count) => sum + count, 0)
    expect(json().rows + leftOut).toBe(139)
  })

  test('never writes over a file, nor half of one', async () => {
    const out = join(folder, 'taken.tsv')
    writeFileSync(out, 'mine')
    const { status, stderr } = await harder('mmstar', 'subset', out)
    expect([status, stderr.at(-1)]).toEqual([1, expect.stringContaining('is there already')])
    expect(readFileSync(out, 'utf8')).toBe('mine')
    const none = join(folder, 'none.tsv')
    expect((await harder('mmstar', 'hint-removed', none)).status).toBe(1)
    expect(existsSync(none)).toBe(false)
  })

  test('starts again from the items of an earlier file', async () => {
    const ids = join(folder, 'ids.txt')
    writeFileSync(ids, '3\n5\n\n')
    const first = join(folder, 'first.tsv')
    const again = join(folder, 'again.tsv')
    expect((await harder('mmstar', 'circular', first, '--items', ids)).json().groups).toBe(2)
    expect((await harder('mmstar', 'circular', again, '--items', first)).status).toBe(0)
    expect(readFileSync(again)).toEqual(readFileSync(first))
  })

  test('passes on what the licence allows, and no more', async () => {
    const out = join(folder, 'mmvp-option-shuffle.jsonl')
    expect((await harder('mmvp', 'option-shuffle', out, '--public')).status).toBe(0)
    const [row] = readFileSync(out, 'utf8').split('\n')
    expect(Object.keys(JSON.parse(row ?? ''))).not.toEqual(expect.arrayContaining(['question']))
    expect(JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')).withheld).toBe('items')
  })

  test('names what it does not have', async () => {
    const unknown = await harder('mmstar', 'louder', join(folder, 'x.tsv'))
    expect([unknown.status, unknown.stderr.at(-1)]).toEqual([2, expect.stringContaining('option-shuffle')])
    const ending = await harder('mmstar', 'circular', join(folder, 'x.csv'))
    expect([ending.status, ending.stderr.at(-1)]).toEqual([2, expect.stringContaining('.tsv or .jsonl')])
    const alone = await harder('mmstar', 'subset', join(folder, 'x.tsv'))
    expect([alone.status, alone.stderr.at(-1)]).toEqual([2, expect.stringContaining('--runs')])
  })

  test('what it wrote is evaluated like any benchmark', async () => {
    const out = join(folder, 'run-of-variants')
    const file = join(folder, 'mmstar-option-shuffle.tsv')
    const checkpoint = join(fixtures, 'random-bf16')
    const asked = ['--benchmark', file, '--probe', 'reference', '--limit', '3', '--out', out]
    const { status, json } = await parallax('evaluate', checkpoint, ...asked, '--json')
    expect(status).toBe(0)
    expect(json().benchmarks).toMatchObject([{ benchmark: 'mmstar-option-shuffle', items: 3 }])
  })

  test('what a checkpoint loses from the items to their variants is told', async () => {
    const out = join(folder, 'run-of-both')
    const file = join(folder, 'mmstar-option-shuffle.tsv')
    const source = join(minis, 'MMStar_MINI.tsv')
    const asked = ['--benchmark', file, '--benchmark', source, '--probe', 'reference', '--limit', '12']
    const run = await parallax('evaluate', join(fixtures, 'random-bf16'), ...asked, '--out', out)
    expect(run.status).toBe(0)
    const compared = ['items', file, '--parent', source, '--runs', out]
    const { status, json } = await parallax(...compared, '--json')
    expect(status).toBe(0)
    const [{ checkpoint, change }] = json().fromParents
    expect(checkpoint).toMatch(/^sha256:/)
    expect(change.groups).toBeGreaterThan(5)
    expect(change.low).toBeLessThanOrEqual(change.pp)
    expect((await parallax(...compared)).stdout).toMatch(/less the items they were made of:\n.*groups/)
    const alone = await parallax('items', file, '--parent', source, '--runs', join(folder, 'run-of-variants'))
    expect([alone.status, alone.stderr.at(-1)]).toEqual([1, expect.stringContaining('did not ask')])
  })
})

describe('items', () => {
  const runs = ['random-bf16', 'random-gqa-tied-shards']
  const items = (...more: string[]) => parallax('items', join(folder, 'MMVP_MINI.tsv'), ...more)
  beforeAll(async () => {
    for (const name of runs) {
      const asked = [
        '--benchmark',
        join(folder, 'MMVP_MINI.tsv'),
        '--suite',
        'full',
        '--out',
        join(folder, name),
      ]
      const probed = ['reference', 'option-rotation'].flatMap(probe => ['--probe', probe])
      expect((await parallax('evaluate', join(fixtures, name), ...asked, ...probed)).status).toBe(0)
    }
  })
  const given = () => runs.flatMap(name => ['--runs', join(folder, name)])

  test('says what runs say, and that two checkpoints are too few to suggest by', async () => {
    const { status, json, stdout } = await items(...given(), '--json')
    expect(status).toBe(0)
    expect(json()).toMatchObject({
      benchmark: 'mmvp',
      checkpoints: 2,
      validation: { kind: 'not-enough-data', need: expect.any(Number) },
    })
    expect(json().flags.map(({ flag }: { flag: string }) => flag)).toContain('blind-solvable')
    // What a set does to the checkpoints that chose it is nowhere.
    expect(stdout).not.toMatch(/held.?in|selectionGain|"selection":/i)
    expect((await items(...given())).stdout).toContain('not enough data')
  })

  test('refuses runs it cannot use, by name', async () => {
    const empty = await items('--runs', folder)
    expect([empty.status, empty.stderr.at(-1)]).toEqual([1, expect.stringContaining('no finished run')])
    const none = await items()
    expect([none.status, none.stderr.at(-1)]).toEqual([2, expect.stringContaining('--runs is missing')])
    const log = await items(...given(), '--new-campaign')
    expect([log.status, log.stderr.at(-1)]).toEqual([2, expect.stringContaining('needs --campaign')])
    const other = await parallax('items', 'mmvp', '--benchmarks', minis, ...given())
    expect([other.status, other.stderr.at(-1)]).toEqual([1, expect.stringContaining('asked edition')])
    const stranger = await items(...given(), '--family', `${fixtures}=mine`)
    expect([stranger.status, stranger.stderr.at(-1)]).toEqual([
      2,
      expect.stringContaining('not among --runs'),
    ])
  })
})

import { copyFileSync, cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { temporaryFolder } from '#test/support/temporary-folder'
import { parallax } from './capture'

const fixtures = 'test/fixtures/benchmarks'
const checkpoint = 'test/fixtures/checkpoints/random-bf16'
let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  copyFileSync(join(fixtures, 'mmvp-zstd/MMVP.parquet'), join(folder, 'MMVP.parquet'))
  cpSync(join(fixtures, 'mm-vet-official'), join(folder, 'mm-vet'), { recursive: true })
  copyFileSync(join(fixtures, 'gsm8k-official/test.jsonl'), join(folder, 'GSM8K.jsonl'))
})

describe('benchmarks', () => {
  test('what is installed, and where people get the rest', async () => {
    const { status, json } = await parallax('benchmarks', '--benchmarks', folder, '--json')
    expect(status).toBe(0)
    const { installed, missing, broken } = json()
    expect(installed).toMatchObject([
      {
        id: 'mmvp',
        title: 'MMVP',
        form: 'parquet',
        items: 4,
        edition: null,
        path: join(folder, 'MMVP.parquet'),
      },
      { id: 'mm-vet', title: 'mm-vet', form: 'mm-vet.json with images', items: 2 },
      { id: 'gsm8k', title: 'GSM8K', form: 'lines of JSON', items: 3 },
    ])
    expect(broken).toEqual([])
    expect(missing).toHaveLength(17)
    expect(missing).toContainEqual({
      id: 'mme',
      title: 'MME',
      files: ['MME.tsv', 'MME_MINI.tsv'],
      source: expect.stringContaining('lmms-lab/MME'),
    })
  })

  test('hashed: the edition, the same in every form', async () => {
    const one = await parallax(
      'benchmarks',
      '--benchmarks',
      folder,
      '--benchmark',
      'mmvp',
      '--hash',
      '--json',
    )
    const tsv = join(fixtures, 'mmvp/MMVP.tsv')
    const other = await parallax('benchmarks', '--benchmark', tsv, '--hash', '--json')
    expect(one.json().installed[0].edition).toMatch(/^[0-9a-f]{64}$/)
    expect(other.json().installed[0].edition).toBe(one.json().installed[0].edition)
    expect(other.json().missing).toEqual([])
  })

  test('one that cannot be read does not hide the others', async () => {
    copyFileSync(join(fixtures, 'bad/pictures-only.parquet'), join(folder, 'MMVP.parquet'))
    const { status, stdout, stderr } = await parallax('benchmarks', '--benchmarks', folder)
    expect(status).toBe(1)
    expect(stdout).toMatch(/mmvp cannot be read: bad-benchmark-file: .*pictures without questions/)
    expect(stdout).toMatch(/^gsm8k +GSM8K: 3 items, lines of JSON, edition not computed/m)
    expect(stderr.join()).toContain('1 of 3 cannot be read')
  })
})

describe('bad rows', () => {
  const badFile = async () => {
    const rows = await mmvpRows(4)
    const path = join(folder, 'MMVP.tsv')
    writeTsv(
      path,
      rows.map((row, at) => (at > 1 ? { ...row, answer: 'maybe' } : row)),
    )
    return path
  }
  const plan = (path: string, ...options: string[]) =>
    parallax('evaluate', checkpoint, '--plan', '--benchmark', path, ...options)

  test('refuse the file of an evaluation', async () => {
    const { status, stderr } = await plan(await badFile())
    expect(status).toBe(1)
    expect(stderr.join()).toMatch(
      /bad-benchmark-file: MMVP\.tsv, row 3, column answer: must be one capital letter/,
    )
  })

  test('or are left out, counted and listed', async () => {
    const { status, stdout, stderr } = await plan(await badFile(), '--skip-bad-rows')
    expect(status).toBe(0)
    expect(stdout).toContain('2 items')
    expect(stderr).toEqual([
      'MMVP: bad rows left out: 2 (row 3, answer: must be one capital letter; row 4, answer: must be one capital letter)',
    ])
  })
})

test('a benchmark that is not there', async () => {
  writeFileSync(join(folder, 'note.txt'), 'nothing')
  const { status, stderr } = await parallax('benchmarks', '--benchmarks', folder, '--benchmark', 'chartqa')
  expect(status).toBe(1)
  expect(stderr.join()).toMatch(/benchmark chartqa is not installed: .* get ChartQA_TEST\.tsv of VLMEvalKit/)
})

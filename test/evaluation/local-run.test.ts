import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { mmvp } from '#lib/benchmarks/mmvp'
import { responseRecord } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
import { permutation } from '#lib/probes/permutation'
import type { Probe } from '#lib/probes/probe'
import { referenceProbe } from '#lib/probes/reference'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { temporaryFolder } from '#test/support/temporary-folder'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'
import { type EvaluatedBatch, evaluateSlice } from '#workers/evaluation/evaluate-slice'
import { type LocalRun, runLocally } from '#workers/evaluation/local-run'
import { runManifest } from '#workers/evaluation/manifest'
import { fakeCheckpoint } from './fake-checkpoint'

const items = 20
let file: BenchmarkFile
let out: string
beforeEach(async () => {
  const folder = temporaryFolder()
  file = await readBenchmark(writeTsv(join(folder, 'MMVP_MINI.tsv'), await mmvpRows(items)), mmvp)
  out = join(folder, 'results', 'run-1')
})

const run = (part: Partial<LocalRun> = {}) =>
  runLocally({
    checkpoint: fakeCheckpoint(),
    files: [file],
    probes,
    suite: 'demo',
    limit: Number.MAX_SAFE_INTEGER,
    out,
    progress: () => undefined,
    ...part,
  })

/** A checkpoint that breaks down at its n-th answer. */
const dying = (answers: number) => {
  let given = 0
  return fakeCheckpoint('fake', () => {
    given += 1
    if (given > answers) throw new Error('power cut')
    return 'A'
  })
}
const constant = () => fakeCheckpoint('fake', () => 'A')
const bytesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(path => /\.(json|gz)$/.test(path))
      .map(path => [path, readFileSync(join(folder, path)).toString('base64')]),
  )

test('leaves the manifest, the cells, the results, the summary and the answers, and nothing else', async () => {
  const manifest = await run()
  expect(readdirSync(out).toSorted()).toEqual([
    'cells.json',
    'manifest.json',
    'responses',
    'results.json',
    'summary.json',
  ])
  expect(readdirSync(join(out, 'responses'))).toEqual(['mmvp.jsonl.gz'])
  expect(runManifest.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')))).toEqual(manifest)
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = readFileSync(join(out, path))
    expect(content).toHaveLength(bytes)
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
  }
})

test('cells and answers are what a worker pushes', async () => {
  const { counts } = await run()
  const slice = {
    file,
    probes,
    suite: 'demo',
    firstItem: 0,
    endItem: items,
    batchItems: 7,
    storedBatches: [],
  } as const
  const batches: EvaluatedBatch[] = []
  for await (const batch of evaluateSlice(fakeCheckpoint(), slice, () => undefined)) batches.push(batch)
  const { cells } = JSON.parse(readFileSync(join(out, 'cells.json'), 'utf8'))
  expect(cells).toHaveLength(counts.cells)
  expect(batches[0]?.outcomes).toHaveLength(counts.cells)
  for (const [at, outcomes] of (batches[0]?.outcomes ?? []).entries())
    expect(cells[at]).toEqual({
      benchmark: 'mmvp',
      edition: file.edition,
      scorer: 'mcq.vlmevalkit',
      promptProfile: 'llava',
      ...{ ...outcomes, draws: undefined },
      n: items,
      scores: batches.flatMap(batch => batch.outcomes[at]?.scores ?? []),
      unparsed: batches.flatMap(batch => batch.outcomes[at]?.unparsed ?? []),
      changed: batches.flatMap(batch => batch.outcomes[at]?.changed ?? []),
    })
  const lines = gunzipSync(readFileSync(join(out, 'responses/mmvp.jsonl.gz')))
    .toString()
    .trim()
    .split('\n')
  expect(lines.map(line => responseRecord.parse(JSON.parse(line)))).toEqual(
    batches.flatMap(({ responses }) => responses),
  )
  expect(counts).toEqual({ items, cells: cells.length, responses: lines.length })
})

test('a run whose seeds drew the same is refused, and is no result', async () => {
  const same: Probe = {
    ...permutation,
    arrange(subject, condition) {
      const key = { seed: 1, probe: permutation.id, condition: 'seed-1', item: subject.item }
      return permutation.arrange(subject, condition, keyedRandom(key))
    },
  }
  await expect(run({ probes: [referenceProbe, same] })).rejects.toMatchObject({
    reason: 'repeated-draws',
    message:
      'MMVP_MINI: permutation seed-1 and permutation seed-2 drew the same for all of 20 items; the seeds were not varied',
  })
  expect(existsSync(join(out, 'manifest.json'))).toBe(false)
  const other = join(out, '../run-2')
  const { draws } = await run({ probes: [referenceProbe, permutation], out: other })
  expect(draws).toBe('parallax-draw-1: philox4x32-10, sha256 of [seed, probe, condition, item]')
  const answers = gunzipSync(readFileSync(join(other, 'responses/mmvp.jsonl.gz'))).toString()
  const permuted = answers.split('\n').filter(line => line.includes('"seed-1"'))
  expect(permuted).toHaveLength(items)
  for (const line of permuted) expect(responseRecord.parse(JSON.parse(line)).draw).toMatch(/^[0-9a-f]{16}$/)
})

describe('an interrupted run', () => {
  test('leaves nothing under a final name', async () => {
    await expect(run({ checkpoint: dying(150) })).rejects.toThrow('power cut')
    expect(readdirSync(out)).toEqual(['.partial'])
  })

  test('goes on at the batch, and ends in the same bytes as one that was not', async () => {
    await run({ checkpoint: constant() })
    const whole = bytesOf(out)
    out = `${out}-again`
    await expect(run({ checkpoint: dying(150) })).rejects.toThrow('power cut')
    const second = constant()
    await run({ checkpoint: second })
    expect(bytesOf(out)).toEqual(whole)
    const asked = new Set(second.asked.map(({ question }) => question))
    // Two items share a question, which is asked as it is and with its options turned.
    expect(asked.size).toBeLessThan(items)
    expect(asked.size).toBeGreaterThan(0)
  })

  test('says from where it goes on', async () => {
    await expect(run({ checkpoint: dying(150) })).rejects.toThrow('power cut')
    const seen: number[] = []
    await run({ checkpoint: constant(), progress: (_, { itemsDone }) => seen.push(itemsDone) })
    expect(seen[0]).toBe(8)
    expect(seen.at(-1)).toBe(items)
  })
})

test('a finished run is looked up, not repeated', async () => {
  const manifest = await run()
  const checkpoint = fakeCheckpoint()
  expect(await run({ checkpoint })).toEqual(manifest)
  expect(checkpoint.asked).toEqual([])
})

describe('a folder that holds something else is refused', () => {
  const refusal = (message: RegExp) => ({ reason: 'output-exists', message: expect.stringMatching(message) })

  test.each([
    ['another checkpoint', { checkpoint: fakeCheckpoint('other') }, /whose digest differ/],
    ['other items', { limit: 4 }, /whose benchmarks differ/],
    ['other probes', { probes: probes.slice(0, 1) }, /whose probes differ/],
    ['another suite', { suite: 'standard' }, /whose suite differ/],
  ] as const)('%s, finished or not', async (_, part, message) => {
    await expect(run({ checkpoint: dying(150) })).rejects.toThrow('power cut')
    await expect(run(part)).rejects.toMatchObject(refusal(message))
    await run()
    await expect(run(part)).rejects.toMatchObject(refusal(message))
  })

  test('files that are not ours', async () => {
    await expect(run({ out: join(import.meta.dirname) })).rejects.toMatchObject(refusal(/is not empty/))
    expect(existsSync(join(import.meta.dirname, '.partial'))).toBe(false)
  })

  test('results that were changed', async () => {
    await run()
    writeFileSync(join(out, 'cells.json'), '{}')
    await expect(run()).rejects.toMatchObject(refusal(/cells\.json is not the file its manifest names/))
  })
})

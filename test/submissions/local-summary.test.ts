import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { readBoard } from '#lib/db/queries/read-board'
import { runSummary } from '#lib/domain/run-summary'
import type { ItemsSlice } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
import { claimSlice } from '#lib/submissions/claim-slice'
import { completeSlice } from '#lib/submissions/complete-slice'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { submit } from '#lib/submissions/submit'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { fakeCheckpoint } from '#test/evaluation/fake-checkpoint'
import { openTestPortal, type TestPortal } from '#test/support/portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { type BenchmarkFile, installed, readBenchmark } from '#workers/datasets/read-benchmark'
import { engineVersion } from '#workers/engine-version'
import { evaluateSlice } from '#workers/evaluation/evaluate-slice'
import { runLocally } from '#workers/evaluation/local-run'

let portal: TestPortal
let files: BenchmarkFile[]
beforeAll(async () => {
  portal = await openTestPortal()
  const pairs = writeTsv(join(temporaryFolder(), 'MMVP_MINI.tsv'), await mmvpRows(60))
  // The strict reading of mathematics in words is made of its answers, not of their scores.
  const maths = join(import.meta.dirname, '../../examples/benchmarks/GSM8K_MINI.jsonl')
  files = [
    await readBenchmark(pairs, benchmarkById('mmvp')),
    await readBenchmark(maths, benchmarkById('gsm8k')),
  ]
})
afterAll(() => portal.close())

/** What a worker does with a slice, over the same items in other batches. */
async function work(slice: ItemsSlice): Promise<void> {
  const file = files.find(({ edition }) => edition === slice.edition)
  if (!file) throw new Error(`no edition ${slice.edition}`)
  const { attempt, firstItem, endItem, batchItems, storedBatches, suite, means } = slice
  const request = { file, probes, suite, means, firstItem, endItem, batchItems, storedBatches }
  for await (const batch of evaluateSlice(fakeCheckpoint(), request, () => undefined))
    await storeOutcomes(portal.database, portal.queue, slice.slice, { attempt, ...batch })
  await completeSlice(portal.database, portal.queue, slice.slice, attempt)
}

test('a local run says of itself what a portal says of the same answers', async () => {
  const out = join(temporaryFolder(), 'run')
  const { digest, shape, provider, precision } = fakeCheckpoint()
  await runLocally({
    ...{ checkpoint: fakeCheckpoint(), files, probes, suite: 'demo', out },
    limit: Number.MAX_SAFE_INTEGER,
    progress: () => undefined,
  })
  const local = runSummary.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')))

  const path = temporaryFolder()
  writeFileSync(join(path, 'config.json'), '{}')
  await submit(portal.database, { source: { kind: 'directory', path }, suite: 'demo' }, portal.queue)
  for (;;) {
    const slice = await claimSlice(portal.database, portal.queue, 'w-1')
    if (!slice) break
    if (slice.kind === 'items') await work(slice)
    if (slice.kind === 'prepare')
      await recordPrepared(portal.database, portal.queue, slice.slice, {
        ...{ attempt: slice.attempt, digest, shape, means: ['weights'], identities: {}, lacking: {} },
        engine: { version: engineVersion, provider, precision },
        benchmarks: files.map(installed),
      })
  }
  const [entry] = await readBoard(portal.database)
  expect(local).toEqual(entry?.summary)
  expect(local.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['mmvp', 'gsm8k'])
  const maths = local.findings.find(({ probe }) => probe === 'text-maths')
  expect(maths?.figures.map(({ name }) => name)).toEqual(['accuracy', 'accuracy, read strictly'])
  expect(local.findings.some(({ probe }) => probe === 'option-rotation')).toBe(true)
})

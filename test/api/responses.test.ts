import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { benchmarks } from '#lib/benchmarks/index'
import { openConnection, openDatabase } from '#lib/db/database'
import { benchmarkEditions, outcomeBatches, runs, slices, submissions } from '#lib/db/schema/index'
import { exportedResponse } from '#lib/domain/exported-response'
import type { ResponseRecord } from '#lib/domain/work'
import { putArtifact } from '#lib/submissions/artifacts'
import { packResponses, readJudge, readResponses } from '#lib/submissions/stored-responses'
import { GET as responses } from '../../app/api/runs/[run]/responses/route'

const folder = mkdtempSync(join(tmpdir(), 'parallax-responses-'))
const asked = benchmarks.filter(({ scorer }) => scorer !== null)
const secret = 'Is the dog\u2019s face to the left?'
const keys = new Map<string, string>()

const record = (item: string): ResponseRecord => ({
  item,
  probe: 'reference',
  condition: 'reference',
  prompt: `USER: ${secret} ASSISTANT:`,
  text: 'Yes',
  generatedIds: [7, 2],
  truncated: false,
  parsed: 'Yes',
  rule: 'first letter',
  score: 1,
  judge: { model: 'judge-2', prompt: 'ours-1', replies: [`Asked "${secret}", 1.0`] },
})

/** A complete run with two batches of one answer for every benchmark. */
beforeAll(async () => {
  process.env.PARALLAX_DATA = folder
  delete process.env.DATABASE_URL
  delete process.env.POSTGRES_URL
  const database = await openDatabase()
  await database
    .insert(submissions)
    .values({ id: 's', name: 's', source: { kind: 'directory', path: '/checkpoint' } })
  await database.insert(runs).values({ id: 'r', submission: 's', suite: 'standard', state: 'complete' })
  for (const [place, { id: benchmark, title }] of asked.entries()) {
    await database
      .insert(benchmarkEditions)
      .values({ edition: benchmark, benchmark, title, items: 2, smallestSide: 32 })
    await database.insert(slices).values({
      id: benchmark,
      run: 'r',
      kind: 'items',
      place,
      benchmark,
      edition: benchmark,
      firstItem: 0,
      endItem: 2,
      state: 'done',
    })
    for (const firstItem of [0, 1]) {
      const key = await putArtifact(await packResponses([record(String(firstItem))]), 'jsonl.gz')
      keys.set(`${benchmark} ${firstItem}`, key)
      await database.insert(outcomeBatches).values({
        slice: benchmark,
        firstItem,
        endItem: firstItem + 1,
        attempt: 1,
        scorer: 'any',
        promptProfile: 'llava',
        outcomes: [],
        responses: key,
      })
    }
  }
})
afterAll(async () => {
  await (await openConnection()).close()
  rmSync(folder, { recursive: true, force: true })
})

async function download() {
  const answered = await responses(new Request('http://127.0.0.1/api'), {
    params: Promise.resolve({ run: 'r' }),
  })
  expect(answered.status).toBe(200)
  const text = gunzipSync(new Uint8Array(await answered.arrayBuffer())).toString('utf8')
  return text
    .trim()
    .split('\n')
    .map(line => exportedResponse.parse(JSON.parse(line)))
}

test('every answer leaves under its benchmark, in the order of benchmarks and items', async () => {
  const found = (await download()).map(({ benchmark, item }) => `${benchmark} ${item}`)
  expect(found).toEqual(asked.flatMap(({ id }) => [`${id} 0`, `${id} 1`]))
})

test('a prompt leaves only where the licence lets it, and every other line says why it has none', async () => {
  const lines = await download()
  for (const { id, licence } of asked) {
    const own = lines.filter(({ benchmark }) => benchmark === id)
    expect(own, id).toHaveLength(2)
    for (const { item, prompt, text, generatedIds, parsed, rule, score, judge, credit, withheld } of own) {
      expect({ text, generatedIds, parsed, rule, score }, id).toEqual({
        text: 'Yes',
        generatedIds: [7, 2],
        parsed: 'Yes',
        rule: 'first letter',
        score: 1,
      })
      if (licence.export === 'nothing') {
        expect({ prompt, credit, replies: judge?.replies, model: judge?.model }, id).toEqual({
          prompt: undefined,
          credit: undefined,
          replies: [],
          model: 'judge-2',
        })
        expect(withheld, id).toContain(licence.terms)
      } else {
        expect({ prompt, judge, credit, withheld }, id).toEqual({
          prompt: record(item).prompt,
          judge: record(item).judge,
          credit: licence.credit,
          withheld: undefined,
        })
      }
    }
  }
  const closed = lines.filter(({ withheld }) => withheld !== undefined)
  expect(new Set(closed.map(({ benchmark }) => benchmark))).toEqual(
    new Set(asked.filter(({ licence }) => licence.export === 'nothing').map(({ id }) => id)),
  )
  expect(JSON.stringify(closed)).not.toContain(secret)
})

test('the file on disk stays whole', async () => {
  expect(await readResponses(keys.get('mmvp 0') ?? '')).toEqual([record('0')])
})

test('who graded is read from the answers of a judged scorer, and of no other', async () => {
  const own = [keys.get('mm-vet 0') ?? '']
  expect(await readJudge('mmvet.judge.official', own)).toEqual({ models: ['judge-2'], prompt: 'ours-1' })
  expect(await readJudge('mmvet.offline', own)).toBeNull()
  const { judge: _, ...ungraded } = record('0')
  const silent = await putArtifact(await packResponses([ungraded]), 'jsonl.gz')
  expect(await readJudge('mmvet.judge.official', [silent])).toBeNull()
})

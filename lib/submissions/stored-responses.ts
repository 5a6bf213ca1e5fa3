import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { BenchmarkSummary } from '../domain/run-summary'
import { type ResponseRecord, responseRecord } from '../domain/work'
import { scorers } from '../scorers/index'
import { isJudged } from '../scorers/scorer'
import { getArtifact } from './artifacts'

/** The answers in one artifact. @throws ZodError where it holds something else. */
export async function readResponses(key: string): Promise<ResponseRecord[]> {
  const lines = new TextDecoder().decode(await promisify(gunzip)(await getArtifact(key))).split('\n')
  return lines.flatMap(line => (line === '' ? [] : [responseRecord.parse(JSON.parse(line))]))
}

/** Records as JSON lines in one gzip member. */
export async function packResponses(records: readonly object[]): Promise<Uint8Array> {
  return promisify(gzip)(records.map(record => `${JSON.stringify(record)}\n`).join(''))
}

/** Who graded the answers in some artifacts; null where the scorer asks nobody, or nobody answered. */
export async function readJudge(scorer: string, keys: readonly string[]): Promise<BenchmarkSummary['judge']> {
  const found = scorers.find(({ id }) => id === scorer)
  if (!found || !isJudged(found)) return null
  const models = new Set<string>()
  for (const key of keys) for (const { judge } of await readResponses(key)) if (judge) models.add(judge.model)
  return models.size === 0 ? null : { models: [...models].sort(), prompt: found.prompt }
}

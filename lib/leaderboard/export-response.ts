import type { Benchmark } from '../benchmarks/benchmark'
import { coversText } from '../benchmarks/licence'
import type { ExportedResponse } from '../domain/exported-response'
import type { ResponseRecord } from '../domain/work'

/** Whether prompts of a benchmark, which hold its questions and options, may leave the portal. */
export function exportsPrompts({ licence }: Pick<Benchmark, 'licence'>): boolean {
  return coversText(licence.export)
}

/**
 * An answer as it may be passed on. The answer, its reading and its score are ours and always may; the prompt, and what
 * a judge said, who was sent question and gold, go only where the licence covers texts.
 */
export function exportResponse(
  benchmark: Pick<Benchmark, 'id' | 'title' | 'licence'>,
  record: ResponseRecord,
): ExportedResponse {
  const { id, title, licence } = benchmark
  if (exportsPrompts(benchmark)) return { benchmark: id, ...record, credit: licence.credit }
  const { prompt: _, judge, ...own } = record
  const left = judge ? 'the prompt and the replies of the judge' : 'the prompt'
  return {
    benchmark: id,
    ...own,
    ...(judge ? { judge: { ...judge, replies: [] } } : {}),
    withheld: `${left}: items of ${title} are not passed on (${licence.terms})`,
  }
}

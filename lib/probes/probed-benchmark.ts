import type { ProbedBenchmark } from './probe'

/**
 * What probes may know of a benchmark file. @param benchmark of the catalogue. @param judged a judge grades its answers
 * under the suite. @param items all of the file.
 */
export function probedBenchmark(
  { id, pictures }: { readonly id: string; readonly pictures: 'one' | 'none' },
  items: readonly { readonly options: readonly unknown[] }[],
  judged: boolean,
): ProbedBenchmark {
  return {
    benchmark: id,
    textOnly: pictures === 'none',
    options: items.reduce((most, { options }) => Math.max(most, options.length), 0),
    judged,
    items: items.length,
  }
}

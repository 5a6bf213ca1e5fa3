import type { PaperModel, PaperResults } from './paper'

/** A number of a publication. Nobody here has verified it: it is shown next to verified ones, never among them. */
export interface ReportedResult {
  readonly evidence: 'reported'
  readonly source: string
  /** Where it is printed. */
  readonly anchor: 'Table 1' | 'Table 2' | 'Table 3'
  /** As the publication names it: a checkpoint, or an encoder by itself. */
  readonly model: string
  readonly benchmark: string
  readonly probe: string
  /** The setting of the probe that it comes nearest to. */
  readonly setting: string
  readonly printed: number
  /** In [0, 1], from the scale it is printed on. */
  readonly u: number
}

/** Our benchmarks by the names of the paper; MME is printed on its own scale. */
const benchmarkIds: Readonly<Record<string, string>> = {
  MMVP: 'mmvp',
  'Q-Bench': 'q-bench',
  MME: 'mme',
  MMStar: 'mmstar',
  'MM-Vet': 'mm-vet',
  'LLaVA-W': 'llava-w',
  MathVista: 'mathvista',
  'SQA-IMG': 'sqa-img',
  ChartQA: 'chartqa',
  AI2D: 'ai2d',
  Caltech100: 'caltech101',
  'CIFAR-100': 'cifar-100',
  Food101: 'food101',
  Pets: 'pets',
  Country211: 'country211',
  EuroSAT: 'eurosat',
  AirCraft: 'aircraft',
}
export const mmePoints = 2800

/** Every printed score of Tables 1 to 3. Figures print no numbers but Figure 8's, which are scaled. */
export function reportedResults(paper: PaperResults): ReportedResult[] {
  return [...permutation(paper), ...synthesized(paper), ...classification(paper)]
}

/** What the paper says of a model on a benchmark, for the page that shows ours. */
export function reportedOn(paper: PaperResults, model: PaperModel, benchmark: string): ReportedResult[] {
  return reportedResults(paper).filter(one => one.model === model && one.benchmark === benchmark)
}

function permutation({ source, table1_permutation: { benchmarks, rows } }: PaperResults): ReportedResult[] {
  const result = resultOf(source, 'Table 1')
  return rows.flatMap(({ model, original, permuted }) =>
    benchmarks.flatMap((name, at) => [
      result(model, name, 'reference', 'reference', original[at]),
      result(model, name, 'permutation', 'permuted', permuted[at]),
    ]),
  )
}

function synthesized({ source, table2_synthesized: { rows } }: PaperResults): ReportedResult[] {
  const result = resultOf(source, 'Table 2')
  return rows.flatMap(row =>
    (['MMVP', 'MathVista'] as const).flatMap(name => [
      result(row.model, name, 'reference', 'reference', row[name][0]),
      result(row.model, name, 'synthesized-image', 'picture', row[name][1]),
    ]),
  )
}

/** Checkpoints answered in words of their own, which a language model judged. */
function classification({
  source,
  table3_classification: { datasets, rows },
}: PaperResults): ReportedResult[] {
  const result = resultOf(source, 'Table 3')
  return rows.flatMap(({ model, encoder, top1 }) =>
    datasets.map((name, at) =>
      result(model, name, 'alignment-classification', encoder ? 'open' : 'encoder', top1[at]),
    ),
  )
}

function resultOf(source: string, anchor: ReportedResult['anchor']) {
  return (model: string, name: string, probe: string, setting: string, printed: number): ReportedResult => ({
    evidence: 'reported',
    source,
    anchor,
    model,
    benchmark: benchmarkIds[name] ?? name,
    probe,
    setting,
    printed,
    u: printed / (name === 'MME' ? mmePoints : 100),
  })
}

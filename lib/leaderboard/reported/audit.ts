import { type AverageAudit, auditAverage, introductionDrop, mmeNeededFor } from './audit-average'
import { auditChanges, type PermutationChange } from './audit-changes'
import { auditClassification, type ClassificationAudit } from './audit-classification'
import { auditRuns, type RunsAudit } from './audit-runs'
import { auditSynthesized, type SynthesizedAudit } from './audit-synthesized'
import { auditTokenMap, type TokenMapAudit } from './audit-token-map'
import type { PaperResults } from './paper'

/** Which of the paper's numbers follow from each other, computed from them (measurement 6). */
export interface PaperAudit {
  readonly averages: readonly AverageAudit[]
  /** MME's difference that the introduction's figure for the first row would take. */
  readonly mmeNeededByIntroduction: number
  readonly runs: RunsAudit
  readonly changes: readonly PermutationChange[]
  readonly tokenMap: TokenMapAudit
  readonly synthesized: readonly SynthesizedAudit[]
  readonly classification: readonly ClassificationAudit[]
}

export function auditPaper(paper: PaperResults): PaperAudit {
  const { benchmarks, rows } = paper.table1_permutation
  const mme = benchmarks.indexOf('MME')
  const [{ original, permuted }] = rows
  return {
    averages: rows.map(row => auditAverage(row, mme)),
    mmeNeededByIntroduction: mmeNeededFor(original, permuted, mme, -introductionDrop),
    runs: auditRuns(paper),
    changes: auditChanges(paper),
    tokenMap: auditTokenMap(paper),
    synthesized: auditSynthesized(paper),
    classification: auditClassification(paper),
  }
}

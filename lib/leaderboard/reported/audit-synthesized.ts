import { countedItems } from './audit-runs'
import type { PaperModel, PaperResults } from './paper'

/** What a synthesized picture costs a model, by Table 2 (measurement 6.6). */
export interface SynthesizedDrop {
  readonly drop: number
  /** In percent of the original. */
  readonly relative: number
}

export interface SynthesizedAudit {
  readonly model: PaperModel
  readonly mmvp: SynthesizedDrop
  readonly mathVista: SynthesizedDrop
  /** The text says that MathVista's drop is not significantly larger. */
  readonly mathVistaDropsMore: boolean
  /** Its synthesized MMVP lies under what guessing both of a pair gives. */
  readonly belowPairFloor: boolean
  readonly frequencyOf1: number
}

/** Right in both of two questions with two options each, by guessing, in percent. */
const pairFloor = 25

export function auditSynthesized({ table2_synthesized: { rows } }: PaperResults): SynthesizedAudit[] {
  return rows.map(({ model, MMVP, MathVista, frequency_of_1 }) => {
    const mmvp = dropOf(MMVP.map(toPairs))
    const mathVista = dropOf(MathVista)
    return {
      model,
      mmvp,
      mathVista,
      mathVistaDropsMore: mathVista.drop > mmvp.drop,
      belowPairFloor: MMVP[1] < pairFloor,
      frequencyOf1: frequency_of_1,
    }
  })
}

/** The share of pairs that is printed to one decimal, in percent. */
function toPairs(printed: number): number {
  const { MMVP: pairs } = countedItems
  return (100 * Math.round((printed / 100) * pairs)) / pairs
}

function dropOf([original, synthesized]: readonly number[]): SynthesizedDrop {
  const drop = original - synthesized
  return { drop, relative: (100 * drop) / original }
}

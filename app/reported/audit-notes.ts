import type { PaperAudit } from '#lib/leaderboard/reported/audit'
import { counted, decimal, listed, signed } from '../format/numbers'

export interface AuditNote {
  readonly title: string
  readonly text: string
}

/** What follows from the printed numbers, in sentences; every figure in them is computed from those. */
export function auditNotes({ runs, tokenMap, synthesized, classification }: PaperAudit): AuditNote[] {
  return [
    {
      title: 'Five experiments',
      text:
        `${runs.singleRun} of ${runs.values} permuted values on benchmarks whose items are counted are shares that one run gives, to two decimals. ` +
        `Means of five runs that differ would all be such shares with a chance of ${runs.jointly.toExponential(0)}, so they are one run or five equal ones. ` +
        `Nothing moved at all: ${listed(runs.unchanged.map(({ model, benchmark, right, of }) => `${model} on ${benchmark} (${right} of ${of})`))}. ` +
        `Of ChartQA's 2500 items no whole number gives ${listed(runs.notOfChartQa.map(({ model, value }) => `${decimal(value, 2)} (${model})`))}.`,
    },
    {
      title: 'Synthesized pictures',
      text:
        `MathVista is said to drop no more than MMVP; it drops more for ${listed(
          synthesized
            .filter(one => one.mathVistaDropsMore)
            .map(
              ({ model, mathVista, mmvp }) =>
                `${model} (${decimal(mathVista.drop, 1)} against ${decimal(mmvp.drop, 1)} points)`,
            ),
        )}. ` +
        `Guessing both questions of a pair gives 25 % on MMVP; below that is ${listed(synthesized.filter(one => one.belowPairFloor).map(({ model }) => model))}. ` +
        'How often "1" is answered stands without how often it would be right.',
    },
    {
      title: 'Classification',
      text: classification
        .map(
          ({ model, encoder, largest, averagesCheck, standardErrors }) =>
            `${model} against ${encoder}: the averages ${averagesCheck ? 'are those of the rows' : 'are not those of the rows'}, the largest drop is ${decimal(largest.drop, 1)} points (${largest.set}), and the standard errors, none of which is printed, are ${decimal(standardErrors.smallest, 1)} to ${decimal(standardErrors.largest, 1)} points.`,
        )
        .join(' '),
    },
    {
      title: 'Importance of token groups (Figure 8)',
      text:
        `Means over the rings, from the outermost: ${tokenMap.rings.map(ring => decimal(ring, 2)).join(', ')}; the middle less the edge is ${signed(tokenMap.centreMinusEdge, 2)}, while the text says that the middle matters most: the numbers behave like what is kept, not like what is lost.` +
        (tokenMap.quantum === null || tokenMap.quanta === null
          ? ''
          : ` All are multiples of ${tokenMap.quantum}, ${counted(tokenMap.quanta, 'step')} from the lowest to the highest.`),
    },
  ]
}

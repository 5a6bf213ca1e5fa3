import { benchmarkById } from '../../benchmarks'
import type { Benchmark, Row, Unit } from '../../benchmarks/benchmark'
import { type ItemScore, type Metric, meanMetric } from '../../benchmarks/metric'
import { multipleChoiceRow, optionsOf } from '../../benchmarks/multiple-choice'
import type { ItemRecord } from '../../domain/item'
import { isNotEnough } from '../../domain/not-enough-data'
import { scoreImageGroups } from '../../statistics/answer-groups'
import type { TransformationId } from './variant'

const { index: someText } = multipleChoiceRow.shape

/** The columns of a variant that are read beside the benchmark's own. */
const variantCells = multipleChoiceRow.extend({
  answer: someText,
  group: someText,
  guess_floor: someText.regex(/^(?:0(?:\.\d+)?|\d(?:\.\d+)?e-\d+)$/, 'must be a share below 1'),
  category: someText.optional(),
  hint: someText.optional(),
})

/** Columns that are read, or say where a variant is from: its parents and their cluster stay with it. */
const provenance = ['index', 'question', 'answer', 'group', 'category', 'transformation']
const bookkeeping = ['parameters', 'key', 'checks', 'choices', 'image']

/**
 * Variants as a benchmark of their own, evaluated like any other: its units are the groups, right only if all of a group
 * is. Prompt and scorer are the source's, or those of a benchmark that asks in the new form. A subset is judged as its
 * source is. Null for conversations, which one prompt and one answer cannot hold.
 */
export function variantBenchmark(source: Benchmark, transformation: TransformationId): Benchmark | null {
  if (transformation === 'multi-turn') return null
  const { copy: _copy, corrected: _corrected, ...asked } = askedLike(source, transformation)
  const named = {
    ...asked,
    id: `${source.id}-${transformation}`,
    title: `${source.title}, ${transformation}`,
    files: [`${source.id}-${transformation}`],
    ranked: false,
    licence: source.licence,
    toItem,
  }
  if (transformation === 'subset') return named
  const { bereft: _bereft, ...regrouped } = named
  return {
    ...regrouped,
    unit: 'groups',
    complaint: () => null,
    units: groupsOf,
    unitValue: scores => Math.min(...scores),
    printedScale: () => null,
    metrics(items, scores) {
      const groups = groupsOf(items).map(({ items: members }) =>
        Math.min(...members.map(at => scores[at]?.value ?? 0)),
      )
      const each = scores.flatMap(({ value }) => value ?? [])
      return [
        ...meanMetric('group', groups),
        ...meanMetric('average', each),
        ...(transformation === 'crossed-group' ? crossedMetrics(items, scores) : []),
      ]
    },
  }
}

/** The benchmark whose way of asking and scoring fits the new form. */
function askedLike(source: Benchmark, transformation: TransformationId): Benchmark {
  if (transformation === 'crossed-group') return benchmarkById('mme')
  if (transformation === 'preference') return benchmarkById('mmstar')
  // MathVista scores free answers itself; elsewhere a number may be off by 5 %, and a word must be the same.
  if (transformation === 'free-form' && source.id !== 'mathvista') return benchmarkById('chartqa')
  return source
}

function toItem(row: Row): ReturnType<Benchmark['toItem']> {
  const { index, question, answer, group, category = '', hint } = variantCells.parse(row)
  const details = Object.entries(row).filter(
    ([column]) => ![...provenance, ...bookkeeping].includes(column) && !/^[A-Z]$/.test(column),
  )
  return {
    id: index,
    question: hint === undefined ? question : `${hint}\n${question}`,
    answer,
    category,
    group,
    options: optionsOf(row),
    details: Object.fromEntries(details),
  }
}

/** Shares of questions right for both pictures, and of pictures right about both questions (NaturalBench's Q-Acc and I-Acc). */
function crossedMetrics(items: readonly ItemRecord[], scores: readonly ItemScore[]): Metric[] {
  const value = (at: number | undefined) => (at === undefined ? 0 : (scores[at]?.value ?? 0))
  const found = scoreImageGroups(
    groupsOf(items).map(({ items: [a, b, c, d] }) => [
      [value(a), value(b)],
      [value(c), value(d)],
    ]),
  )
  if (isNotEnough(found)) return []
  return [...meanMetric('question', [...found.question]), ...meanMetric('image', [...found.image])]
}

function groupsOf(items: readonly ItemRecord[]): Unit[] {
  return [...Map.groupBy(items.keys(), at => items[at].group).values()].map(members => ({
    items: members,
    stratum: '',
    guessFloor: Number(items[members[0]].details.guess_floor),
  }))
}

import {
  type AnsweredCondition,
  conditionOf,
  type EvidenceItem,
  type EvidenceRun,
  rightFrom,
} from './evidence'

/** Signs of an item having been in training data, by family: families that share a trait are not independent. */
export interface ContaminationCounts {
  readonly items: number
  readonly families: Map<string, FamilySigns>
  /** The longest run of option tokens that any checkpoint reproduced from the question. */
  readonly reproduced: Int32Array
}

/** Per item, how many checkpoints of the family were tested for a sign, and how many show it. */
export interface FamilySigns {
  readonly blindTested: Uint16Array
  /** Right without the picture although the checkpoint's own backbone is wrong. */
  readonly blindShown: Uint16Array
  readonly orderTested: Uint16Array
  /** The published order of the options is far more likely to it, as a text, than every other. */
  readonly orderShown: Uint16Array
}

/** Robust standard deviations that the published order must stand above the others. */
const orderMargin = 2.5
/** Between the median absolute deviation and the standard deviation of a normal distribution. */
const madScale = 1.4826
/** Fewer other orders have no deviation to speak of. */
const leastOthers = 3

export function emptyContamination(items: number): ContaminationCounts {
  return { items, families: new Map(), reproduced: new Int32Array(items) }
}

export function copyContamination({ items, families, reproduced }: ContaminationCounts): ContaminationCounts {
  const copied = [...families].map(([family, signs]): [string, FamilySigns] => [
    family,
    {
      blindTested: Uint16Array.from(signs.blindTested),
      blindShown: Uint16Array.from(signs.blindShown),
      orderTested: Uint16Array.from(signs.orderTested),
      orderShown: Uint16Array.from(signs.orderShown),
    },
  ])
  return { items, families: new Map(copied), reproduced: Int32Array.from(reproduced) }
}

/** Adds the signs of one run. */
export function contaminationOf(
  counts: ContaminationCounts,
  items: readonly EvidenceItem[],
  run: EvidenceRun,
): void {
  run.reproducedTokens?.forEach((tokens, item) => {
    counts.reproduced[item] = Math.max(counts.reproduced[item], tokens)
  })
  const blind = run.conditions.filter(({ role }) => role === 'no-image')
  const backbone = conditionOf(run, 'backbone')
  if (backbone && blind.length > 0) markBlind(signsOf(counts, run.family), blind, backbone)
  const orders = run.conditions
    .filter(({ role, orderLogProbs }) => role === 'rotated' && orderLogProbs)
    .toSorted((a, b) => a.turn - b.turn)
  if (orders.length > leastOthers && orders[0].turn === 0)
    markOrders(signsOf(counts, run.family), orders, items)
}

function signsOf({ items, families }: ContaminationCounts, family: string): FamilySigns {
  const column = () => new Uint16Array(items)
  const made = { blindTested: column(), blindShown: column(), orderTested: column(), orderShown: column() }
  const signs = families.get(family) ?? made
  families.set(family, signs)
  return signs
}

function markBlind(
  { blindTested, blindShown }: FamilySigns,
  blind: readonly AnsweredCondition[],
  backbone: AnsweredCondition,
): void {
  for (let item = 0; item < blindTested.length; item++) {
    const answered = blind.filter(({ scores }) => !Number.isNaN(scores[item]))
    const before = backbone.scores[item]
    if (answered.length === 0 || Number.isNaN(before)) continue
    blindTested[item] += 1
    const right = answered.filter(({ scores }) => scores[item] >= rightFrom).length
    // Most of its blind answers: one of many would often be luck.
    if (2 * right > answered.length && before < rightFrom) blindShown[item] += 1
  }
}

function markOrders(
  { orderTested, orderShown }: FamilySigns,
  orders: readonly AnsweredCondition[],
  items: readonly EvidenceItem[],
): void {
  items.forEach(({ options }, item) => {
    const logs = orders
      .slice(0, options)
      .flatMap(({ orderLogProbs }) => orderLogProbs?.[item] ?? [])
      .filter(Number.isFinite)
    if (logs.length < options || logs.length <= leastOthers) return
    const [published, ...others] = logs
    const middle = median(others)
    const deviation = madScale * median(others.map(one => Math.abs(one - middle)))
    if (deviation === 0) return
    orderTested[item] += 1
    if (published > Math.max(...others) && published > middle + orderMargin * deviation) orderShown[item] += 1
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

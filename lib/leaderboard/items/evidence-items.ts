import type { Benchmark } from '../../benchmarks/benchmark'
import { chanceOfOptions } from '../../benchmarks/item-units'
import type { ItemRecord } from '../../domain/item'
import { clusterByKeys } from '../../statistics/clusters'
import { answerCode } from './answer-code'
import type { EvidenceItem } from './evidence'

/** The items of a benchmark file, in its order, as evidence is collected about them. */
export function evidenceItems(
  { classes }: Pick<Benchmark, 'classes'>,
  items: readonly ItemRecord[],
): EvidenceItem[] {
  const clusters = clusterByKeys(items.map(clusterKeys))
  const yesOrNo = items.every(({ options, answer }) => options.length === 0 && /^(yes|no)$/i.test(answer))
  const freeGuess = yesOrNo ? 0.5 : classes ? 1 / classes.length : 0
  return items.map((item, at) => ({
    id: item.id,
    category: item.category,
    question: item.question,
    goldText: goldTextOf(item),
    options: item.options.length,
    gold: goldCode(item),
    guess: chanceOfOptions(item) || freeGuess,
    cluster: clusters[at],
  }))
}

/**
 * What joins items into a cluster: a declared group, a picture (measurement 0.3), and the cluster that a variant has from
 * its parent (measurement 4.5).
 */
export function clusterKeys({
  group,
  imageHash,
  details: { cluster },
}: Pick<ItemRecord, 'group' | 'imageHash' | 'details'>): string[] {
  return [
    ...(group === '' ? [] : [`group:${group}`]),
    `picture:${imageHash}`,
    ...(cluster === undefined ? [] : [`cluster:${cluster}`]),
  ]
}

/** The option an item's gold answer is: most benchmarks give its label, MathVista its text. Absent in free-form items. */
export function goldOption({ options, answer }: Pick<ItemRecord, 'options' | 'answer'>) {
  return options.find(({ label }) => label === answer) ?? options.find(({ text }) => text === answer)
}

/** The gold answer in words. */
export function goldTextOf(item: Pick<ItemRecord, 'options' | 'answer'>): string {
  return goldOption(item)?.text ?? item.answer
}

function goldCode(item: Pick<ItemRecord, 'options' | 'answer'>): number {
  return answerCode(goldOption(item)?.label ?? item.answer, item.options)
}

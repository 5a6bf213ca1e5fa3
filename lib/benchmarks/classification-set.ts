import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AnswerClass } from '../domain/answer-class'
import type { ItemRecord } from '../domain/item'
import { classifyMap } from '../scorers/classify.map'
import { classifyVlmclassifier } from '../scorers/classify.vlmclassifier'
import type { Benchmark } from './benchmark'
import { findClass, type ZeroShot } from './class-list'
import { itemUnits, onlyValue } from './item-units'
import type { Licence } from './licence'
import { type ItemScore, type Metric, meanMetric, scoredValues } from './metric'

/** What sets one classification set apart. */
export interface SetFacts {
  readonly id: string
  readonly title: string
  readonly files: readonly string[]
  readonly question: string
  readonly classes: readonly AnswerClass[]
  readonly zeroShot: ZeroShot
  readonly licence: Licence
}

/**
 * A classification set, asked as a question: openly, or with all classes to choose from, shuffled anew for every item.
 * Labels become names by the names of the file itself and names become our classes by their spelling, so that the
 * order of no list matters.
 */
export function classificationSet({ question, classes, ...facts }: SetFacts): Benchmark {
  const row = z.looseObject({ index: z.string().min(1), class: z.string().min(1) })
  return {
    ...facts,
    unit: 'items',
    pictures: 'one',
    ranked: false,
    scorer: classifyMap,
    alternatives: [classifyVlmclassifier],
    maxNewTokens: 64,
    profiles: ['open-world', 'closed-world'],
    classes,
    toItem(cells) {
      const { index, class: named } = row
        .refine(({ class: text }) => findClass(classes, text) !== null, {
          path: ['class'],
          message: `"${cells.class}" is none of the ${classes.length} classes of ${facts.title}`,
        })
        .parse(cells)
      const answer = findClass(classes, named)?.name ?? named
      return { id: index, question, answer, category: '', options: [], group: '', details: {} }
    },
    complaint: () => null,
    prompt: (item, profile) =>
      profile === 'closed-world'
        ? `${item.question} Choose one from "${shuffledNames(classes, item.id).join(', ')}".`
        : item.question,
    units: items => itemUnits(items, () => 1 / classes.length),
    unitValue: onlyValue,
    printedScale: () => null,
    metrics: (items, scores) => [...meanMetric('accuracy', scoredValues(scores)), ...perClass(items, scores)],
  }
}

/** Names in an order of their own for each item, by a hash: equal items get equal prompts on every machine. */
function shuffledNames(classes: readonly AnswerClass[], item: string): string[] {
  const place = (name: string) =>
    createHash('sha256')
      .update(JSON.stringify([item, name]))
      .digest('hex')
  return classes
    .map(({ name }) => ({ name, at: place(name) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ name }) => name)
}

/** Every class that occurs weighs alike: what CLIP's authors print for Caltech101, Pets and Aircraft. */
function perClass(items: readonly ItemRecord[], scores: readonly ItemScore[]): Metric[] {
  const scored = items.flatMap(({ answer }, at) => {
    const value = scores[at]?.value ?? null
    return value === null ? [] : [{ answer, value }]
  })
  const classes = [...Map.groupBy(scored, ({ answer }) => answer).values()]
  return meanMetric(
    'mean per class',
    classes.map(members => members.reduce((sum, { value }) => sum + value, 0) / members.length),
  )
}

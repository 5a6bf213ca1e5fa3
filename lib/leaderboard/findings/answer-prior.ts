import type { ItemRecord } from '../../domain/item'
import type { Likeness } from '../../domain/likeness'
import { isNotEnough } from '../../domain/not-enough-data'
import { clusterByKeys } from '../../statistics/clusters'
import { estimateMean, type Interval } from '../../statistics/intervals'
import { type PairedDifference, pairedDifference } from '../../statistics/paired'
import { type Design, flatDesign, restrictDesign } from '../../statistics/stratified-mean'

/** Answers of one condition, in the order of the items. */
export interface ReadAnswers {
  readonly condition: string
  /** As they were read; null where nothing could be, undefined where the item was not asked. */
  readonly answers: readonly (string | null | undefined)[]
  /** Of the synthesized pictures that were shown; null where there was none, or nobody compared it. Absent: nobody did. */
  readonly likeness?: readonly (Likeness | null)[]
}

/** How often one answer is given, and how often it would be right. */
export interface AnswerShare extends Interval {
  readonly answer: string
  readonly share: number
  /** Null by Wilson. */
  readonly se: number | null
  /** Of the same answer among the golds. */
  readonly goldShare: number
  /** Share less gold share, over the same items. */
  readonly excess: PairedDifference
  /** Answers it was the most frequent of; 1 where it was fixed beforehand. */
  readonly outOf: number
  readonly items: number
}

/** One condition's preference for answers (measurement 1.4, step 6). */
export interface AnswerPrior {
  readonly condition: string
  /** "1" among the answers in free form; null where no item has one. */
  readonly ones: AnswerShare | null
  /** The answer given most often where there are options, or yes and no; null where no item has them. */
  readonly modal: AnswerShare | null
}

/**
 * How often free-form answers are "1" and choices the modal one, next to the golds: without those a frequency says nothing.
 * @param items those that one of the conditions did not ask are left out, so that all shares are of the same ones.
 */
export function auditAnswerPriors(
  items: readonly Pick<ItemRecord, 'answer' | 'options' | 'group' | 'imageHash'>[],
  read: readonly ReadAnswers[],
): AnswerPrior[] {
  const conditions = read.filter(({ answers }) => answers.some(answer => answer !== undefined))
  const isChoice = ({ answer, options }: (typeof items)[number]) =>
    options.length > 0 || /^(yes|no)$/i.test(answer)
  const places = [...items.keys()].filter(at => conditions.every(({ answers }) => answers[at] !== undefined))
  const choices = places.filter(at => isChoice(items[at]))
  const free = places.filter(at => !isChoice(items[at]))
  const clusters = clusterByKeys(
    items.map(({ group, imageHash }) => [
      `picture:${imageHash}`,
      ...(group === '' ? [] : [`group:${group}`]),
    ]),
  )
  const design = flatDesign(items.length, clusters)
  return conditions.map(({ condition, answers }) => {
    const given = (at: number) => normalisedAnswer(answers[at])
    const gold = (at: number) => normalisedAnswer(items[at].answer)
    const modal = mostFrequent(choices.map(given))
    return {
      condition,
      ones:
        free.length > 0
          ? shareOf('1', free.map(given), free.map(gold), restrictDesign(design, free), 1)
          : null,
      modal:
        modal === null
          ? null
          : shareOf(
              modal,
              choices.map(given),
              choices.map(gold),
              restrictDesign(design, choices),
              distinctAnswers(choices.map(given)),
            ),
    }
  })
}

/** Lower case without a closing stop, and numbers as they are written plainly: `1.0` and `1.` are "1". */
function normalisedAnswer(answer: string | null | undefined): string | null {
  if (answer === null || answer === undefined) return null
  const plain = answer.trim().toLowerCase().replace(/\.$/, '').replaceAll(',', '')
  return /^-?\d+(\.\d+)?$/.test(plain) ? String(Number(plain)) : plain
}

/** The first of those given most often; null where none was given. */
function mostFrequent(answers: readonly (string | null)[]): string | null {
  const given = Map.groupBy(
    answers.filter(answer => answer !== null),
    answer => answer,
  )
  return (
    [...given].reduce<[string, number] | null>(
      (most, [answer, all]) => (most && most[1] >= all.length ? most : [answer, all.length]),
      null,
    )?.[0] ?? null
  )
}

function distinctAnswers(answers: readonly (string | null)[]): number {
  return new Set(answers.filter(answer => answer !== null)).size
}

function shareOf(
  answer: string,
  given: readonly (string | null)[],
  golds: readonly (string | null)[],
  design: Design,
  outOf: number,
): AnswerShare | null {
  const isIt = (one: string | null) => Number(one === answer)
  const { value, se, low, high } = estimateMean(given.map(isIt), design)
  const goldShare = golds.reduce((sum, gold) => sum + isIt(gold), 0) / golds.length
  const excess = pairedDifference(
    given.map((one, at) => isIt(one) - isIt(golds[at])),
    design,
  )
  // Answers about one picture are no share of anything.
  if (isNotEnough(excess)) return null
  return {
    answer,
    share: value,
    se,
    low,
    high,
    goldShare,
    excess,
    outOf,
    items: given.length,
  }
}

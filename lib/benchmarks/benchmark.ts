import type { AnswerClass } from '../domain/answer-class'
import type { Item, ItemRecord } from '../domain/item'
import type { AnyScorer, Scorer } from '../scorers/scorer'
import type { ZeroShot } from './class-list'
import type { Licence } from './licence'
import type { ItemScore, Metric } from './metric'

/** One row of a benchmark file, by column name. Missing cells are absent; a list is the text of a JSON array. */
export type Row = Readonly<Record<string, string>>

/** Items judged together, and the value that comes out of their scores. */
export interface Unit {
  /** Places of its items in the file. */
  readonly items: readonly number[]
  /** The stratum whose means are averaged; `''` where there is only one. */
  readonly stratum: string
  /** Expected value of a content-free guess. */
  readonly guessFloor: number
}

/**
 * How a question is put. `llava`: as both toolkits ask LLaVA models; `vlmevalkit-generic`: as VLMEvalKit asks every
 * other model; `wei-8-shot`: behind the eight worked examples of Wei et al.; `open-world`, `closed-world`: a
 * classification set without and with its classes to choose from.
 */
export const promptProfiles = [
  'llava',
  'vlmevalkit-generic',
  'wei-8-shot',
  'open-world',
  'closed-world',
] as const
export type PromptProfile = (typeof promptProfiles)[number]

/** What a prompt is made of. */
export type AskedItem = Pick<Item, 'id' | 'question' | 'options' | 'details'>

/** A column of an item's row, and why it cannot be so. */
export interface ItemProblem {
  readonly column: string
  readonly reason: string
}

export interface Benchmark {
  readonly id: string
  readonly title: string
  /** Names, without their endings, of the files or folders that this benchmark is read from. */
  readonly files: readonly string[]
  /** What one unit of analysis is called, plural. */
  readonly unit: string
  /** Pictures every item has. `none`: the question is text alone; the probes of pictures do not apply. */
  readonly pictures: 'one' | 'none'
  /** One of the ten that every checkpoint is scored and ranked on. The others serve one probe each. */
  readonly ranked: boolean
  /** Null where there are no answers: nothing is asked. */
  readonly scorer: AnyScorer | null
  /** Other published ways of reading the same answers: never mixed into one column. */
  readonly alternatives: readonly AnyScorer[]
  /** Stands in for the judge, deterministically, where a suite says so: a scorer and a column of its own. */
  readonly offline?: Scorer
  readonly maxNewTokens: number
  /** The prompt is the whole input: no chat template around it. */
  readonly raw?: true
  /** Texts before which an answer ends. */
  readonly stopTexts?: readonly string[]
  /** The first is the default. */
  readonly profiles: readonly [PromptProfile, ...PromptProfile[]]
  readonly licence: Licence
  /** Of a classification set. */
  readonly classes?: readonly AnswerClass[]
  /** Of a classification set: what an encoder is asked with. */
  readonly zeroShot?: ZeroShot
  /**
   * An item from a canonical row, without its picture.
   * @throws ZodError naming the column that is missing or malformed.
   */
  toItem(row: Row): Omit<Item, 'images'>
  /** Which copy of the answers a file has, where several are published; null where it cannot be told. */
  copy?(items: readonly ItemRecord[]): string | null
  /** The items with the answers that another published copy corrects; as they are where it is not this file. */
  corrected?(items: readonly Omit<Item, 'images'>[]): readonly Omit<Item, 'images'>[]
  /** What is wrong with an item whose columns can be read: its gold is none of its options. */
  itemProblem?(item: Pick<Item, 'answer' | 'options'>): ItemProblem | null
  /**
   * Rows that are judged together with one that is not there, where bad rows were left out. @param kept the others, by
   * their row of the file, counted from 1.
   */
  bereft?(kept: readonly { readonly row: number; readonly group: string }[]): readonly number[]
  /** Names what is wrong with the file as a whole, or null. */
  complaint(items: readonly ItemRecord[]): string | null
  /** The user's turn; the whole input where the benchmark is `raw`. @param profile one of `profiles`. */
  prompt(item: AskedItem, profile?: PromptProfile): string
  units(items: readonly ItemRecord[]): readonly Unit[]
  /** Value of a unit in [0, 1] from the scores of its items. */
  unitValue(scores: readonly number[]): number
  /** The scale the field prints the score on; null for percent. @param strata number of subtasks. */
  printedScale(strata: number): { readonly low: number; readonly high: number } | null
  /** The numbers the field prints: the headline first, then every part of it. @param scores one per item. */
  metrics(items: readonly ItemRecord[], scores: readonly ItemScore[]): readonly Metric[]
}

/** The profile a benchmark is asked under: the one that is wanted where it has that, else its default. */
export function profileOf({ profiles }: Benchmark, wanted?: PromptProfile): PromptProfile {
  return profiles.find(profile => profile === wanted) ?? profiles[0]
}

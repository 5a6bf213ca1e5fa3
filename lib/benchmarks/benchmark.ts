import type { Item, ItemRecord } from '../domain/item'
import type { Scorer } from '../scorers/scorer'

/** One row of a benchmark file, by column name. Missing cells are absent. */
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

export interface Benchmark {
  readonly id: string
  readonly title: string
  /** File names without `.tsv` that this benchmark is read from. */
  readonly files: readonly string[]
  /** What one unit of analysis is called, plural. */
  readonly unit: string
  readonly scorer: Scorer
  readonly maxNewTokens: number
  readonly licence: string
  /**
   * An item from a row of a VLMEvalKit TSV, without its picture.
   * @throws ZodError naming the column that is missing or malformed.
   */
  toItem(row: Row): Omit<Item, 'images'>
  /** Names what is wrong with the file as a whole, or null. */
  complaint(items: readonly ItemRecord[]): string | null
  /** The user's turn under the prompt profile `llava`. */
  prompt(item: Pick<Item, 'question' | 'options'>): string
  units(items: readonly ItemRecord[]): readonly Unit[]
  /** Value of a unit in [0, 1] from the scores of its items. */
  unitValue(scores: readonly number[]): number
  /** The scale the field prints the score on; null for percent. @param strata number of subtasks. */
  printedScale(strata: number): { readonly low: number; readonly high: number } | null
}

/** Prompt profile of every LLaVA family (benchmarks: both toolkits use it). */
export const promptProfile = 'llava'

import type { DrawKey } from '../../domain/draw-key'
import type { AnswerOption, ItemDetails, ItemRecord } from '../../domain/item'
import type { Saliency } from '../../domain/saliency'
import { keyedRandom, type Random } from '../../statistics/keyed-random'

export const transformationIds = [
  'subset',
  'option-shuffle',
  'circular',
  'ten-options',
  'free-form',
  'hint-removed',
  'counter-image',
  'crossed-group',
  'evidence-removed',
  'multi-turn',
  'preference',
] as const
export type TransformationId = (typeof transformationIds)[number]

/** What is asked in one turn, and what is right. */
export interface VariantTurn {
  readonly question: string
  readonly options: readonly AnswerOption[]
  /** A label where there are options, unless the benchmark gives the gold answer in words; else the answer itself. */
  readonly answer: string
}

/** A rectangle of a picture, in fractions of its sides. */
export interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The picture of an item of the source, as it is or with a region filled with the picture's mean colour. */
export interface VariantPicture {
  readonly item: string
  readonly masked?: Region
}

/** What was looked at before a variant may count, and what came out. */
export interface Check {
  readonly check: string
  readonly verdict: 'passed' | 'pending'
}

/** A new item made from items of a benchmark, with all it takes to make it again (measurement 4.5). */
export interface VariantItem {
  /** Unique within the variant benchmark. */
  readonly id: string
  /** Ids of the items it was made of, the one whose question it asks first. */
  readonly parents: readonly string[]
  readonly transformation: TransformationId
  /** What was decided, in ids, places and numbers: never in the benchmark's own words. */
  readonly parameters: Readonly<Record<string, string | number | readonly (string | number)[]>>
  /** Of its random draws; null where nothing was drawn. */
  readonly key: DrawKey | null
  /** Inherited from the item whose picture it shows: a variant is no more independent than its parent. */
  readonly cluster: string
  /** Variants of one group are right only if all are. */
  readonly group: string
  readonly category: string
  /** One, unless it is a conversation; right only if every turn is. */
  readonly turns: readonly VariantTurn[]
  readonly details: ItemDetails
  readonly picture: VariantPicture
  /** Expected score of a content-free guess at the whole group. */
  readonly guessFloor: number
  readonly checks: readonly Check[]
}

/** Why an item has no variant of a kind. */
export interface Excluded {
  readonly kind: 'excluded'
  readonly reason: string
}

/** What is judged together in the source already, and what a content-free guess is worth there. */
export interface SourceUnit {
  /** Places of its items. */
  readonly items: readonly number[]
  readonly guessFloor: number
}

/** What variants are made from. */
export interface VariantSource {
  /** In the order of the file. */
  readonly items: readonly ItemRecord[]
  /** Cluster of every item. */
  readonly clusters: ArrayLike<number>
  /** Expected score of a content-free guess at every item alone. */
  readonly guesses: readonly number[]
  /** Every item's unit. */
  readonly units: readonly SourceUnit[]
  /** Places of the items by their question, normalised, and by the hash of their picture. */
  readonly byQuestion: ReadonlyMap<string, readonly number[]>
  readonly byPicture: ReadonlyMap<string, readonly number[]>
  /** Index of the seed of all draws, from 1. */
  readonly seed: number
  /** Wrong answers of checkpoints, in words, by item id. */
  readonly wrongAnswers?: ReadonlyMap<string, readonly string[]>
  /** Embeddings of the pictures [items × width]. */
  readonly pictureVectors?: { readonly vectors: Float32Array; readonly width: number }
  /** Where the evidence is: a box somebody drew, or what stands out. */
  readonly boxes?: ReadonlyMap<string, Region>
  readonly saliency?: ReadonlyMap<string, Saliency>
  /** Words and numbers that can be read in the pictures, by item id. */
  readonly pictureTexts?: ReadonlyMap<string, readonly string[]>
}

/** One way of making items harder: one file of this folder. */
export interface Transformation {
  readonly id: TransformationId
  readonly title: string
  /** Answers that a checkpoint gives to a group. */
  readonly answers: string
  /** A group of variants of the item at a place, or why there is none. */
  build(source: VariantSource, at: number): readonly VariantItem[] | Excluded
}

export function excluded(reason: string): Excluded {
  return { kind: 'excluded', reason }
}

export function isExcluded(built: readonly VariantItem[] | Excluded): built is Excluded {
  return 'kind' in built
}

/** The key of all that is drawn for one item under one transformation. */
export function drawKey({ seed }: VariantSource, transformation: TransformationId, item: string): DrawKey {
  return { seed, probe: 'harder', condition: transformation, item }
}

/** The item as a variant that nothing was done to yet. @param part tells apart the variants of one group. */
export function startVariant(
  source: VariantSource,
  at: number,
  transformation: TransformationId,
  part = '',
): VariantItem {
  const { id, question, options, answer, category, details } = source.items[at]
  const own = part === '' ? `${id}~${transformation}` : `${id}~${transformation}~${part}`
  return {
    id: own,
    parents: [id],
    transformation,
    parameters: {},
    key: null,
    cluster: String(source.clusters[at]),
    group: own,
    category,
    turns: [{ question, options, answer }],
    details,
    picture: { item: id },
    guessFloor: source.guesses[at] ?? 0,
    checks: [],
  }
}

/** The generator of an item's draws, with its key. */
export function drawFor(
  source: VariantSource,
  transformation: TransformationId,
  at: number,
): { readonly key: DrawKey; readonly random: Random } {
  const key = drawKey(source, transformation, source.items[at].id)
  return { key, random: keyedRandom(key) }
}

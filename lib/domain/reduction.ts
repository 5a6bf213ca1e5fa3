/**
 * One kind of feature, read off for every item of a list: one matrix [items, width] per layer. What does not depend on
 * the checkpoint is an artifact that all checkpoints share.
 */
export interface FeatureRead {
  readonly id: string
  /** Who reads: the checkpoint, its declared encoder, or each language model it is held against. */
  readonly subject: 'checkpoint' | 'encoder' | 'language-model'
  /** The item's picture alone, asked an empty question; or the item's text alone. */
  readonly input: 'picture' | 'text'
  /**
   * Which positions are averaged: those of the picture as they leave the projector, those of the picture in the language
   * model, all that are no padding, or the class token alone (the mean over the patches where an encoder has none).
   */
  readonly tokens: 'projected' | 'visual' | 'all' | 'class'
  /**
   * `one`: what leaves the projector. `blocks`: what leaves every block. `states`: what enters every layer, the first of
   * which is the embedding, and what leaves the last.
   */
  readonly layers: 'one' | 'blocks' | 'states'
}

/** A result that is no mean over items: features of a list of items are read first and reduced in a step of its own. */
export interface Reduction {
  readonly benchmark: string
  /** Items of the list at most; fewer than `fewestItems` give no result. */
  readonly items: number
  readonly fewestItems: number
  readonly reads: readonly FeatureRead[]
  /** Language models to hold against, the smallest first; null: every one that is installed. */
  readonly languageModels: number | null
  /** Neighbours of each row. */
  readonly neighbours: number
  /** Share of the sorted absolute values at whose element a matrix is clamped. */
  readonly clamp: number
  /** Permutations of one side's rows that make the null. */
  readonly nullPermutations: number
  /** Half-samples without replacement that check the standard error. */
  readonly halfSamples: number
}

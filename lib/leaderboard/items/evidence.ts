/** What a condition of a run says about an item. */
export type EvidenceRole =
  /** The plain answer. */
  | 'reference'
  /** Without the picture, or with another item's: either way the answer is blind. */
  | 'no-image'
  | 'wrong-image'
  /** The checkpoint's language model before visual tuning, without the picture. */
  | 'backbone'
  /** Permuted visual tokens. */
  | 'permuted'
  /** The most salient patches dropped, at ratio 0.7. */
  | 'occluded'
  /** The picture there, the options turned. */
  | 'rotated'

/** An item as its evidence is weighed: no text but what question and gold say. */
export interface EvidenceItem {
  readonly id: string
  readonly category: string
  readonly question: string
  /** The gold answer in words: the text of its option, or the answer itself. */
  readonly goldText: string
  /** Answer options; 0 for free-form and yes/no questions. */
  readonly options: number
  /** Code of the gold answer; see `answerCode`. */
  readonly gold: number
  /** Expected score of a content-free guess. */
  readonly guess: number
  /** Items of one cluster are not independent. */
  readonly cluster: number
}

/** What a checkpoint answered under one condition: one entry per item, in the order of the items. */
export interface AnsweredCondition {
  readonly role: EvidenceRole
  /** For `rotated`: option i stands at place (i + turn) mod n. 0 elsewhere. */
  readonly turn: number
  /** In [0, 1]; NaN where the item was not asked or not judged. */
  readonly scores: Float32Array
  /** Codes of what was chosen, by content and not by place; -1 where nothing could be read. */
  readonly answers?: Int32Array
  /** For `rotated`: log P of the option at every place as the answer [items × places]; NaN where unknown. */
  readonly placeLogProbs?: Float32Array
  /** For `rotated`: log P of the question with its options in this order, as a text; NaN where unknown. */
  readonly orderLogProbs?: Float32Array
}

/** Everything one checkpoint says about the items of a benchmark. */
export interface EvidenceRun {
  /** Digest of the weights: the same file under two names is one checkpoint, and one run. */
  readonly checkpoint: string
  /** Training recipe: what held-out validation splits by. */
  readonly family: string
  /** Tells apart the sizes of a family, e.g. the number of parameters. */
  readonly size: string
  /** At least the reference. */
  readonly conditions: readonly AnsweredCondition[]
  /** Consecutive option tokens that the question's continuation reproduced, per item. */
  readonly reproducedTokens?: Int32Array
}

/** The response data of one benchmark, from all public checkpoints. */
export interface ItemEvidence {
  readonly items: readonly EvidenceItem[]
  readonly runs: readonly EvidenceRun[]
}

/** From this score on an answer counts as right where only right and wrong are told apart. */
export const rightFrom = 0.5

export function conditionOf(run: EvidenceRun, role: EvidenceRole): AnsweredCondition | undefined {
  return run.conditions.find(condition => condition.role === role)
}

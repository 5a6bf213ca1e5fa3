import type { RgbImage } from './rgb-image'

/** One answer option of a multiple-choice item, in the order of the file. */
export interface AnswerOption {
  /** `A`, `B`, … */
  readonly label: string
  readonly text: string
}

/** A picture of an item; read from its file whenever it is needed, so that a gigabyte of them is never held. */
export interface Picture {
  /** @throws Refusal `bad-image`, `bad-benchmark-file` where the file changed since it was checked. */
  decode(): Promise<RgbImage>
}

/** Text that a scorer or a metric reads beside question, options and answer, by name. */
export type ItemDetails = Readonly<Record<string, string>>

/** One question of a benchmark, in our own terms: made once from a row of the foreign file. */
export interface Item {
  /** The row's own index, as text; unique within a benchmark edition. */
  readonly id: string
  readonly question: string
  /** Empty for free-form and yes/no questions. */
  readonly options: readonly AnswerOption[]
  /** The gold answer as the scorer reads it: an option label, `Yes`/`No`, a number, a text, a class name. */
  readonly answer: string
  /** Items sharing a group are judged together (an MMVP pair, an MME image) or are not independent. */
  readonly group: string
  /** What its score is also shown by (an MME subtask, an MMStar category); `''` where there is one only. */
  readonly category: string
  readonly details: ItemDetails
  /** In the order of the prompt; none where the question is text alone. */
  readonly images: readonly Picture[]
}

/** What the portal keeps of an item in order to weigh it: everything but the pictures. */
export interface ItemRecord {
  readonly id: string
  readonly question: string
  readonly options: readonly AnswerOption[]
  readonly answer: string
  readonly group: string
  readonly category: string
  readonly details: ItemDetails
  /**
   * SHA-256 over the decoded RGB pixels of its pictures: equal pictures fall into one cluster. Over the question
   * where it has no picture.
   */
  readonly imageHash: string
  /** Canonical hash of decoded RGB, normalised question, options and gold: a change opens a new edition. */
  readonly hash: string
}

/** One answer option of a multiple-choice item, in the order of the file. */
export interface AnswerOption {
  /** `A`, `B`, … */
  readonly label: string
  readonly text: string
}

/** One question of a benchmark, in our own terms: made once from a row of the foreign file. */
export interface Item {
  /** The row's own index, as text; unique within a benchmark edition. */
  readonly id: string
  readonly question: string
  /** Empty for free-form and yes/no questions. */
  readonly options: readonly AnswerOption[]
  /** The gold answer as the scorer reads it: an option label, `Yes`/`No`, a number, a text. */
  readonly answer: string
  /** Items sharing a group are judged together (an MMVP pair, an MME image). */
  readonly group: string
  /** The stratum whose means are summed (an MME subtask, an MMStar category); `''` where there is one only. */
  readonly category: string
  /** Encoded pictures (PNG or JPEG bytes) in the order of the prompt. */
  readonly images: readonly Uint8Array[]
}

/** What the portal keeps of an item in order to weigh it: everything but the pictures. */
export interface ItemRecord {
  readonly id: string
  readonly question: string
  readonly options: readonly AnswerOption[]
  readonly answer: string
  readonly group: string
  readonly category: string
  /** SHA-256 over the decoded RGB pixels of its pictures: equal pictures fall into one cluster. */
  readonly imageHash: string
  /** Canonical hash of decoded RGB, normalised question, options and gold: a change opens a new edition. */
  readonly hash: string
}

/** One class of a classification set, as an answer may name it. */
export interface AnswerClass {
  /** The name prompts use, in the spelling of the set's own list. */
  readonly name: string
  /** Other names that may stand inside a sentence. */
  readonly aliases: readonly string[]
  /** Codes that count only as the whole answer: as a word in a sentence, `in`, `is` and `no` are countries. */
  readonly codes: readonly string[]
}

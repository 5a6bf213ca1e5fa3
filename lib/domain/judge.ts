/** One turn of what a judge is sent. */
export interface JudgeMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** What a judge is asked about one answer. */
export interface JudgeRequest {
  readonly messages: readonly JudgeMessage[]
  readonly temperature: number
  readonly maxTokens: number
}

export interface JudgeReply {
  readonly text: string
  /** The model the server says it used. */
  readonly model: string
}

/** A language model that grades answers. */
export interface Judge {
  /** Model and address: another one makes another run. */
  readonly name: string
  /**
   * @param attempt from 0: asking again about the same answer is another question.
   * @throws Refusal where no question can be answered any more (a bad key, the spend cap); Error where this one cannot.
   */
  ask(request: JudgeRequest, attempt: number): Promise<JudgeReply>
}

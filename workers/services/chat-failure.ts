import { EndpointFailure } from './endpoint-call'
import type { TokenUsage } from './spend-budget'

/** This question has no answer. */
export class ChatFailure extends EndpointFailure {
  override readonly name = 'ChatFailure'
  /** What the call is booked with; null: the server did not tell. */
  readonly usage: TokenUsage | null

  constructor(
    message: string,
    part: { passing: boolean; headers?: Headers; usage?: TokenUsage | null },
    options?: ErrorOptions,
  ) {
    super(message, part, options)
    this.usage = part.usage ?? null
  }
}

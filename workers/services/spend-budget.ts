import { Refusal, type RefusalReason } from '#lib/domain/refusal'

/** Tokens of one call, as the server counts them. */
export interface TokenUsage {
  readonly promptTokens: number
  readonly completionTokens: number
}

/** What may be spent by one process; what is absent has no cap. */
export interface SpendCaps {
  /** HTTP calls, tries after a failure included. */
  readonly calls?: number | undefined
  /** Prompt and completion tokens together. */
  readonly tokens?: number | undefined
  /** In the currency of the prices. Needs both prices. */
  readonly cost?: number | undefined
  /** Price of a million prompt tokens. */
  readonly promptPrice?: number | undefined
  /** Price of a million completion tokens. */
  readonly completionPrice?: number | undefined
}

export interface Spent extends TokenUsage {
  readonly calls: number
  /** Calls whose tokens the server did not tell: booked with the most they can have used. */
  readonly unmeasuredCalls: number
  /** Null where no prices are given. */
  readonly cost: number | null
}

/** Who spends, in messages (e.g. "judge"), and why it is refused to go on. */
export interface Spender {
  readonly what: string
  readonly spent: RefusalReason
}

/** Room for one call, held until it is known what the call used. */
export interface Reservation {
  /** @param usage `null` where the server did not tell: the most it can have been is booked. */
  settle(usage: TokenUsage | null): void
}

const nothing: TokenUsage = { promptTokens: 0, completionTokens: 0 }

/**
 * Books what a service may use before each call and what it used after it. Calls at once never pass a cap together: a
 * call starts only when the most it can use still fits beside everything under way.
 */
export class SpendBudget {
  private calls = 0
  private unmeasuredCalls = 0
  private used = nothing
  private reserved = nothing
  private underWay = 0
  private waiting: (() => void)[] = []

  /** @throws Refusal `bad-usage` where a cap cannot be kept. */
  constructor(
    private readonly caps: SpendCaps,
    private readonly spender: Spender,
  ) {
    const { cost, promptPrice, completionPrice } = caps
    if (cost !== undefined && (promptPrice === undefined || completionPrice === undefined))
      throw new Refusal(
        'bad-usage',
        `the ${spender.what}'s cost cap of ${cost} needs the price of prompt and completion tokens`,
      )
  }

  spent(): Spent {
    const { calls, unmeasuredCalls, used } = this
    return { calls, unmeasuredCalls, ...used, cost: this.costOf(used) }
  }

  /**
   * Waits where calls under way may leave more room than they hold.
   * @param most The most tokens the call can use.
   * @throws Refusal naming the cap and what was spent.
   */
  async reserve(most: TokenUsage): Promise<Reservation> {
    for (let full = this.whyFull(most); full !== null; full = this.whyFull(most)) {
      if (this.underWay === 0 || full.forGood) throw new Refusal(this.spender.spent, full.why)
      await new Promise<void>(resolve => this.waiting.push(resolve))
    }
    this.calls += 1
    this.underWay += 1
    this.reserved = plus(this.reserved, most)
    return { settle: usage => this.settle(most, usage) }
  }

  private settle(most: TokenUsage, usage: TokenUsage | null): void {
    this.underWay -= 1
    this.reserved = plus(this.reserved, most, -1)
    this.used = plus(this.used, usage ?? most)
    if (usage === null) this.unmeasuredCalls += 1
    for (const wake of this.waiting.splice(0)) wake()
  }

  /** Why a call does not fit, and whether no call under way can change that. */
  private whyFull(most: TokenUsage): { why: string; forGood: boolean } | null {
    const { calls, tokens, cost } = this.caps
    const { what } = this.spender
    if (calls !== undefined && this.calls >= calls)
      return { why: `the ${what}'s cap of ${calls} calls is reached: ${this.describe()}`, forGood: true }
    const held = plus(this.used, this.reserved)
    const [one, all, now] = [most, plus(held, most), plus(this.used, most)]
    if (tokens !== undefined && total(all) > tokens)
      return {
        why: `the ${what}'s cap of ${tokens} tokens leaves no room for a call of up to ${total(one)}: ${this.describe()}`,
        forGood: total(now) > tokens,
      }
    if (cost !== undefined && (this.costOf(all) ?? 0) > cost)
      return {
        why: `the ${what}'s cap of ${cost} in cost leaves no room for a call of up to ${this.costOf(one)}: ${this.describe()}`,
        forGood: (this.costOf(now) ?? 0) > cost,
      }
    return null
  }

  private describe(): string {
    const { calls, promptTokens, completionTokens, cost } = this.spent()
    const money = cost === null ? '' : `, cost ${cost}`
    return `spent ${calls} calls, ${promptTokens} + ${completionTokens} tokens${money}`
  }

  /** From whole tokens, so that no order of calls changes the sum. */
  private costOf({ promptTokens, completionTokens }: TokenUsage): number | null {
    const { promptPrice, completionPrice } = this.caps
    if (promptPrice === undefined || completionPrice === undefined) return null
    return (promptTokens * promptPrice + completionTokens * completionPrice) / 1e6
  }
}

function plus(one: TokenUsage, other: TokenUsage, sign: 1 | -1 = 1): TokenUsage {
  return {
    promptTokens: one.promptTokens + sign * other.promptTokens,
    completionTokens: one.completionTokens + sign * other.completionTokens,
  }
}

function total({ promptTokens, completionTokens }: TokenUsage): number {
  return promptTokens + completionTokens
}

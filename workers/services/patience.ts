import type { Refusal } from '#lib/domain/refusal'
import { EndpointFailure } from './endpoint-call'
import { longestPauseMs, retryPauseMs } from './retry-pause'

export interface PatienceSettings {
  /** Tries after the first that fail before what was asked counts as failed. */
  readonly retries: number
  /** Pauses between tries. */
  readonly wait: (ms: number) => Promise<unknown>
  /** Jitter of the pauses, in [0, 1). */
  readonly random: () => number
  /** Why nothing more is asked when so many have failed in a row. */
  readonly unreachable: (failedInRow: number) => Refusal
  /** A failure again, with what the tries add to its message. */
  readonly retold: (message: string, cause: EndpointFailure) => EndpointFailure
}

/** Things asked in a row that failed in spite of their retries before the service counts as unreachable. */
const mostFailedInRow = 8

/**
 * A function that asks until there is an answer, with pauses between tries (`retryPauseMs`).
 * @throws what the call throws where no try will help; `retold` of it where tries or patience are used up;
 * `unreachable` where too many in a row failed so.
 */
export function openPatience(settings: PatienceSettings): <T>(call: () => Promise<T>) => Promise<T> {
  const { retries, wait, random, unreachable, retold } = settings
  let failedInRow = 0
  return async call => {
    for (let failures = 1; ; failures++) {
      if (failedInRow >= mostFailedInRow) throw unreachable(failedInRow)
      try {
        const answer = await call()
        failedInRow = 0
        return answer
      } catch (error) {
        if (!(error instanceof EndpointFailure)) throw error
        const pause = retryPauseMs(error.headers, failures, Date.now(), random())
        if (error.passing && failures <= retries && pause !== null) {
          await wait(pause)
          continue
        }
        if (error.passing) failedInRow += 1
        if (error.passing && pause === null)
          throw retold(`${error.message}; it asks to wait longer than ${longestPauseMs / 1000} s`, error)
        throw failures === 1 ? error : retold(`${error.message}, ${failures} times`, error)
      }
    }
  }
}

import { Refusal } from '#lib/domain/refusal'
import type { ClaimedSlice } from '#lib/domain/work'
import type { Portal } from '#workers/services/portal-client'

/** Beats in one lease: three may get lost. */
const beatsPerLease = 4

/** A claimed slice that is kept from going to another worker. */
export interface Lease {
  /** @throws Refusal `stale-attempt`, `unauthorized` as soon as a heartbeat was answered so. */
  check(): void
  release(): void
}

/**
 * Sends heartbeats on a timer: the checkpoint computes in a thread of its own, so beats are on time.
 * @param secondsLeft how long the rest of the slice takes, told with every beat; null while that is not known.
 */
export function keepLease(
  portal: Portal,
  { slice, attempt, leaseSeconds }: ClaimedSlice,
  secondsLeft: () => number | null = () => null,
): Lease {
  let lost: Refusal | null = null
  let underWay = false
  const beat = async () => {
    if (underWay || lost) return
    underWay = true
    try {
      const left = secondsLeft()
      await portal.heartbeat(slice, {
        attempt,
        ...(left === null ? {} : { secondsLeft: Math.max(0, Math.round(left)) }),
      })
    } catch (error) {
      // An outage is no verdict on the slice: the next beat or push tells whether it is still ours.
      if (error instanceof Refusal && error.reason !== 'portal-unreachable') lost = error
    } finally {
      underWay = false
    }
  }
  const timer = setInterval(beat, (leaseSeconds * 1000) / beatsPerLease)
  return {
    check: () => {
      if (lost) throw lost
    },
    release: () => clearInterval(timer),
  }
}

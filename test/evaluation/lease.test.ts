import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal } from '#lib/domain/refusal'
import { keepLease } from '#workers/evaluation/lease'
import { connectPortal } from '#workers/services/portal-client'

const slice = {
  kind: 'prepare',
  slice: 'slice-1',
  attempt: 3,
  run: 'run-1',
  source: { kind: 'directory', path: '/x' },
  suite: 'demo',
  encoder: null,
  backbone: null,
  leaseSeconds: 60,
} as const

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function portalThat(heartbeat: () => Promise<void>) {
  const beats: unknown[] = []
  const portal = {
    ...connectPortal('http://portal.example'),
    heartbeat: (id: string, body: unknown) => {
      beats.push([id, body])
      return heartbeat()
    },
  }
  return { portal, beats }
}

test('several beats in a lease, none after its release', async () => {
  const { portal, beats } = portalThat(async () => undefined)
  const lease = keepLease(portal, slice)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(beats).toEqual(Array(4).fill(['slice-1', { attempt: 3 }]))
  lease.check()
  lease.release()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(beats).toHaveLength(4)
})

test('a beat tells how long the rest takes, once that is known', async () => {
  const { portal, beats } = portalThat(async () => undefined)
  let left: number | null = null
  const lease = keepLease(portal, slice, () => left)
  await vi.advanceTimersByTimeAsync(15_000)
  left = 90.4
  await vi.advanceTimersByTimeAsync(15_000)
  expect(beats).toEqual([
    ['slice-1', { attempt: 3 }],
    ['slice-1', { attempt: 3, secondsLeft: 90 }],
  ])
  lease.release()
})

test('a beat answered "stale" is thrown at the next check, and no other is sent', async () => {
  const { portal, beats } = portalThat(() => Promise.reject(new Refusal('stale-attempt', 'attempt 4 by now')))
  const lease = keepLease(portal, slice)
  lease.check()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(() => lease.check()).toThrow('attempt 4 by now')
  expect(beats).toHaveLength(1)
  lease.release()
})

test('an outage is no verdict', async () => {
  const { portal, beats } = portalThat(() => Promise.reject(new Refusal('portal-unreachable', 'away')))
  const lease = keepLease(portal, slice)
  await vi.advanceTimersByTimeAsync(60_000)
  lease.check()
  expect(beats).toHaveLength(4)
  lease.release()
})

test('a beat waits for the one before it', async () => {
  const { portal, beats } = portalThat(() => new Promise(() => undefined))
  const lease = keepLease(portal, slice)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(beats).toHaveLength(1)
  lease.release()
})
